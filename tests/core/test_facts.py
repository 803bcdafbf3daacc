import pytest

from core.facts import figures, names, numbers


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
        ("ribuan orang", set()),
        ("berdua saja", set()),
        ("tidak ada angka", set()),
        ("", set()),
    ],
)
def test_numbers_in_one_spelling(text: str, found: set[str]) -> None:
    assert numbers(text) == found


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
