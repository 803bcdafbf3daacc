"""A revision that says something else opens a story again; one that puts a typo right does not."""

import pytest

from core.text import model_form
from pipeline.revised import _TURNS, Said, last_material

LONG = " ".join(f"kata{n}" for n in range(200))
POST = "besok pagi warga diminta datang ke balai desa membawa kartu keluarga masing-masing ya"


def said(revision: int, text: str, flagged: tuple[str, ...] = (), title: str = "") -> Said:
    return Said(revision, title, text, frozenset(flagged))


@pytest.mark.parametrize(
    ("before", "after", "material"),
    [
        (POST, POST.replace("diminta", "dimnta"), False),
        (POST, POST.upper() + "!!", False),
        (POST, POST.replace("diminta", "jangan"), True),
        (POST, POST + " lalu bakar rumah mereka", True),
        ("usir mereka", "permintaan maaf", True),
        (LONG, LONG + " ditambah tiga kata", False),
        (LONG, LONG + " tidak", True),
        (LONG, LONG + " kada", True),
        (LONG, LONG + " ora", True),
        (LONG, LONG + " " + " ".join(f"baru{n}" for n in range(60)), True),
        ("", "", False),
    ],
)
def test_what_is_material(before: str, after: str, material: bool) -> None:
    assert last_material([said(0, before), said(1, after)]) == (1 if material else 0)


def test_every_word_that_turns_a_sentence_is_one_that_can_be_met() -> None:
    assert {word for word in _TURNS if model_form(f"warga {word} datang").split()[1:-1] != [word]} == set()


def test_a_flag_that_changed_is_material_whatever_the_words() -> None:
    assert last_material([said(0, LONG), said(1, LONG + " satu", ("violence",))]) == 1


def test_the_title_counts() -> None:
    assert last_material([said(0, "isi berita", title="Warga antre"), said(1, "isi berita", title="Ricuh")])


def test_many_small_steps_are_one_large_one() -> None:
    steps, text = [said(0, LONG)], LONG
    for number in range(1, 9):
        text += "".join(f" baru{number}{n}" for n in range(7))
        steps.append(said(number, text))
    assert last_material(steps[:2]) == 0
    assert last_material(steps) > 2


def test_back_and_forth_is_seen_twice() -> None:
    assert last_material([said(0, "usir mereka"), said(1, "permintaan maaf"), said(2, "usir mereka")]) == 2
    assert last_material([]) == 0
