"""Slips of the finger are undone, and nothing that may be meant is changed."""

import csv

import pytest

from core.settings import PROJECT
from core.text import model_form, model_tokens
from core.text.typos import mended
from core.text.words import WORDS


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("bkar", "bakar"), ("bnuuh", "bunuh"), ("manodr", "mandor"), ("dukuung", "dukung"), ("serbbu", "serbu")],
)
def test_a_vowel_left_out_a_letter_struck_twice_or_in_its_neighbours_place(slip: str, meant: str) -> None:
    assert mended(slip) == meant
    assert model_form(f"ayo {slip} semua") == f"ayo {meant} semua"


@pytest.mark.parametrize("word", ["busang", "bakau", "kaubun", "banar", "sangata", "pilkada", "paid", "rich"])
def test_a_word_that_somebody_writes_stays(word: str) -> None:
    assert mended(word) == word


@pytest.mark.parametrize("word", ["dilukai", "dijagal", "meredam", "kontrolnya", "binasa", "penjaja"])
def test_another_letter_or_a_consonant_less_makes_another_word(word: str) -> None:
    assert mended(word) == word


def test_with_several_readings_a_word_stays() -> None:
    assert {"marah", "merah", "murah"} <= WORDS
    assert mended("mrah") == "mrah"


@pytest.mark.parametrize("token", ["Bnuuh", "ISPA", "KADIN", "riau1", "polri1"])
def test_names_acronyms_and_what_has_a_digit_stay(token: str) -> None:
    assert model_form(token).replace(" ", "") == token.lower()


def test_no_place_of_ours_is_changed() -> None:
    with (PROJECT / "pipeline/reference/gazetteer.csv").open(encoding="utf-8", newline="") as file:
        names = {word for row in csv.DictReader(file) for word in row["name"].lower().split()}
    assert len(names) > 100
    assert {name for name in names if mended(name) != name} == set()


def test_offsets_are_of_what_was_written() -> None:
    assert model_tokens("ayo bkar!")[1] == ("bakar", 4, 8)


@pytest.mark.parametrize(
    ("written", "read"),
    [("h4815", "habis"), ("54ya", "saya"), ("547u", "satu"), ("93dun9ny4", "gedungnya")],
)
def test_words_spelled_with_more_digits_than_letters(written: str, read: str) -> None:
    assert model_form(written) == read


@pytest.mark.parametrize("written", ["50rb", "17an", "471k", "g30s", "u17", "5in1"])
def test_numbers_with_what_they_count_stay(written: str) -> None:
    assert model_form(written) == written


def test_a_counted_noun_is_no_word_with_digits() -> None:
    assert model_form("53orang 53malam 8ini tps12 b411") == "53 orang 53 malam 8 ini tps 12 b411"
