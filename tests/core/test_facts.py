import pytest

from core.facts import figures, kinds, months, names, numbers, numbers_placed, without_links
from core.text import model_form


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
        ("dua tiga tahun, satu dua tiga, lima enam ratus orang", set()),
        ("dua puluh tiga, dua tiga", {"23"}),
        ("tanggal dua tujuh harga dua lima, satu satu diperiksa", {"27", "25"}),
        ("harga dua lima ribu, lima enam ribu, tiga empat lima juta", {"25000"}),
        ("di TPS tujuh dua orang tewas, RT tiga satu orang ditangkap", {"7", "2", "3", "1"}),
        ("TPS tujuh dua ratus orang, TPS dua lima", {"7", "200", "25"}),
        ("paslon dua satu putaran, nomor tiga lima tahun lagi", {"2", "3", "5"}),
        ("paslon dua tiga satu", set()),
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
        ("hati2 kawan2, Orang2nya", set()),
        ("12 0rang t3was di b3ngal0n", {"12"}),
        ("TPS07, paslon2, Rp5000, 12org", {"7", "2", "5000", "12"}),
        ("12 tewas https://t.me/kabar/4512 bit.ly/a2b3", {"12"}),
        ("ribuan orang", set()),
        ("berdua saja", set()),
        ("tidak ada angka", set()),
        ("", set()),
    ],
)
def test_numbers_in_one_spelling(text: str, found: set[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3 November 2026 pukul 10", {"3": "day", "2026": "year", "10": "hour"}),
        (
            "tgl 4, 3/11 dan 5-12-2026",
            {"4": "day", "3": "day", "11": "month", "5": "day", "12": "month", "2026": "year"},
        ),
        ("tiga November, 08.30 WITA", {"3": "day", "8.3": "hour"}),
        ("12 orang, Rp2000, 2 di antaranya", {}),
        ("3 orang pada 3 November", {}),
        ("", {}),
    ],
)
def test_numbers_that_are_no_counts(text: str, found: dict[str, str]) -> None:
    assert kinds(text) == found


def test_links_leave_blanks() -> None:
    assert without_links("a https://x.id/2 b") == "a                b"
    assert without_links("3/11 dan/atau 2 www") == "3/11 dan/atau 2 www"


@pytest.mark.parametrize("link", ["https://x.id/a?b=2", "www.x.id", "bit.ly/a2b", "a.b.co/"])
def test_the_model_form_and_the_facts_know_the_same_links(link: str) -> None:
    assert without_links(f"lihat {link} ya") == f"lihat {' ' * len(link)} ya"
    assert model_form(f"lihat {link} ya") == "lihat _url_ ya"


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
