"""The parts of matching: candidates by meaning, the gate before the encoder, the cross-check in two steps."""

import re
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from core.text import model_form
from models.encoder.encode import meaning as encoder_meaning
from models.match import data, meaning, score
from models.match.about import about
from models.match.crosscheck import CHECKED, FIRST, HELD_DOWN, checked, looked_at, rank
from models.match.data import Checked, Query
from models.match.features import lead, says
from models.match.gate import may_claim
from models.match.index import Floats
from models.match.meaning import claim_vectors, nearest, together
from models.match.otherwise import affirmed, denied, swapped
from models.match.score import Matcher
from models.match.signal import hoax_signal
from models.match.training.crosscheck import _counts, _family
from models.match.words import words_of
from models.training.data import DataError, measured_writer, relabelled
from tests.shared import shared

CLAIMS = (
    "Ratusan surat suara di gudang PPK Muara Wahau ditemukan sudah tercoblos untuk paslon nomor 1",
    "Pertamina menghentikan penjualan Pertalite di seluruh SPBU Kutai Timur mulai 1 April 2026",
    "Air Perumdam di Sangatta mengandung merkuri dan menyebabkan kanker",
)
PARAPHRASE = "bensin bersubsidi katanya tidak akan ada lagi di pom-pom kabupaten ini bulan depan"


def unit(rows: int, seed: int) -> Floats:
    found = np.random.default_rng(seed).standard_normal((rows, 384)).astype(np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def by(texts: Floats, claims: Floats) -> Callable[[slice], Floats]:
    """Likeness by meaning alone."""
    return lambda some: np.asarray(texts[some] @ claims.T, dtype=np.float32)


def asserted(text: str) -> float:
    """How probably a text asserts the first claim."""
    found = Matcher(CLAIMS).match([text])
    chances: dict[int, float] = dict(zip(found.claim.tolist(), found.probability.tolist(), strict=True))
    return chances.get(0, 0.0)


@pytest.mark.parametrize(
    "frame",
    [
        "{}",
        "{}, jadi jangan ke TPS dulu!",
        "{}. Jangan mau ditipu lagi",
        "bukan isapan jempol, {}",
        "demi anak cucu saya tidak bohong: {}",
    ],
)
def test_a_copy_is_one_whatever_its_teller_calls_for(frame: str) -> None:
    assert asserted(frame.format(CLAIMS[0])) >= hoax_signal().thresholds.automatic


def test_a_copy_is_one_whatever_its_teller_adds() -> None:
    end = "Lapor ke posko terdekat. Salam dari kami sekeluarga di sini."
    assert asserted(f"{CLAIMS[0]}. {end}") >= hoax_signal().thresholds.automatic


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Surat suara tercoblos! Sebarkan! Salam", "Surat suara tercoblos!"),
        ("Halo warga.\nSurat suara tercoblos\n\nLapor posko ya", "Halo warga.\nSurat suara tercoblos"),
        ("Surat suara tercoblos. Tapi itu dulu.", "Surat suara tercoblos. Tapi itu dulu."),
        ("Surat suara tercoblos. Kata Bawaslu tidak.", "Surat suara tercoblos. Kata Bawaslu tidak."),
        ("Surat suara tercoblos. Masa iya?", "Surat suara tercoblos. Masa iya?"),
        ("Ada 40 lembar. Semua tercoblos.", "Ada 40 lembar. Semua tercoblos."),
        ("Lapor posko. Salam.", "Lapor posko."),
        ("", ""),
    ],
)
def test_sentences_at_the_end_that_say_nothing_of_the_claim_are_left_out(text: str, expected: str) -> None:
    assert about(text, "400 surat suara sudah tercoblos") == expected


# Frames that nothing was fitted on.
@pytest.mark.parametrize(
    "frame", ["Hoaks! {}", "Beredar pesan {}. Bawaslu: itu tidak benar", "{} itu kabar bohong", "Palsu: {}"]
)
def test_a_copy_that_is_denied_is_no_match(frame: str) -> None:
    assert asserted(frame.format(CLAIMS[0])) <= 0.5


