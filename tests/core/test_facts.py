import pytest

from core.facts import figures, months, names, numbers, numbers_placed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("600 org asing", {"600"}),
        ("enam ratus orang", {"600"}),
        ("Rp80.000 per kilo", {"80000"}),
        ("80 ribu per kilo", {"80000"}),
        ("80rb aja", {"80000"}),
        ("1,5 juta rupiah", {"1500000"}),
        ("Rp2,4 Juta", {"2400000"}),
        ("1.250.000 suara", {"1250000"}),
        ("dua ratus lima belas ribu", {"215000"}),
        ("pukul 08.30 dan 12:15", {"8.3", "12.15"}),
        ("21.11.2026", {"21.11.2026"}),
        ("seribu tiga ratus", {"1300"}),
        ("tujuh hari", {"7"}),
        ("paslon satu menang", {"1"}),
        ("salah satu warga", set()),
        ("Satu orang tewas di satu TPS", {"1"}),
        ("salah satu petugas, satu per satu warga", set()),
        ("tidak satu orang pun", set()),
        ("satu desa ribut selama satu bulan", set()),
        ("Rp 1.200.000,00", {"1200000"}),
        ("Rp5.000,00", {"5000"}),
        ("USD 1,200,000.50", {"1200000.5"}),
        ("Rp1.250,5 juta", {"1250500000"}),
        ("Rp1.250 miliar dan Rp1,25 triliun", {"1250000000000"}),
        ("1,250 juta", {"1250000"}),
        ("9" * 5000 + " " + "1." + "0" * 5000, {"9" * 5000, "1." + "0" * 5000}),
        ("ribuan orang", set()),
        ("berdua saja", set()),
        ("tidak ada angka", set()),
        ("", set()),
    ],
)
def test_numbers_in_one_spelling(text: str, found: set[str]) -> None:
    assert numbers(text) == found


def test_numbers_have_their_places() -> None:
    assert numbers_placed("dua kotak di TPS 07, 80 ribu") == [(17, "7"), (21, "80000"), (0, "2")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Pencoblosan November 2026", {"november"}),
        ("3-11-2026 atau 03/11/26", {"november"}),
        ("3 nov, 17 Agt", {"agustus", "november"}),
        ("12 desa, 1.11.200, 13/13/2026", set()),
    ],
)
def test_months_in_words_and_dates(text: str, found: set[str]) -> None:
    assert months(text) == found


def test_figures_know_the_word_before() -> None:
    found = figures("Padam hari Senin pukul 08.00", ["padam", "hari", "senin", "pukul", "08.00"])
    assert found == {("hari", "senin"), ("pukul", "8"), ("", "8")}


def test_names_are_capitals_within_sentences() -> None:
    assert names("Warga melihat Bupati Ardi di Sangatta. Polisi datang hari Senin.") == {
        "bupati",
        "ardi",
        "sangatta",
    }
    assert names("WARGA MELIHAT BUPATI") == set()
    assert names("warga melihat bupati") == set()
