from collections import Counter

import numpy as np
import pytest

from core.record import Stance
from models.match.data import LOCAL_CLAIMS, read
from models.signal_card import load_card
from models.stance.score import CLASSES, beside, score, sure_from
from models.training.data import read_set

CLAIM = "Ratusan surat suara di gudang PPK Muara Wahau ditemukan sudah tercoblos"


def test_the_claims_words_are_left_out_in_whatever_form() -> None:
    text = "astaga 😡 menemukan surat suara tercoblos di Gudang Wahau, sebarkan!"
    assert beside(text, CLAIM) == "astaga 😡 sebarkan!"
    assert beside(CLAIM, CLAIM) == ""
    assert beside("halo semua", "") == "halo semua"


def test_a_denial_goes_only_as_often_as_the_claim_has_it() -> None:
    claim = "Ijazah calon bupati palsu, kata orang tidak dikenal"
    assert beside("ijazah calon bupati TIDAK palsu, kata orang tidak dikenal", claim) == "tidak"
    assert beside("kabar palsu: ijazah calon bupati palsu", claim) == "kabar palsu"
    assert beside("HOAKS! kabar hoaks soal gempa", "Kabar hoaks soal gempa") == "hoaks"


def test_chances_of_four_stances_for_each_text() -> None:
    found = score(["apa benar ini?", "", CLAIM, "😂"], [CLAIM] * 4)
    assert found.shape == (4, len(CLASSES))
    assert found.sum(axis=1) == pytest.approx(1)
    assert score([], []).shape == (0, len(CLASSES))
    with pytest.raises(ValueError, match="zip"):
        score(["satu"], [])


def test_a_claim_alone_is_asserted_and_only_what_stands_beside_it_counts() -> None:
    alone, asked = score([CLAIM, f"apakah benar {CLAIM}?"], [CLAIM] * 2)
    assert CLASSES[int(alone.argmax())] is Stance.ASSERTS
    assert CLASSES[int(asked.argmax())] is Stance.QUESTIONS
    other = score(["apakah benar harga beras naik?"], ["harga beras naik"])[0]
    assert np.allclose(asked, other)


def test_the_card_names_the_stances_in_the_order_of_the_columns() -> None:
    assert load_card("stance").classes == tuple(stance.value for stance in CLASSES)
    assert 0.5 < sure_from() < 1


def test_posts_to_learn_from_are_to_claims_of_ours_in_all_stances() -> None:
    rows = read_set("stance_posts", None)
    claims = {row["claim_id"] for row in read(LOCAL_CLAIMS)}
    assert {row["claim_id"] for row in rows} <= claims
    by_writer = Counter((row["writer"], row["stance"]) for row in rows)
    assert len(by_writer) == 24 * len(CLASSES)
    assert min(by_writer.values()) >= 20