def test_a_word_of_denial_that_is_negated_denies_nothing() -> None:
    for text, denies in (
        ("Polisi membantah kabar itu", True),
        ("Kabar itu tidak benar", True),
        ("saya tidak bohong, sumpah", False),
        ("ini bukan hoaks ya", False),
        ("camat belum membantah sampai sekarang", False),
        ("bukan hoaks kata mereka, padahal hoaks", True),
    ):
        assert says(text, words_of(text)).denies is denies, text


@pytest.mark.parametrize(
    ("text", "claim", "expected"),
    [
        ("HOAKS! Ijazah calon bupati palsu", "Ijazah calon bupati palsu", True),
        ("Ijazah calon bupati TIDAK palsu", "Ijazah calon bupati palsu", True),
        ("PALSU! Ijazah calon bupati palsu", "Ijazah calon bupati palsu", False),
        ("ketua KPPS tidak diracun orang tak dikenal", "Ketua KPPS diracun orang tak dikenal", True),
        ("ketua KPPS gak jadi diracun", "Ketua KPPS diracun", True),
        ("jangan diam, ketua KPPS diracun", "Ketua KPPS diracun", False),
        ("saya tidak bohong: KPU bohong soal DPT", "KPU bohong soal DPT", False),
        ("BPJS gak tanggung operasi", "Operasi tidak lagi ditanggung BPJS", False),
        ("Percaya gak, ketua KPPS diracun", "Ketua KPPS diracun", False),
        ("Ngeri bukan? Ketua KPPS diracun", "Ketua KPPS diracun", False),
        ("Percaya gak,ketua KPPS diracun", "Ketua KPPS diracun", False),
        ("Honor saksi tidak Rp80.000", "Honor saksi Rp80.000", True),
        ("Percaya gak? Bohong! Ketua KPPS diracun", "Ketua KPPS diracun", True),
        ("sudah tercoblos, padahal belum hari pencoblosan!", "tercoblos sebelum hari pencoblosan", False),
        ("surat suara belum tercoblos", "surat suara tercoblos", True),
        ("Kotak suara tidaklah disegel", "Kotak suara disegel", True),
        ("Bukankah kotak suara disegel?", "Kotak suara disegel", False),
        ("Debat kandidat tidak batal digelar", "Debat kandidat digelar", False),
    ],
)
def test_what_denies_a_claim_is_what_the_claim_does_not_say(text: str, claim: str, expected: bool) -> None:
    assert denied(text, claim) is expected


