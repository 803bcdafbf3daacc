"""The day of the event, not of the article, the arrest, the hearing or the next meeting."""

import time
from datetime import UTC, date, datetime

import pytest

from pipeline.event.dates import event_date
from pipeline.event.told import belongs, sentence_of, sentences
from pipeline.event.words import told_in

PUBLISHED = datetime(2026, 11, 20, 2, tzinfo=UTC)  # a Friday, ten in the morning in the regency


def day(text: str, title: str = "") -> date | None:
    return event_date(title, text, told_in(title, text), PUBLISHED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Warung dibakar pada Sabtu malam (14/11).", 14),
        ("Warung dibakar Sabtu, (14/11/26), menjelang subuh.", 14),
        ("Warung dibakar tanggal 12 November lalu.", 12),
        ("Warung dibakar Sabtu pekan lalu.", 14),
        ("Warung dibakar Selasa pekan lalu.", 10),
        ("Warung dibakar Senin lalu.", 16),
        ("Warung dibakar Jumat lalu.", 13),
        ("Warung dibakar pada malam Minggu.", 14),
        ("Warung dibakar malam Minggu (7/11).", 7),
        ("Warung dibakar Minggu malam.", 15),
        ("Warung dibakar tiga hari silam.", 17),
        ("Warung dibakar 4 hari yang lalu.", 16),
        ("Warung dibakar dua malam lalu.", 18),
        ("Warung dibakar sepekan lalu.", 13),
        ("Warung dibakar dua minggu lalu.", 6),
        ("Warung dibakar Selasa kemarin.", 17),
        ("Warung dibakar malam tadi.", 19),
        ("Warung dibakar subuh tadi.", 20),
        ("Warung dibakar kemarin lusa.", 18),
        ("Warung dibakar Senin (9-11-2026).", 9),
        ("Warung dibakar Kamis, 12-11-26.", 12),
        ("Warung dibakar Senin (9.11.2026).", 9),
        ("Warung dibakar Senin 2026-11-09.", 9),
        ("Warung dibakar Senin tanggal 9.", 9),
        ("Warung dibakar Senin, tgl. 9 malam.", 9),
        ("Warung dibakar 16-11-2026.", 16),
        ("Warung dibakar pada tgl 13-11-2026.", 13),
        ("Warung dibakar 16.11.2026.", 16),
        ("Warung dibakar 2026-11-16.", 16),
        ("Warung dibakar tanggal 16 lalu.", 16),
    ],
)
def test_how_a_day_is_told(text: str, expected: int) -> None:
    assert day(text) == date(2026, 11, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what was said and done afterwards
        ("Polisi menetapkan dua tersangka, Kamis (19/11). Keduanya membakar warung pada Minggu malam.", 15),
        ("Pemilik warung yang dianiaya lima hari lalu membuat laporan, Rabu (18/11).", 15),
        ("“Saya pasrah,” kata pemilik, Kamis (19/11). Warungnya dirusak orang Senin dini hari.", 16),
        ("Camat menyesalkan keributan itu, Kamis. Bentrok pecah Selasa (17/11) di lapangan.", 17),
        ("Lima orang diperiksa, Kamis (19/11), sehari setelah bentrok dua kelompok pemuda.", 18),
        ("Polisi memeriksa tujuh orang, Rabu (18/11). Mereka ikut bentrok sehari sebelumnya.", 17),
        (
            "Polisi menangkap pria yang mengancam membunuh, Kamis (19/11). Ancaman terjadi Selasa (17/11).",
            17,
        ),
        ("Polisi membekuk dua pelaku pengeroyokan, Kamis (19/11). Pengeroyokan terjadi Selasa (17/11).", 17),
        ("Polisi meringkus dua pelaku pengeroyokan, Kamis (19/11). Pengeroyokan terjadi Selasa (17/11).", 17),
        ("Dua pengeroyok diperiksa polisi, Kamis (19/11). Pengeroyokan terjadi Selasa (17/11).", 17),
        (
            "Polisi meringkus pelaku penganiayaan di Telen, Kamis (19/11). Pelaku kabur setelah "
            "memukul petani "
            "pada Rabu pekan lalu, karena batas kebun.",
            11,
        ),
        # a day that comes first
        ("Pada 11 November lalu warga mengeroyok sopir. Polisi menangkap pelaku, Rabu (18/11).", 11),
        # what lies ahead
        ("Buruh berunjuk rasa, Rabu (18/11). Mereka akan kembali Senin depan (23/11).", 18),
        ("Petani memblokade jalan sejak Selasa (17/11) dan menunggu jawaban hingga Jumat.", 17),
        ("Bentrok pecah, Rabu (18/11). Bentrok pada pemungutan suara 9 Desember dicegah.", 18),
        # another event
        ("Kejadian serupa terjadi 3 November. Posko dirusak Rabu malam.", 18),
        ("Bentrok pecah Rabu (18/11). Dua tahun lalu warga juga bentrok.", 18),
        ("Posko dirusak, kata camat, Rabu. Kejadian serupa terjadi tahun lalu.", 18),
        # no date
        ("Warung dibakar di RT 5/11, Rabu malam.", 18),
        ("Warung dibakar di Pasar Minggu, Rabu (18/11).", 18),
        ("Warung dibakar di pasar Minggu malam.", 15),
        ("Bentrok pecah saat Pilkades Rabu (18/11).", 18),
        ("Massa membakar Pasar Rabu malam.", 18),
        ("Massa merusak posko usai Pilkada kemarin sore.", 19),
        # the article's own line
        ("SANGATTA, 20 November 2026 – Posko dirusak orang tak dikenal Rabu malam.", 18),
        # carried to a hospital on the same day
        ("Seorang guru dipukul orang tua murid. Ia dirawat di puskesmas, Kamis (19/11).", 19),
    ],
)
def test_which_day_is_the_events(text: str, expected: int) -> None:
    assert day(text) == date(2026, 11, expected)


