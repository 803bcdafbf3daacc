"""Texts made to take for ever: anybody may post one, and a round reads every post to its end."""

import re
import time
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import facts
from core.text import clean_dataset_text, mask, model_form, normalise
from core.text.disguises import read_word
from core.text.letters import fold
from core.text.pictures import read_picture
from core.text.quoting import with_double_marks
from core.text.spelling import _LAUGHTER, spelled_out, squeeze
from core.text.typos import mended

LONG = 100_000  # characters
MOST = 20.0  # seconds of processor time; what is well takes a second at most, most of it a tenth
READERS: dict[str, Callable[[str], object]] = {
    "fold": fold,
    "marks": with_double_marks,
    "normalise": normalise,
    "mask": mask,
    "clean": clean_dataset_text,
    "form": model_form,
    "squeeze": squeeze,
    "spelled": spelled_out,
    "mended": mended,
    "word": lambda text: read_word(text.lower()),
    "numbers": facts.numbers,
    "kinds": facts.kinds,
    "months": facts.months,
    "names": facts.names,
    "figures": lambda text: facts.figures(text, text.split()),
}
LAUGHTER = "a" + "haaaa" * 40
REPEATED = (
    "haaaa", "aaah", "wk", "hu", " ", "\n", "a", "1", "é", "a.", "a-", "a_", "b*", "a b ", "k!1.", "@a",
    "a@b.", "www.", "bit.ly/", "'a ", "“a", "kata *", "RT 1, ", "rek ", "1111 1111 1111 1112, ", "08 ",
    "62-", "1.000", "1,", "dua ", "dua ratus ", "satu \n", "3/11-", "Jalan A ", "(at)", "ig:a_", "🔥",
    "a🔥", "👊\u200d", "â€‹", "â", "b\u0336", "&#", "\\xf0", "USER ", "RT USER ",
)  # fmt: skip
ONCE = {
    "laughter": LAUGHTER,
    "letters behind a picture": "㊗1" + "a" * LONG,
    "nested mojibake": "â" * (LONG // 3) + "€‹" * (LONG // 3),
    "masks that make masks": "rumah" + " RT 1," * (LONG // 6),
    "masks that name numbers": "rek" + " 12345678" * (LONG // 30),
    "words under stars": " ".join(
        f"{one}{two}*{three}{two}{one}ng" for one, two, three in product("bcdfghjkl", repeat=3)
    ),
}


@pytest.mark.parametrize("name", READERS)
def test_no_text_takes_for_ever(name: str) -> None:
    read = READERS[name]
    texts = {unit: (unit * (LONG // len(unit) + 1))[:LONG] + "\x01" for unit in REPEATED} | ONCE
    for what, text in texts.items():
        begun = time.process_time()
        read(text)
        assert time.process_time() - begun < MOST, what


BEFORE = re.compile(
    r"(?:[wk]{4,}|(?:h[aeiu]+){2,}h?|(?:a+h+a+)+h|(?:ah+a+){2,}|(?:x+i+){2,}|(?:a?w[ok]{2,}){2,})"
)
"""laughter as it was first written, in time that doubles with each syllable"""


def test_laughter_is_what_it_was() -> None:
    words = ("".join(letters) for size in range(13) for letters in product("ah", repeat=size))
    assert all(bool(BEFORE.fullmatch(word)) == bool(_LAUGHTER.fullmatch(word)) for word in words)


@given(st.text("ahwkxiou", max_size=12))
def test_other_laughter_is_what_it_was(word: str) -> None:
    assert bool(BEFORE.fullmatch(word)) == bool(_LAUGHTER.fullmatch(word))


def test_nothing_is_doubled_twice() -> None:
    assert len(read_word("ab" + "2i" * 19)) < 100
    assert read_word("orang2nya") == "orang orangnya"


def test_mojibake_within_mojibake_ends() -> None:
    assert normalise("â" * 5 + "€‹" * 5 + "usir") == "usir"
    deep = normalise("â" * 3000 + "€‹" * 3000 + "usir")
    assert deep.endswith("usir") and normalise(deep) == deep


def test_a_text_that_is_masked_for_ever_keeps_no_number() -> None:
    here = "rumah di " + ", ".join(f"RT {number}" for number in range(1, 61))
    assert mask(f"{here}. 412 orang") == "rumah di " + ", ".join(["[alamat]"] * 60) + ". 412 orang"
    hostile = mask("rek" + " 12345678" * 1000 + ", 081234567890 budi@contoh.id @budi")
    assert not re.search(r"\d|budi@|@budi", hostile)
    assert mask(hostile) == hostile


def test_a_picture_is_found_behind_letters() -> None:
    assert read_picture("di🔥") == "dibakar"