@pytest.mark.parametrize(
    ("text", "claim", "expected"),
    [
        ("Sekolah libur pada hari pencoblosan", "Sekolah tidak libur pada hari pencoblosan", True),
        ("warga boleh mencoblos tanpa KTP", "Warga tidak boleh mencoblos tanpa KTP", True),
        ("surat suara robek tetap sah", "Surat suara robek tidak sah", True),
        ("Sekolah gak libur pas hari pencoblosan", "Sekolah tidak libur pada hari pencoblosan", False),
        ("libur sekolah batal di hari pencoblosan", "Sekolah tidak libur pada hari pencoblosan", False),
        ("minyak naik, beras juga", "Tidak hanya beras, minyak juga naik", False),
        ("hanya beras dan minyak naik", "Tidak hanya beras, minyak juga naik", False),
        ("yang belum punya KTP boleh mencoblos", "Yang belum punya KTP tidak boleh mencoblos", True),
        ("yang belum punya KTP dilarang nyoblos", "Yang belum punya KTP tidak boleh mencoblos", False),
        ("bantuan banjir sudah disalurkan", "Bantuan banjir belum disalurkan", True),
        ("truk melintas di jembatan", "Truk dilarang melintas di jembatan", True),
        ("bupati melarang truk melintas di jembatan", "Truk dilarang melintas di jembatan", False),
        ("truk tdk boleh melintas di jembatan", "Truk dilarang melintas di jembatan", False),
        ("guru diangkat, dak pake tes", "Guru diangkat tanpa tes", False),
        ("kapan diangkut woy sampahnya", "Sampah tidak diangkut", False),
        ("pilkada mungkin ditunda", "Bukan tidak mungkin pilkada ditunda", False),
        ("bukan tanpa alasan truk berhenti", "Truk berhenti bukan tanpa alasan", False),
        (
            "sekolah bukan tidak libur pada hari pencoblosan",
            "Sekolah tidak libur pada hari pencoblosan",
            True,
        ),
        ("KPU libur, sekolah tidak", "Sekolah tidak libur dan KPU libur", False),
        ("Sekolah tidaklah libur pada hari pencoblosan", "Sekolah tidak libur pada hari pencoblosan", False),
        ("sekolah g libur pas hari pencoblosan", "Sekolah tidak libur pada hari pencoblosan", False),
        ("Sekolah bukannya libur pada hari pencoblosan", "Sekolah tidak libur pada hari pencoblosan", False),
        (
            "Sekolah libur pada hari pencoblosan, jangan lupa nyoblos ya",
            "Sekolah tidak libur pada hari pencoblosan",
            True,
        ),
        (
            "sekolah libur pas hari pencoblosan jangan lupa nyoblos",
            "Sekolah tidak libur pada hari pencoblosan",
            True,
        ),
        (
            "Jangan percaya, sekolah libur pada hari pencoblosan",
            "Sekolah tidak libur pada hari pencoblosan",
            False,
        ),
        ("Sekolah libur pada hari pencoblosan? Mana ada", "Sekolah tidak libur pada hari pencoblosan", False),
        (
            "Sekolah tetap masuk pada hari pencoblosan, padahal harusnya libur",
            "Sekolah tidak libur pada hari pencoblosan",
            False,
        ),
        ("Sekolah tetap masuk di hari libur pencoblosan", "Sekolah tidak libur pada hari pencoblosan", False),
        ("Debat kandidat batal digelar", "Debat kandidat tidak batal digelar", True),
        ("Debat kandidat digelar", "Debat kandidat tidak batal digelar", False),
        ("Truk dilarang melintas di jembatan", "Truk tidak dilarang melintas di jembatan", True),
        ("Bantuan banjir ke warga nyangkut di kantor camat", "Bantuan banjir tidak sampai ke warga", False),
        ("Bantuan banjir sampai ke warga", "Bantuan banjir tidak sampai ke warga", True),
        (
            "Puskesmas Sabtu kosong, pelayanan cuma ada hari Senin",
            "Tidak ada pelayanan di Puskesmas hari Sabtu",
            False,
        ),
        ("Warga bisa mencoblos di TPS", "Warga tidak bisa mencoblos di TPS", True),
        ("Warga bisa pulang, TPS ramai", "Warga tidak bisa mencoblos di TPS", False),
        ("Bantuan banjir akan disalurkan", "Bantuan banjir belum disalurkan", False),
        ("Banyak pemilih paslon 1 di Kongbeng", "Warga Kongbeng tidak memilih paslon 1", False),
        ("Guru diangkat dengan tes", "Guru diangkat tanpa tes", True),
        ("Tes guru yang diangkat bocor", "Guru diangkat tanpa tes", False),
        (
            "Petani marah ke perusahaan sawit, uangnya digelapkan ketua koperasi",
            "Ketua koperasi, bukan perusahaan, menggelapkan uang petani sawit",
            False,
        ),
        ("Sekolah Anda libur pada hari pencoblosan", "Sekolah tidak libur pada hari pencoblosan", True),
        (
            "Setidaknya satu sekolah libur pada hari pencoblosan",
            "Sekolah tidak libur pada hari pencoblosan",
            True,
        ),
        ("Salah satu sekolah libur pada hari pencoblosan", "Sekolah tidak libur pada hari pencoblosan", True),
        ("Andaikan sekolah libur pada hari pencoblosan", "Sekolah tidak libur pada hari pencoblosan", False),
        (
            "Kabar sekolah libur pada hari pencoblosan itu ngawur",
            "Sekolah tidak libur pada hari pencoblosan",
            False,
        ),
        (
            "Sekolah libur pada hari pencoblosan, salah itu",
            "Sekolah tidak libur pada hari pencoblosan",
            False,
        ),
        ("Warga menunggu bantuan banjir disalurkan", "Bantuan banjir belum disalurkan", False),
        ("truk yang melintas di jembatan didenda", "Truk dilarang melintas di jembatan", False),
    ],
)
def test_a_claims_negation_left_out_is_the_opposite(text: str, claim: str, expected: bool) -> None:
    assert bool(affirmed(text, claim)) is expected


