"""Dates as Indonesian pages write them."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction.dates import parse_date

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 10.00 in Makassar
MAKASSAR = ZoneInfo("Asia/Makassar")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
    "November", "Desember",
)  # fmt: skip
SHORT = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
ZONES = {"WIB": 7, "WITA": 8, "WIT": 9}


def parsed(text: str) -> str | None:
    moment = parse_date(text, now=NOW, zone=MAKASSAR)
    return moment.at.isoformat() if moment else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2016-02-16 09:10:56", "2016-02-16T09:10:56+08:00"),
        ("2015-11-05 T10:08:58Z", "2015-11-05T18:08:58+08:00"),
        ("2026-10-18T23:41:07+00:00", "2026-10-19T07:41:07+08:00"),
        ("2026-10-19T07:41:07.123+07:00", "2026-10-19T07:41:07+07:00"),
        ("Thu, 22 Oct 2026 18:02:15 +0700", "2026-10-22T18:02:15+07:00"),
        ("Selasa, 23/02/2016 15:32 WIB", "2016-02-23T15:32:00+07:00"),
        ("Jum'at, 20 Nov 2026 - 06:15 Wita", "2026-11-20T06:15:00+08:00"),
        ("Minggu, 05 November 2023, 07:30:10 WIT", "2023-11-05T07:30:10+09:00"),
        ("Senin, 4 Mei 2026 | 08.00 WITA", "2026-05-04T08:00:00+08:00"),
        ("22:15 WITA - Sabtu, 14/11/2026", "2026-11-14T22:15:00+08:00"),
        ("pukul 10.30 Wita, 18 Oktober 2026", "2026-10-18T10:30:00+08:00"),
        ("Rabu 01 Desember 2021, 17:00 GMT+7", "2021-12-01T17:00:00+07:00"),
        ("23 Februari 2016 15:06 WIB | 998 Views", "2016-02-23T15:06:00+07:00"),
        ("3 Pebruari 2026", "2026-02-03T00:00:00+08:00"),
        ("7 Nopember 2025, 08:00", "2025-11-07T08:00:00+08:00"),
        ("1 Agt 2026", "2026-08-01T00:00:00+08:00"),
        ("21 Okt 24 10:15", "2024-10-21T10:15:00+08:00"),
        ("October 22, 2026 6:02 pm", "2026-10-22T18:02:00+08:00"),
        ("20 Nov 2026, 12:15 AM", "2026-11-20T00:15:00+08:00"),
        ("10/21/2026 9:05 AM", "2026-10-21T09:05:00+08:00"),
        ("20261019", "2026-10-19T00:00:00+08:00"),
        ("1792461600", "2026-10-20T10:00:00+08:00"),
        ("Berdiri 17-08-1945 | 20/11/2026", "2026-11-20T00:00:00+08:00"),
        ("31/13/2026, lalu 19/11/2026", "2026-11-19T00:00:00+08:00"),
        ("3 jam lalu", "2026-11-20T07:00:00+08:00"),
        ("3 jam yang lalu", "2026-11-20T07:00:00+08:00"),
        ("setengah jam lalu", "2026-11-20T09:30:00+08:00"),
        ("sejam lalu", "2026-11-20T09:00:00+08:00"),
        ("15 menit lalu", "2026-11-20T09:45:00+08:00"),
        ("2 hari lalu", "2026-11-18T10:00:00+08:00"),
        ("seminggu yang lalu", "2026-11-13T10:00:00+08:00"),
        ("2 hari, 3 jam lalu", "2026-11-18T07:00:00+08:00"),
        ("1 jam 20 menit yang lalu", "2026-11-20T08:40:00+08:00"),
        ("1,5 jam lalu", "2026-11-20T08:30:00+08:00"),
        ("3 hr lalu", "2026-11-17T10:00:00+08:00"),
        ("3 hrs ago", "2026-11-20T07:00:00+08:00"),
        ("18 Nov 2026, 8.30 malam WITA", "2026-11-18T20:30:00+08:00"),
        ("18 Nov 2026, 11.30 siang", "2026-11-18T11:30:00+08:00"),
        ("18 Nov 2026, 12.30 malam", "2026-11-18T00:30:00+08:00"),
        ("18 Nov 2026, 12.30 siang", "2026-11-18T12:30:00+08:00"),
        ("1792461600.0", "2026-10-20T10:00:00+08:00"),
        ("2 hours ago", "2026-11-20T08:00:00+08:00"),
        ("kemarin", "2026-11-19T00:00:00+08:00"),
        ("Kemarin, 14:05 WIB", "2026-11-19T14:05:00+07:00"),
        ("hari ini 08.15", "2026-11-20T08:15:00+08:00"),
        ("baru saja", "2026-11-20T10:00:00+08:00"),
    ],
)
def test_written_dates(text: str, expected: str) -> None:
    assert parsed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "Jakarta", "31/02/2026", "99/99/2026", "1 Januari 2030", "1 Mei 1945", "Pasal 28 ayat 3",
        "1.204 kali", "Rp 42.000 per kilogram", "0812-3456-7890", "versi 1.2.3", "pukul 10.30",
    ],
)  # fmt: skip
def test_no_date(text: str) -> None:
    assert parsed(text) is None


def test_an_impossible_hour_leaves_the_day() -> None:
    moment = parse_date("2024/10/21 25:99", now=NOW, zone=MAKASSAR)
    assert moment is not None
    assert (moment.at.isoformat(), moment.timed) == ("2024-10-21T00:00:00+08:00", False)


def test_whether_a_zone_was_written_is_told() -> None:
    zones = [
        parse_date(text, now=NOW, zone=MAKASSAR)
        for text in ("2026-01-02 03:04", "2026-01-02 03:04Z", "2/1/2026 03:04 WIB")
    ]
    assert [moment.zone for moment in zones if moment] == ["", "utc", "local"]


MOMENTS = st.datetimes(min_value=datetime(1996, 1, 1), max_value=datetime(2026, 11, 19))
STYLES = (
    lambda at, zone: f"{DAYS[at.weekday()]}, {at.day} {MONTHS[at.month - 1]} {at.year} {at:%H:%M} {zone}",
    lambda at, zone: f"{at.day:02} {SHORT[at.month - 1]} {at.year}, {at:%H.%M} {zone.title()}",
    lambda at, zone: f"Diterbitkan: {DAYS[at.weekday()]} ({at:%d/%m/%Y}) | {at:%H:%M} {zone}",
    lambda at, zone: f"{at:%d-%m-%Y} {at:%H:%M} {zone}",
    lambda at, zone: f"{at:%Y-%m-%dT%H:%M}:00+0{ZONES[zone]}:00",
    lambda at, zone: f"{at:%H:%M} {zone}, {at.day} {MONTHS[at.month - 1].upper()} {at.year}",
)


@given(at=MOMENTS, zone=st.sampled_from(sorted(ZONES)), style=st.sampled_from(STYLES))
def test_what_is_written_is_read_back(at: datetime, zone: str, style: object) -> None:
    text = style(at, zone)  # type: ignore[operator]
    moment = parse_date(text, now=NOW, zone=MAKASSAR)
    expected = at.replace(second=0, microsecond=0, tzinfo=timezone(timedelta(hours=ZONES[zone])))
    assert moment is not None, text
    assert moment.at == expected, text
    assert moment.at.utcoffset() == expected.utcoffset(), text


@given(st.text(max_size=200))
def test_any_text_gives_a_sane_date_or_none(text: str) -> None:
    moment = parse_date(text, now=NOW, zone=MAKASSAR)
    assert moment is None or (
        moment.at.tzinfo is not None and moment.at.year >= 1995 and moment.at <= NOW + timedelta(days=1)
    )


@given(
    count=st.integers(1, 300),
    unit=st.sampled_from([("menit", 1), ("jam", 60), ("hari", 1440), ("minggu", 10080)]),
)
def test_relative_times_count_back_from_the_fetch(count: int, unit: tuple[str, int]) -> None:
    moment = parse_date(f"Diposting {count} {unit[0]} yang lalu", now=NOW, zone=MAKASSAR)
    assert moment is not None
    assert NOW - moment.at == timedelta(minutes=count * unit[1])
