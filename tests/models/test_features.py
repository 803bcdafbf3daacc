from pathlib import Path

import numpy as np
import pytest

from models.features import (
    RAREST,
    SCALES,
    Vocabulary,
    build,
    class_windows,
    find_class_counts,
    find_class_neighbours,
    find_class_words,
    find_classes,
    find_pairs,
    find_words,
    learn_vocabulary,
    load_vocabulary,
    save_vocabulary,
)
from models.lexicon import lexicon
from models.words import read_texts

TEXTS = [
    "usir pendatang dari kampung",
    "ayo usir pendatang",
    "pendatang usir ular",
    "kampung kami damai",
    "ayo ngopi di kampung",
]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return learn_vocabulary(read_texts(TEXTS))


def test_rare_keys_are_left_out(vocabulary: Vocabulary) -> None:
    # usir, pendatang, kampung, ayo and "usir pendatang" are in two texts or more
    assert len(vocabulary["words"].keys) == 5


def test_rows_have_the_length_of_their_blocks() -> None:
    rows = build(read_texts(TEXTS), learn_vocabulary(read_texts(TEXTS * max(RAREST.values()))))
    squares = np.asarray(rows.multiply(rows).sum(axis=1)).ravel()
    assert squares.max() <= sum(scale**2 for scale in SCALES.values()) + 1e-5
    assert squares[0] == pytest.approx(sum(scale**2 for scale in SCALES.values()), abs=1e-5)


def test_a_text_twice_as_long_does_not_weigh_more(vocabulary: Vocabulary) -> None:
    once, often = build(read_texts([TEXTS[0], " . ".join([TEXTS[0]] * 30)]), vocabulary)
    assert np.abs(often).sum() < 1.6 * np.abs(once).sum()


def test_a_batch_changes_no_row(vocabulary: Vocabulary) -> None:
    together = build(read_texts(TEXTS), vocabulary).toarray()
    for number, text in enumerate(TEXTS):
        assert np.allclose(build(read_texts([text]), vocabulary).toarray()[0], together[number])


def test_texts_without_words_are_empty_rows(vocabulary: Vocabulary) -> None:
    assert build(read_texts(["", "...", ""]), vocabulary).nnz == 0
    assert build(read_texts([]), vocabulary).shape[0] == 0


def test_pairs_reach_six_words_and_no_further_text() -> None:
    near = find_pairs(read_texts(["usir satu dua tiga empat lima pendatang"]))
    far = find_pairs(read_texts(["usir satu dua tiga empat lima enam pendatang"]))
    turned = find_pairs(read_texts(["pendatang satu dua tiga empat lima usir"]))
    across = find_pairs(read_texts(["usir", "pendatang"]))
    assert len(set(near.key) & set(turned.key)) == len(set(turned.key))
    key = find_pairs(read_texts(["usir pendatang"])).key[0]
    assert key in near.key
    assert key not in far.key
    assert len(across.key) == 0


def test_word_pairs_stay_within_a_text() -> None:
    assert len(find_words(read_texts(["satu dua", "tiga"])).key) == 4


def test_a_class_stands_for_its_words() -> None:
    usir = find_class_words(read_texts(["usir mereka"]))
    enyah = find_class_words(read_texts(["enyahkan mereka"]))
    assert set(usir.key) & set(enyah.key)


def test_a_class_is_followed_by_another() -> None:
    usir = find_class_neighbours(read_texts(["usir satu dua bugis"]))
    enyah = find_class_neighbours(read_texts(["enyahkan satu dua dayak"]))
    turned = find_class_neighbours(read_texts(["bugis satu dua usir"]))
    far = find_class_neighbours(read_texts(["usir qw qx qy bugis"]))
    expel, ethnic = (lexicon().names.index(name) for name in ("expel", "ethnic"))
    key = expel * len(lexicon().names) + ethnic
    assert key in set(usir.key.tolist()) & set(enyah.key.tolist())
    assert key not in set(turned.key.tolist()) | set(far.key.tolist())


def test_a_class_counts_as_often_as_its_words() -> None:
    expel = lexicon().names.index("expel")
    found = find_class_counts(read_texts(["usir", "usir lagi usirlah"]))
    assert [found.text[found.key == expel].tolist().count(text) for text in (0, 1)] == [1, 2]


def test_classes_far_apart_share_no_window() -> None:
    expel, ethnic = (lexicon().names.index(name) for name in ("expel", "ethnic"))
    key = min(expel, ethnic) * len(lexicon().names) + max(expel, ethnic)
    near = find_classes(read_texts(["", "usir " + "lagi " * 5 + "bugis", "bugis usir bugis usir"]))
    far = find_classes(read_texts(["usir " + "lagi " * 60 + "bugis"]))
    assert near.text[near.key == key].tolist() == [1, 2]
    assert key not in far.key
    for one in (expel, ethnic):
        assert one * len(lexicon().names) + one in far.key
    window, number, text = class_windows(read_texts(["usir " + "lagi " * 60 + "bugis"]))
    assert set(text.tolist()) == {0}
    assert set(window[number == expel].tolist()).isdisjoint(window[number == ethnic].tolist())


def test_a_vocabulary_survives_saving(vocabulary: Vocabulary, tmp_path: Path) -> None:
    save_vocabulary(vocabulary, tmp_path / "v.safetensors")
    loaded = load_vocabulary(tmp_path / "v.safetensors")
    assert np.allclose(
        build(read_texts(TEXTS), loaded).toarray(), build(read_texts(TEXTS), vocabulary).toarray()
    )
