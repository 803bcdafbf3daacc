import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import clean_dataset_text, normalise


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("  dua   spasi\t tab \n baris ", "dua spasi tab\nbaris"),
        ("satu\r\ndua\rtiga\n\n\n\nempat", "satu\ndua\ntiga\n\nempat"),
        ("ba\u200bk\u200dar\ufeff", "bakar"),
        ("us\u00adir", "usir"),
        ("\u202etext\u202c \u2066x\u2069", "text x"),
        ("a\x00b\x07c", "abc"),
        ("spasi\u00a0keras\u3000lebar", "spasi keras lebar"),
        ("caf\u0065\u0301", "caf\u00e9"),
        ("Bupati â€œtegasâ€\x9d soal hoaks â€“ kata KPU", "Bupati “tegas” soal hoaks – kata KPU"),
        ("Kita HARUS bersatu!!! 🇮🇩 👨‍👩‍👧 ❤️", "Kita HARUS bersatu!!! 🇮🇩 👨‍👩‍👧 ❤️"),
        ("b\u0336\u0337\u0338\u0334a", "b\u0336\u0337a"),
        ("emoji \ud83d\udd25 dari JSON", "emoji 🔥 dari JSON"),
        ("", ""),
    ],
)
def test_what_a_reader_sees_stays(raw: str, shown: str) -> None:
    assert normalise(raw) == shown


def test_words_case_and_marks_stay() -> None:
    text = "Usir MEREKA dari Sangatta, b4kar!!! “Kata siapa?” ½ № 5"
    assert normalise(text) == text


@given(st.text())
def test_idempotent_and_storable(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    once.encode("utf-8")


@given(st.lists(st.characters(), max_size=30).map("".join))
def test_lone_surrogates_never_pass(text: str) -> None:
    normalise(text).encode("utf-8")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (r"RT USER: Usir\n\nsegera \xf0\x9f\x98\x82 URL'", "Usir\n\nsegera 😂 https://t.co/x"),
        ("USER USER benar &amp; jelas", "[@akun] [@akun] benar & jelas"),
        (r"terpotong \xe2\x80'", "terpotong"),
        ("biasa saja", "biasa saja"),
    ],
)
def test_artefacts_of_datasets(raw: str, clean: str) -> None:
    assert clean_dataset_text(raw) == clean