@pytest.mark.parametrize("end", ["?", "!?", ", ya?", ", kan bu?"])
def test_a_question_is_told_as_one(end: str) -> None:
    claim = "Sekolah tidak libur pada hari pencoblosan"
    assert affirmed(f"Sekolah libur pada hari pencoblosan{end}", claim) == ("tidak libur", "libur?")


def test_a_short_question_behind_another_sentence_does_not_ask_it() -> None:
    claim = "Honor KPPS belum dibayar"
    assert affirmed("Honor KPPS sudah dibayar. Apa lagi?", claim) == ("belum dibayar", "dibayar")


def test_the_opposite_of_a_negated_claim_is_doubtful_at_most() -> None:
    claim = "Sekolah di Sangatta tidak libur pada hari pencoblosan"
    matcher = Matcher([claim, *CLAIMS])
    opposite = claim.replace("tidak ", "")
    found = [
        matcher.match([text], 1).probability[0]
        for text in (
            claim,
            claim.replace("tidak", "tidaklah"),
            opposite,
            f"{opposite}, jangan lupa nyoblos ya",
            f"{opposite}, kan bu?",
            opposite.replace("Sekolah", "Sekolah Anda"),
        )
    ]
    assert min(found[:2]) >= hoax_signal().thresholds.automatic
    assert max(found[2:]) <= HELD_DOWN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tim paslon 2 menyerang posko paslon 1", True),
        ("Posko paslon nomor urut 1 diserang tim paslon nomor urut 2", True),
        ("Tim paslon dua menyerang posko paslon satu", True),
        ("Posko paslon 2 diserang tim paslon 1", False),
        ("Posko calon bupati nomor 2 didatangi tim nomor 1", False),
        ("Pada 3 November tim paslon 1 menyerang posko paslon 2", False),
    ],
)
def test_numbers_in_each_other_s_place_are_known(text: str, expected: bool) -> None:
    assert swapped(text, "Tim paslon 1 menyerang posko paslon 2 pada 3 November") is expected


def test_numbers_that_may_change_places_are_not_swapped() -> None:
    assert not swapped("TPS 2 dan TPS 1 dibakar", "TPS 1 dan TPS 2 dibakar")
    assert not swapped("TPS 1, TPS 3, TPS 2 dibakar", "TPS 1, TPS 2, TPS 3 dibakar")
    assert not swapped("paslon 2 diserang paslon 1", "paslon 1 menyerang paslon 2")
    assert swapped("paslon 2 menyerang paslon 1", "paslon 1 menyerang paslon 2")


def test_numbers_that_count_the_same_are_not_swapped() -> None:
    claim = "Banjir merendam 3 desa dan 12 TPS"
    assert not swapped("Banjir merendam 12 TPS dan 3 desa", claim)
    assert swapped("Banjir merendam 12 desa dan 3 TPS", claim)
    won = "Paslon 1 unggul di Bengalon, paslon 2 unggul di Sangatta"
    assert swapped("Paslon 2 unggul di Bengalon, paslon 1 unggul di Sangatta", won)


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("Tim paslon 1 menyerang posko paslon 2", "Tim paslon 2 menyerang posko paslon 1"),
        (
            "Ijazah calon bupati Kutai Timur palsu",
            "HOAKS! Jangan percaya! Ijazah calon bupati Kutai Timur palsu",
        ),
        (
            "Ijazah calon bupati Kutai Timur palsu",
            "Ijazah calon bupati Kutai Timur TIDAK palsu, saya temannya",
        ),
        ("Ketua KPPS diracun orang tak dikenal", "ternyata ketua KPPS tidak diracun orang tak dikenal"),
        ("Satu orang tewas di TPS Sangatta Utara", "Lima orang tewas di TPS Sangatta Utara"),
    ],
)
def test_a_copy_that_says_otherwise_is_no_match(claim: str, text: str) -> None:
    assert Matcher([claim]).match([claim]).probability[0] >= hoax_signal().thresholds.automatic
    assert Matcher([claim]).match([text]).probability[0] <= 0.5


