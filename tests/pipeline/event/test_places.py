"""The place of the event, not the dateline, the hospital, the police station or where people came from."""

import pytest

from core.record import Place, Span
from pipeline.event.places import event_place
from pipeline.event.words import told_in
from pipeline.geotag import find_places


def code(text: str, title: str = "") -> str:
    found = event_place(title, text, find_places(text, local=True), told_in(title, text))
    return found.code if found else ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SANGATTA – Dua kelompok warga bentrok di Desa Long Noran, Kecamatan Telen, Rabu.", "64.08.07.2005"),
        ("Warga bentrok di Telen. Korban dirawat di RSUD Kudungga, Sangatta Utara.", "64.08.07"),
        ("Pemuda asal Kaliorang dikeroyok di Desa Bumi Jaya, Kaubun.", "64.08.15.2003"),
        ("Truk dari Sepaso menuju Rantau Pulung dibakar di Desa Keraitan, Bengalon.", "64.08.09.2003"),
        ("SANGATTA – Pembakar balai Desa Jak Luay ditangkap di Bengalon, Kamis.", "64.08.02.2001"),
        ("Petugas dipukul di Desa Manubar Dalam. Ia dibawa ke Puskesmas Sangkulirang.", "64.08.11.2008"),
        ("Polsek Muara Bengkal menangkap perusak balai di Desa Ngayau.", "64.08.03.2002"),
        ("Warga Kandolo berunjuk rasa di kantor Camat Teluk Pandan, Selasa.", "64.08.13"),
        ("Buruh dari Kaubun dan Karangan berunjuk rasa di Sangatta Utara, Senin.", "64.08.04"),
        (
            "TELEN – Polisi meringkus pelaku penganiayaan di Muara Bengkal, Senin. Pelaku kabur "
            "setelah memukul "
            "seorang petani di Desa Juk Ayaq, Kecamatan Telen.",
            "64.08.07.2003",
        ),
        (
            "SANGATTA – Polisi menangkap pelaku pembacokan di Sangatta Utara. Pembacokan itu terjadi di Desa "
            "Senyiur, Muara Ancalong.",
            "64.08.01.2001",
        ),
        (
            "Demo di Kaliorang ricuh. Massa memprotes larangan melintas di jalan Bukit Makmur.",
            "64.08.10",
        ),
        ("Sopir dikeroyok di jalan poros. Ia dirawat di Puskesmas Sepaso, kata Polsek Bengalon.", "64.08.09"),
        ("Sopir dikeroyok di jalan poros. Ia dirawat di Puskesmas Sepaso.", ""),
        ("Perawat dipukul di Puskesmas Sepaso.", "64.08.09.2001"),
        ("Nelayan bentrok di dermaga. Sebelumnya kejadian serupa pernah terjadi di Sangkulirang.", ""),
        ("Penikaman terjadi di Wahau Baru, Muara Wahau. Pelaku kabur ke arah Kombeng.", "64.08.02.2008"),
    ],
)
def test_where_it_happened(text: str, expected: str) -> None:
    assert code(text) == expected


def test_the_title_says_where() -> None:
    title, text = "Posko di Selangkau Dirusak", "KALIORANG – Posko dirusak. Sebelumnya posko lain diperiksa."
    places = (
        *find_places(text, local=True),
        Place(code="64.08.10.2013", name="Selangkau", span=None, confidence=0.95),
    )
    found = event_place(title, text, places, told_in(title, text))
    assert found is not None
    assert found.code == "64.08.10.2013"


def test_a_title_that_says_where_somebody_fled_adds_nothing() -> None:
    text = "Petani dipukul di Juk Ayaq, Telen. Pelaku pemukulan terlihat di Muara Bengkal."
    assert code(text, "Pemukul Petani Kabur ke Muara Bengkal") == "64.08.07.2003"


def test_no_place() -> None:
    assert event_place("", "", (), (0, 0)) is None
    unsure = Place(code="64.08.09", name="Bengalon", span=Span(start=0, end=8), confidence=0.1)
    assert event_place("Bentrok", "Bengalon", (unsure,), (0, 8)) is None
