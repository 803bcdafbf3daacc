import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import lexicon as module
from models.lexicon import WORDS, Lexicon, LexiconError, lexicon
from models.names import names


@pytest.fixture
def _read_anew() -> Iterator[None]:
    lexicon.cache_clear()
    yield
    lexicon.cache_clear()


def test_verbs_bring_their_forms() -> None:
    classes = lexicon().classes
    expel = lexicon().names.index("expel")
    for form in ("usir", "usirlah", "diusir", "mengusir", "pengusir", "usirin"):
        assert expel in classes[form], form
    hurt = lexicon().names.index("hurt")
    for form in ("menusuk", "memukul", "digebukin", "menyiksa"):
        assert hurt in classes[form], form


def test_no_two_classes_have_one_label() -> None:
    assert len(set(lexicon().labels)) == len(lexicon().labels)


def test_every_class_has_a_label_and_what_is_not_told_is_a_class() -> None:
    assert all(label.strip() for label in lexicon().labels)
    assert set(lexicon().names) >= module._UNTOLD


def test_what_readers_say_stands_beside_what_was_made_by_hand() -> None:
    known = lexicon()
    names = {known.names[number] for number in known.classes["dibantai"]}
    assert {"kill", "subject:kill", "tone:harm_life"} <= names


def test_a_reader_is_told_the_surest_labels() -> None:
    known = lexicon()
    made = Lexicon(
        known.names,
        known.labels,
        {
            word: tuple(sorted(known.names.index(name) for name in names))
            for word, names in {
                "a": ("kill", "subject:kill", "tone:strong"),
                "b": ("subject:mock", "subject:english", "tone:contempt"),
                "c": ("subject:english", "tone:contempt", "tone:slang"),
                "d": ("tone:formal",),
            }.items()
        },
    )
    assert made.told("a") == ["kata membunuh"]
    assert made.told("b") == ["ejekan"]
    assert made.told("c") == ["merendahkan"]
    assert made.told("d") == made.told("unknown") == []


def _rows() -> list[tuple[str, list[str], list[str]]]:
    _, *lines = WORDS.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return [(word, subjects.split(), tones.split()) for word, subjects, tones in rows]


def test_words_stand_once_and_in_order() -> None:
    words = [word for word, _, _ in _rows()]
    assert words == sorted(set(words))
    assert all(re.fullmatch(r"[a-z]{2,}", word) for word in words)
    assert all(subjects or tones for _, subjects, tones in _rows())


def test_no_name_that_is_read_alike_has_a_class_of_its_own() -> None:
    """The first of a kind stand for all others: one read as unpleasant would make each second name so."""
    spellings = {
        spelling for kind in names().values() for name in kind for spelling in name if "_" not in spelling
    }
    assert spellings.isdisjoint(word for word, _, _ in _rows())


@pytest.mark.usefixtures("_read_anew")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("usir\texpl\t", "subject:expl is no class; name it in lexicon.yml or change it"),
        ("usir\texpel", "write the word, a tab, its subjects, a tab, its tones"),
        ("ayo\t\tstrong", "'ayo' stands above already; make one line of both"),
    ],
)
def test_a_line_that_does_not_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, said: str
) -> None:
    path = tmp_path / "lexicon.tsv"
    path.write_text(f"word\tsubjects\ttones\nayo\tcall\t\n{line}\n", encoding="utf-8")
    monkeypatch.setattr(module, "WORDS", path)
    with pytest.raises(LexiconError, match=re.escape(f"lexicon.tsv:3: {said}")):
        lexicon()