@pytest.mark.parametrize("tag", ["Percaya gak, {}", "Ngeri bukan? {}"])
def test_a_copy_behind_a_question_that_negates_is_one(tag: str) -> None:
    claim = "Ketua KPPS diracun orang tak dikenal"
    assert Matcher([claim]).match([tag.format(claim)]).probability[0] >= hoax_signal().thresholds.automatic


def test_a_copy_with_its_amount_in_another_spelling_is_one() -> None:
    claim = "KPU Kutai Timur membayar saksi Rp 1.200.000,00 untuk memenangkan paslon nomor 1"
    text = claim.replace("Rp 1.200.000,00", "Rp1.200.000")
    assert Matcher([claim]).match([text]).probability[0] >= hoax_signal().thresholds.automatic


BRIDGE = "Jembatan Sungai Bengalon ambruk pada 3 November 2026 dan menewaskan 12 orang"


@pytest.mark.parametrize(
    "text",
    [
        "Jembatan Sungai Bengalon ambruk pada 3 November dan menewaskan 12 orang, hati2",
        "Jembatan Sungai Bengalon ambruk pada 3 November dan menewaskan 12 orang 2 di antaranya anak",
        "Jembatan Sungai Bengalon ambruk pada 3 November pukul 10 pagi dan menewaskan 12 orang",
        "Jembatan Sungai Bengalon ambruk 3/11 menewaskan 12 orang",
        "Jembatan Sungai Bengalon ambruk, 12 orang tewas. Kawan2 di jalan hati2 ya",
        f"{BRIDGE} https://contoh.id/2025/10/03/jembatan",
        "Jembatan Sungai Bengalon ambruk pada 3 November dan menewaskan 12 orang. https://t.me/kabar/4512",
        "bit.ly/a2b Jembatan Sungai Bengalon ambruk pada 3 November dan menewaskan 12 orang",
    ],
)
def test_a_year_left_out_or_a_link_makes_no_other_claim(text: str) -> None:
    assert Matcher([BRIDGE]).match([text]).probability[0] >= hoax_signal().thresholds.automatic


@pytest.mark.parametrize(("own", "other"), [("2026", "2019"), ("12 orang", "2 orang"), ("3 Nov", "4 Nov")])
def test_another_number_of_the_same_kind_makes_one(own: str, other: str) -> None:
    assert Matcher([BRIDGE]).match([BRIDGE.replace(own, other)]).probability[0] <= 0.5


def test_claims_put_aside_are_passed_on_word_for_word() -> None:
    claims = {f"k{number}": f"Klaim nomor {number} tentang gudang beras" for number in range(40)}
    found = data.passed_on(claims, seed=5)
    assert [query.kind for query in found[:3]] == ["word_for_word", "word_for_word", "with_a_call"]
    assert sum(query.kind == "with_a_call" for query in found) == 20
    for query in found:
        assert query.about is not None
        assert claims[query.about.key].lower() in query.text.lower()


def test_nearest_are_those_of_the_whole_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "_CELLS", 150)  # several turns
    texts, claims = unit(7, 0), unit(50, 1)
    text, claim = nearest(7, 50, by(texts, claims), 5)
    assert text.tolist() == [number for number in range(7) for _ in range(5)]
    wanted = np.argsort(-(texts @ claims.T), axis=1)[:, :5]
    assert [sorted(row) for row in claim.reshape(7, 5).tolist()] == [sorted(row) for row in wanted.tolist()]


def test_nearest_of_few_or_none() -> None:
    assert nearest(2, 3, by(unit(2, 0), unit(3, 1)), 5)[1].shape == (6,)
    for texts, claims in ((unit(0, 0), unit(3, 1)), (unit(2, 0), unit(0, 1))):
        text, claim = nearest(len(texts), len(claims), by(texts, claims), 5)
        assert text.shape == claim.shape == (0,)


