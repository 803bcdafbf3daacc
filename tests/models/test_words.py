import numpy as np

from models.words import look_up, ragged, read_texts, read_tokens, without_escapes


def test_character_grams_keep_the_edges() -> None:
    # " ab ": two characters have three bigrams, two trigrams and one 4-gram
    assert len(look_up("ab").grams) == 6


def test_words_lie_one_after_another() -> None:
    batch = read_texts(["ayo usir", "", "ayo"])
    assert [batch.kinds[kind].key for kind in batch.kind] == [
        look_up(word).key for word in ("ayo", "usir", "ayo")
    ]
    assert batch.text.tolist() == [0, 0, 2]
    assert batch.size == 3


def test_each_word_brings_its_classes() -> None:
    batch = read_texts(["ayo qwrtz usir", "usir"])
    classes, of = batch.classes_of(np.arange(4))
    for place, word in enumerate(("ayo", "qwrtz", "usir", "usir")):
        assert tuple(classes[of == place]) == look_up(word).classes, word
    assert not look_up("qwrtz").classes


def test_rows_laid_one_after_another() -> None:
    row, place = ragged(np.array([2, 0, 3]))
    assert row.tolist() == [0, 0, 2, 2, 2]
    assert place.tolist() == [0, 1, 0, 1, 2]


def test_a_name_of_two_words_is_one_token_that_stands_over_both() -> None:
    text = "Kepala\nDesa itu, usir!"
    found = read_tokens(text)
    assert [word for word, _, _ in found] == ["bupati", "itu", "usir", "!"]
    assert text[found[0][1] : found[0][2]] == "Kepala\nDesa"
    assert read_tokens("") == []


def test_escapes_of_exports_become_spaces_of_the_same_length() -> None:
    text = r"satu\ndua &amp; tiga\xf0\x9f"
    assert without_escapes(text) == "satu  dua       tiga        "
    assert without_escapes("tiga & empat") == "tiga & empat"
