import pytest

from core.text import model_form

READ = [
    ("k.a.c.a nya pecah", "kacanya pecah"),
    ("di b.a.k.a.r saja", "dibakar saja"),
    ("di ru-mah saja", "di rumah saja"),
    ("b*b* itu m4t!", "babi itu mati"),
    ("m@u! ikut", "mau ! ikut"),
    ("b4kar! sekarang", "bakar ! sekarang"),
    ("di puj@sera", "di pujasera"),
    ("rt@dedysamawi ikut", "rt dedysamawi ikut"),
    ("awas!jangan", "awas jangan"),
]


@pytest.mark.parametrize(("text", "read"), READ)
def test_a_sign_or_an_end_that_belongs_to_a_word_in_disguise_is_read_with_it(text: str, read: str) -> None:
    assert model_form(text) == read