def test_pairs_of_both_sorts_stand_once() -> None:
    one = (np.array([0, 0, 2]), np.array([3, 1, 0]))
    other = (np.array([0, 1]), np.array([1, 4]))
    text, claim = together(one, other, 5)
    assert list(zip(text.tolist(), claim.tolist(), strict=True)) == [(0, 1), (0, 3), (1, 4), (2, 0)]


def test_a_claim_goes_through_the_encoder_once(monkeypatch: pytest.MonkeyPatch) -> None:
    before = claim_vectors(CLAIMS)
    asked: list[str] = []
    real = encoder_meaning

    def counted(texts: list[str]) -> Floats:
        asked.extend(texts)
        return real(texts)

    monkeypatch.setattr(meaning, "meaning", counted)
    again = claim_vectors([*CLAIMS, "Jalan poros Sangatta-Bontang ditutup total sebulan"])
    assert asked == ["Jalan poros Sangatta-Bontang ditutup total sebulan"]
    assert np.array_equal(before, again[:3])


def test_ranks_within_a_text_and_ties() -> None:
    text = np.array([0, 0, 0, 1, 1])
    score = np.array([0.2, 0.9, 0.9, 0.1, 0.3])
    assert rank(score, text).tolist() == [2, 0, 1, 1, 0]
    assert rank(score, text, ties=True).tolist() == [2, 0, 0, 1, 0]


def test_lead_is_over_other_groups() -> None:
    score, text = np.array([0.9, 0.8, 0.3, 0.5]), np.array([0, 0, 0, 1])
    ahead = lead(score, text, np.array([7, 7, 8, 9]), alone=-4.0)
    assert ahead.round(6).tolist() == [0.6, 0.5, -0.6, 4.5]


def test_few_pairs_are_looked_at_together() -> None:
    text = np.repeat([0, 1, 2], 12)
    far = [1.0, 0.9, 0.01, *np.full(9, 0.002)]  # beside a sure one: one that is likely itself, and others
    first = np.r_[np.linspace(0.5, 0.01, 12), np.full(12, 0.001), far]
    assert looked_at(first, text, 0.02).tolist() == [*range(CHECKED), 24, 25]
    assert looked_at(first[26:], text[26:], 0.01).tolist() == list(range(CHECKED))  # 0.002 is near to 0.01


def test_nothing_stands_above_what_was_looked_at() -> None:
    text, first = np.array([0, 0, 0, 1]), np.array([0.9, 0.8, 0.7, 0.4])
    found = checked(first, text, np.array([0, 1]), np.array([0.3, 0.6]))
    assert found[[0, 1, 3]].tolist() == [0.3, 0.6, 0.4]
    assert found[2] == pytest.approx(0.01, abs=0.001)  # 0.6, and five log-odds less


def test_what_nobody_looked_at_is_no_match_of_its_own() -> None:
    text, first = np.zeros(10, dtype=np.int64), np.array([*np.full(8, 0.99), 0.98, 0.001])
    chosen = looked_at(first, text, 0.02)
    assert chosen.tolist() == list(range(8))
    found = checked(first, text, chosen, np.array([0.97, *np.full(7, 0.95)]))
    assert found[8] == pytest.approx(0.18, abs=0.01)  # 0.97, and five log-odds less
    assert found[9] == 0.001
    assert checked(first, text, chosen, np.ones(8))[8] == 0.5


def test_the_gate_lets_news_through_and_keeps_small_talk() -> None:
    texts = [CLAIMS[0], PARAPHRASE, "wkwk iya nih laper", "iya bang aku juga mau dong"]
    assert may_claim(texts, [words_of(text) for text in texts]).tolist() == [True, True, False, False]


def test_what_the_encoder_does_not_read_keeps_the_lexical_probability() -> None:
    library = Matcher(CLAIMS)
    texts = ["wkwk iya nih laper", "x", ""]
    by_words = library.by_words(texts, 5)
    assert not len(library.read(texts, by_words))
    assert not len(library.match(texts).text) or library.match(texts).probability.max() < 0.2


