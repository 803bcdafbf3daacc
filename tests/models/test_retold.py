"""Claims in other words: what the thesaurus says, and how like a claim a text is by it."""

import re
from pathlib import Path

import numpy as np
import pytest

from models.match.retold import NAMES, RetoldIndex
from models.match.retold import likeness as like
from models.match.thesaurus import JOIN, THESAURUS, ThesaurusError, thesaurus
from models.match.words import stem, words_of

CLAIMS = [
    "Listrik di Sangatta padam tiga hari karena gardu terbakar",
    "Harga telur di Bontang naik dua kali lipat",
    "Jembatan di Bengalon ambruk saat dilewati truk",
]


def likeness(texts: list[str]) -> np.ndarray:
    index = RetoldIndex([words_of(claim) for claim in CLAIMS])
    return like(index.read([words_of(text) for text in texts]), index.searchable(np.arange(len(CLAIMS))))


def test_a_claim_in_other_words_is_most_like_itself() -> None:
    found = likeness(["setrum di ibu kota Kutim mati", "titian di Sepaso roboh", "endog Kota Taman mahal"])
    assert found.argmax(axis=1).tolist() == [0, 2, 1]
    first, second = np.sort(found, axis=1)[:, :-3:-1].T
    assert (first > 1.3 * second).all()


def test_a_copy_is_as_like_as_can_be_and_small_talk_is_not() -> None:
    copies = likeness(CLAIMS)
    assert np.diag(copies).min() > 0.8
    assert copies.max() <= 1 + 1e-5
    assert likeness(["selamat pagi semua, sehat selalu ya"]).max() < 0.1
    assert likeness([""]).tolist() == [[0.0, 0.0, 0.0]]


def test_what_a_text_calls_otherwise_is_covered() -> None:
    index = RetoldIndex([words_of(claim) for claim in CLAIMS])
    said = ("setrum di ibu kota Kutim mati", CLAIMS[0], "rapat warga")
    texts = index.read([words_of(text) for text in said])
    rows = index.compare(texts, np.array([0, 1, 2]), np.array([0, 0, 0]))
    covered, focus, missing = (
        rows[:, NAMES.index(f"retold_{name}")] for name in ("covered", "focus", "missing")
    )
    assert covered[1] == pytest.approx(1) and missing[1] == pytest.approx(0)
    assert 0.1 < covered[0] < 1 and 0.1 < focus[0] < 1
    assert covered[2] < 0.05 and missing[2] > 0.9


def test_a_pair_is_compared_alike_in_another_batch_and_library() -> None:
    index = RetoldIndex([words_of(claim) for claim in CLAIMS])
    several = index.read([words_of(claim) for claim in CLAIMS])
    both = index.compare(several, np.array([0, 2]), np.array([1, 0]))
    text = index.read([words_of(CLAIMS[2])])
    assert np.array_equal(both[1], index.compare(text, np.array([0]), np.array([0]))[0])
    wider = RetoldIndex([words_of(CLAIMS[0]), words_of("Truk Bengalon zzqx dilewati jembatan")])
    other = wider.compare(wider.read([words_of(CLAIMS[2])]), np.array([0]), np.array([0]))[0]
    assert other == pytest.approx(both[1], abs=1e-5)


def test_an_empty_library_and_no_text() -> None:
    none = RetoldIndex([])
    assert like(none.read([["listrik"]]), none.searchable(np.arange(0))).shape == (1, 0)
    index = RetoldIndex([words_of(claim) for claim in CLAIMS])
    assert like(index.read([]), index.searchable(np.arange(3))).shape == (0, 3)


def test_likeness_is_symmetrical_and_at_most_one() -> None:
    known = thesaurus()
    assert abs(known.near - known.near.T).max() < 1e-6
    assert known.near.data.min() > 0 and known.near.data.max() <= 1
    assert known.near.diagonal().max() == 0
    assert (known.far - known.near).min() >= 0


def test_words_that_stand_together_are_found_in_a_text() -> None:
    known = thesaurus()
    stems = [stem(word) for word in words_of("warga Kota Taman mengeluh")]
    assert JOIN.join(("kota", "taman")) in known.names(stems)
    assert "kota_taman" in known.others("bontang")
    assert "bontang" in known.others("kota_taman")
    assert known.others("zzzz") == set()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", 1),
        ("kata\tlain\n", 1),
        ("word\tothers\nlistrik setrum\n", 2),
        ("word\tothers\nlistrik\t\n", 2),
        ("word\tothers\na\tb c_d_e_f\n", 2),
    ],
)
def test_a_line_that_does_not_read_is_named(tmp_path: Path, content: str, line: int) -> None:
    path = tmp_path / "thesaurus.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ThesaurusError, match=re.escape(f"thesaurus.tsv:{line}: ")):
        thesaurus(path)


def test_the_file_is_in_order_and_every_word_stands_once() -> None:
    words = [line.split("\t")[0] for line in THESAURUS.read_text(encoding="utf-8").splitlines()[1:]]
    assert words == sorted(set(words))
    assert len(words) > 12_000
