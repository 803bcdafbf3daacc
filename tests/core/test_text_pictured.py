"""A picture by itself is read by the words beside it; mood and ornament stay pictures."""

import pytest

from core.text import model_form
from core.text.pairs import counts
from core.text.pictured import PICTURED

PUT = [
    ("nanti 🌙 kita 👉🚪 mereka dari kampung", "nanti malam kita usir mereka dari kampung"),
    ("bawa 🗡️ ke kantor camat", "bawa parang ke kantor camat"),
    ("Bangun! 🚫 beri mereka napas", "bangun ! jangan beri mereka napas"),
    ("kita ❌ mau ribut, kabar itu ❌", "kita tidak mau ribut kabar itu salah"),
    ("sekarang 🤜🤛in dia, 🔫in aja", "sekarang pukulin dia tembakin saja"),
    ("mari 🔫 gereja itu", "mari tembak gereja itu"),
    ("kotak 🗳️ dibuka jam tujuh", "kotak suara dibuka jam tujuh"),
    ("ikut 🗳️ rabu depan", "ikut mencoblos rabu depan"),
    ("besok 🪢 saja koruptor itu", "besok gantung saja koruptor itu"),
    ("ikat dengan 🪢 rafia", "ikat dengan tali rafia"),
    ("semalam aku 😴 di masjid", "semalam aku tidur di masjid"),
    ("harga 🌴 turun lagi", "harga sawit turun lagi"),
    ("warga kena 🌊 di bengalon", "warga kena banjir di bengalon"),
]


@pytest.mark.parametrize(("text", "read"), PUT)
def test_a_picture_is_the_word_that_stands_well_beside_its_neighbours(text: str, read: str) -> None:
    assert model_form(text) == read


@pytest.mark.parametrize(
    "text", ["lucu banget 😂 bang", "😭 sedih aku", "terima kasih 🙏 pak camat", "👏👏👏 mantap"]
)
def test_mood_and_what_is_repeated_stay(text: str) -> None:
    assert any(word.startswith("_") for word in model_form(text).split())


@pytest.mark.parametrize("text", ["kita 🔥 warga Kutim dukung 01", "kami 🔥 akhirnya", "mantap 🔥 bro"])
def test_what_cheers_is_no_deed_without_a_call(text: str) -> None:
    assert "bakar" not in model_form(text)


def test_what_is_put_is_written_often() -> None:
    """Else no word beside a picture could speak for it."""
    rows = [line.split("\t") for line in PICTURED.read_text(encoding="utf-8").splitlines()]
    assert all(word in counts() and int(times) > 0 for _, word, times in rows)
    assert len({(picture, word) for picture, word, _ in rows}) == len(rows)