def test_a_paraphrase_has_its_claim_among_the_candidates_by_meaning() -> None:
    library = Matcher([*CLAIMS, *(f"Warga desa nomor {n} melihat ikan besar di sungai" for n in range(40))])
    found = library.match([PARAPHRASE], 5)
    assert 1 in found.claim.tolist()
    assert all(a >= b for a, b in pairwise(found.probability.tolist()))


def test_a_claim_is_found_by_other_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a shared word nor a meaning: the encoder is made blind."""
    blind = np.zeros((1, 384), dtype=np.float32)
    monkeypatch.setattr(score, "meaning", lambda texts: np.repeat(blind, len(texts), axis=0))
    monkeypatch.setattr(score, "claim_vectors", lambda claims: np.repeat(blind, len(claims), axis=0))
    told = "Listrik padam karena gardu terbakar"
    library = Matcher([*(f"Warga desa nomor {n} melihat ikan besar di sungai" for n in range(40)), told])
    text = "setrum mati lantaran travo hangus"
    by_words = library.by_words([text], 3)
    compared = library.compare([text], 3, by_words, np.array([0]))
    assert 40 in compared.claim.tolist()
    found = dict(zip(compared.claim.tolist(), compared.features[:, FIRST.index("retold")], strict=True))
    assert max(found, key=lambda number: found[number]) == 40


def test_who_has_no_rival_is_not_far_ahead() -> None:
    alone, among = (
        Matcher(claims).compare([PARAPHRASE], 5, Matcher(claims).by_words([PARAPHRASE], 5), np.array([0]))
        for claims in (CLAIMS[1:2], CLAIMS)
    )
    lead_alone = alone.features[0, FIRST.index("told_lead")]
    lead_among = among.features[among.claim.tolist().index(1), FIRST.index("told_lead")]
    assert lead_alone < lead_among + 0.3


def test_claims_without_texts_wake_no_encoder() -> None:
    code = (
        "import sys; from models.match.score import Matcher; Matcher(('Air mengandung merkuri',)).match([]);"
    )
    code += "print('sentence_transformers' in sys.modules, 'torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_what_is_measured_is_no_text_about_something_else() -> None:
    folder = shared("data/benchmarks/stream_negatives.csv").parent.parent
    learned = {model_form(text) for text in [*data.traffic(folder), *data.guard(folder)]}
    measured = {model_form(example.text) for example in relabelled(folder.parent, "measure")}
    assert learned.isdisjoint(map(model_form, data.raw_stream(folder)))
    assert learned.isdisjoint(model_form(example.text) for example in measured_writer())
    assert len(learned & measured) <= 11  # copies in another set
    assert len(learned) > 10_000


def test_our_posts_to_published_claims_go_by_older_claims_and_are_no_copies() -> None:
    folder = shared("data/claims/claim_pairs_2015_2025.csv").parent.parent
    pairs = data.checked(folder)
    older = {pair.key for pair in data.older(pairs)}
    hashes = {data.claim_hash(key) for key in older}
    others = {
        data.claim_hash(pairs[int(row["row"])].key) for row in data.read(folder / "claims/claim_posts.csv")
    }
    rows = data.read(data.PUBLISHED_POSTS)
    queries = data.ours_to_published(pairs)
    assert len({row["claim_hash"] for row in rows}) == len(rows) > 200
    assert {row["claim_hash"] for row in rows} <= hashes
    assert others.isdisjoint(row["claim_hash"] for row in rows)
    assert len({query.text for query in queries}) == len(queries) > 1500
    for query in queries:
        claim = query.claim
        assert claim is not None
        assert claim.key in older
        assert _runs(query.text).isdisjoint(_runs(claim.post) | _runs(claim.claim)), query.text


def test_what_twins_tell_is_another_claim() -> None:
    claims = {row["claim_id"]: row for row in data.read(data.LOCAL_CLAIMS)}
    told = data.read(data.LOCAL_CLAIMS.with_name("told_by_twins.csv"))
    places = [(row["claim_id"], row["near_miss"]) for row in told]
    assert len(set(places)) == len(places) > 3000
    for row in told:
        about = claims[row["claim_id"]]
        assert about[f"near_miss_{row['near_miss']}"]
        assert about[f"post_{row['near_miss']}"]
        assert row["claim"] != about["claim"]
        assert 5 < len(row["claim"].split()) < 35


def _runs(text: str) -> set[tuple[str, ...]]:
    """Every six words in a row."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + 6]) for start in range(len(words) - 5)}


