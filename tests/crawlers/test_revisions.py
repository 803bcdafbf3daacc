from datetime import UTC, datetime, timedelta

import pytest

from core.record import Known
from crawlers.revisions import Ask, ask_again, parse_date

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def ago(**time: float) -> datetime:
    return NOON - timedelta(**time)


@pytest.mark.parametrize(
    ("then", "now", "fetched", "ask"),
    [
        ("2026-11-23T01:00:00Z", "2026-11-23T01:00:00Z", ago(hours=9), Ask.NO),
        ("2026-11-23T01:00:00Z", "Mon, 23 Nov 2026 09:00:00 +0800", ago(hours=9), Ask.NO),  # the same moment
        ("2026-11-23T01:00:00Z", "2026-11-23T10:00:00Z", ago(hours=9), Ask.CHANGED),
        ("2026-11-23T01:00:00Z", "2026-11-22T01:00:00Z", ago(hours=9), Ask.NO),  # older than what we have
        ("2026-11-23T01:00:00Z", "2026-11-23T11:59:00Z", ago(minutes=59), Ask.NO),  # everything is always new
        ("", "2026-11-23T10:00:00Z", ago(hours=9), Ask.CHANGED),
        ("", "2026-11-23T01:00:00Z", ago(hours=9), Ask.NO),
        ("kemarin", "hari ini", ago(hours=9), Ask.CHANGED),
        ("kemarin", "kemarin", ago(hours=9), Ask.NO),
    ],
)
def test_a_date_of_change_decides(then: str, now: str, fetched: datetime, ask: Ask) -> None:
    known = Known(fetched_at=fetched, updated_at=then)
    assert ask_again(known, published_at="", updated_at=now, moment=NOON) is ask


@pytest.mark.parametrize(
    ("published", "first", "fetched", "ask"),
    [
        ("2026-11-23T01:00:00Z", None, ago(hours=7), Ask.MAYBE),
        ("2026-11-23T01:00:00Z", None, ago(hours=5), Ask.NO),  # asked not long ago
        ("2026-11-20T01:00:00Z", None, ago(hours=60), Ask.NO),  # older than two days
        ("", ago(hours=60), ago(hours=7), Ask.NO),  # two days counted from when it was first seen
        ("", ago(hours=40), ago(hours=7), Ask.MAYBE),
        ("tadi pagi", None, ago(hours=7), Ask.MAYBE),
        (
            "2062-11-23T01:00:00Z",
            ago(hours=60),
            ago(hours=7),
            Ask.NO,
        ),  # a slip of the pen
    ],
)
def test_without_one_it_is_looked_at_for_two_days(
    published: str, first: datetime | None, fetched: datetime, ask: Ask
) -> None:
    known = Known(fetched_at=fetched, first_seen=first)
    assert ask_again(known, published_at=published, updated_at="", moment=NOON) is ask


@pytest.mark.parametrize(
    ("first", "last", "ask"),
    [
        (ago(minutes=15), ago(minutes=15), Ask.CHANGED),  # once so far: a feed may be faster than its site
        (ago(minutes=45), ago(minutes=30), Ask.CHANGED),
        (
            ago(minutes=45),
            ago(minutes=15),
            Ask.NO,
        ),  # tried for half an hour: in another half
        (ago(hours=8), ago(hours=4), Ask.CHANGED),
        (ago(hours=8), ago(hours=3), Ask.NO),
        (ago(days=9), ago(hours=25), Ask.CHANGED),  # at last once a day
        (ago(days=9), ago(hours=23), Ask.NO),
    ],
)
def test_what_was_refused_is_asked_for_ever_less_often(first: datetime, last: datetime, ask: Ask) -> None:
    known = Known(fetched_at=last, first_seen=first, refused="http_404")
    assert ask_again(known, published_at="", updated_at="2026-11-23T11:59:00Z", moment=NOON) is ask


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23T20:00:00+08:00", NOON),
        ("2026-11-23 12:00:00", NOON),  # without a zone: UTC
        ("Mon, 23 Nov 2026 20:00:00 +0800", NOON),
        ("2026-11-23", NOON.replace(hour=0)),
        ("", None),
        ("besok", None),
        ("0001-01-01T00:00:00+08:00", None),
        ("9999-12-31T23:59:59", None),
        ("Mon, 1 Jan 99999999999999999999 00:00:00 GMT", None),
    ],
)
def test_dates_as_feeds_write_them(text: str, moment: datetime | None) -> None:
    assert parse_date(text) == moment