@pytest.mark.parametrize(
    "text",
    [
        "Warung dibakar pekan lalu.",
        "Warung dibakar beberapa hari lalu.",
        "Pelaku pembakaran warung divonis dua tahun, Kamis (19/11).",
        "Warung dibakar. Pemilik melapor, Kamis (19/11).",
        "Warung dibakar 40/40.",
        "Warung dibakar di RT 5/11.",
        "Warung dibakar di Pasar Minggu.",
        "Warung dibakar massa yang kalah pada Pilkada kemarin.",
    ],
)
def test_no_one_day(text: str) -> None:
    assert day(text) is None


@pytest.mark.parametrize(
    "when",
    [
        "pada 12 Maret 2025",
        "pada 12 Maret",
        "19 November tahun lalu",
        "pada Maret 2025",
        "pada Januari lalu",
        "pada tahun 2024",
        "setahun lalu",
        "dua tahun silam",
        "tahun lalu",
        "sebulan lalu",
        "tiga bulan yang lalu",
    ],
)
def test_an_old_event_gets_no_day_of_its_trial(when: str) -> None:
    text = f"Hakim memvonis dua pelaku pengeroyokan, Kamis (19/11/2026). Pengeroyokan itu terjadi {when}."
    assert day(text) is None
    text = f"Massa membakar kantor desa {when}. Hari ini (20/11/2026) warga menggelar doa bersama."
    assert day(text) is None


def test_a_day_of_the_month_is_the_last_such_day() -> None:
    told = datetime(2026, 12, 1, 2, tzinfo=UTC)
    for text, expected in (
        ("Warung dibakar Senin tanggal 30.", date(2026, 11, 30)),
        ("Warung dibakar Kamis tanggal 31.", None),
        ("Gaji dibayar tanggal 25, lalu warung dibakar.", None),
        ("Warung dibakar 25.11.20.", None),
    ):
        assert event_date("", text, told_in("", text), told) == expected, text


def test_a_day_without_a_year_is_the_nearer_one() -> None:
    told = "Hakim memvonis dua pelaku pengeroyokan, Kamis (19/3). Pengeroyokan terjadi 12 Desember lalu."
    when = datetime(2026, 3, 20, 2, tzinfo=UTC)
    assert event_date("", told, told_in("", told), when) is None, "old, and not the day of the verdict"


def test_a_day_in_the_title_where_the_text_has_none() -> None:
    assert day("Warung dibakar di Bengalon.", "Warung Dibakar Semalam") == date(2026, 11, 19)


def test_a_quotation_tells_no_day() -> None:
    assert day("Warung dibakar Rabu. “Senin saya masih berjualan,” kata pemilik.") == date(2026, 11, 18)


def test_what_a_word_belongs_to() -> None:
    text = "Polisi memeriksa warga, Kamis. Warung itu dibakar Rabu malam."
    first, second = sentences(text)
    assert belongs(first, text.index("Kamis")) < 0 < belongs(second, text.index("Rabu") - second.start)
    assert sentence_of(sentences(text), text.index("Rabu")) == second
    assert sentence_of(sentences(text), 5) == first
    assert sentence_of(sentences(text), 5000) is None
    assert sentence_of((), 0) is None


@pytest.mark.parametrize("text", ["Senin " * 400, "Senin" + " " * 1800, "Senin, (" * 200, "dua hari " * 300])
def test_odd_texts_take_no_time(text: str) -> None:
    sentences.cache_clear()
    began = time.process_time()
    event_date(text, text, (0, len(text)), PUBLISHED)
    assert time.process_time() - began < 1


def test_an_hour_and_a_notice_govern_nothing() -> None:
    text = (
        "Sejak pukul sembilan petani duduk di depan kantor. Polisi memuji peserta yang menyerahkan "
        "pemberitahuan aksi empat hari sebelumnya."
    )
    assert day(text) is None