def test_another_version_of_the_public_pairs_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = tmp_path / "published_posts.csv"
    first, last = data.claim_hash("k0"), data.claim_hash("k7")
    rows = f"0,{first},84,ada,tiada\n7,{last},84,ada,tiada\n"
    ours.write_text(f"row,claim_hash,writer,post_1,near_miss_1\n{rows}", encoding="utf-8")
    monkeypatch.setattr(data, "PUBLISHED_POSTS", ours)
    pairs = [data.Checked(f"klaim {number}", f"k{number}", "", 2020) for number in range(8)]
    assert [(query.kind, query.about is not None) for query in data.ours_to_published(pairs)] == [
        ("post_1", True),
        ("near_miss_1", False),
        ("post_1", True),
        ("near_miss_1", False),
    ]
    for other in (pairs[1:], pairs[:7], [*pairs[:7], data.Checked("klaim", "anders", "", 2020)]):
        with pytest.raises(DataError, match=r"published_posts\.csv:\d: row \d of the public pairs is"):
            data.ours_to_published(other)
    late = [*pairs[:7], data.Checked("klaim 7", "k7", "", data.HELD_OUT_YEAR)]
    assert len(data.ours_to_published(late)) == 2


def test_siblings_are_in_one_fold() -> None:
    claims = [data.Checked("", f"L75{number:03}", "", 0) for number in range(1, 161)]
    families = [_family(data.Query("", "post_1", about=claim)) for claim in claims]
    assert all(len(set(families[start : start + 4])) == 1 for start in range(0, 160, 4))
    assert len(set(families)) > 10
    assert _family(data.Query("", "public", about=data.Checked("", "0f3a", "", 0))) == "0f3a"
    assert _family(data.Query("kopi", "traffic")) == "kopi"


def test_a_claim_on_a_picture_is_known_as_such() -> None:
    matcher = Matcher(["Foto banjir di Sangatta Utara tahun 2024", "Kapal layar tenggelam di Sangkulirang"])
    texts = ["foto banjir sangatta utara", "kapal layar tenggelam di sangkulirang"]
    by_words = matcher.by_words(texts, 2)
    compared = matcher.compare(texts, 2, by_words, np.array([0, 1]))
    pictured = compared.features[:, FIRST.index("pictured")]
    assert set(compared.claim.tolist()) == {0, 1}
    assert pictured.tolist() == [float(claim == 0) for claim in compared.claim.tolist()]


def test_training_claims_are_not_those_that_are_measured() -> None:
    local = {query.text for query in data.local_training()}
    assert len(local) > 1000
    keys = {query.key for query in data.local_training()}
    assert len(keys) >= 300
    assert not keys & {"", *(row["claim_id"] for row in data.read(shared("data/guard/dev_claims.csv")))}


def test_each_sort_of_invented_claims_counts_the_same() -> None:
    claims = {key: Checked("sebuah klaim", key, "", 0) for key in ("L64001", "L124001", "L174001", "terbit")}
    sizes = (8, 3, 1, 4)
    queries = [
        Query("teks", "post_1", about=claim)
        for claim, size in zip(claims.values(), sizes, strict=True)
        for _ in range(size)
    ]
    counts = _counts(queries, 50)
    by_sort = [part.sum() for part in np.split(counts, np.cumsum(sizes)[:-1])]
    assert counts.sum() == pytest.approx(50)
    assert by_sort[:3] == pytest.approx([by_sort[3]] * 3)  # four texts each, as the published ones are
    assert _counts(queries[-4:], 4) == pytest.approx(np.ones(4))
