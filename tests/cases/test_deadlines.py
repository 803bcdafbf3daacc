"""Deadlines: by regime, calendar and working days, across year ends and Idul Fitri; as iCalendar."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from cases.case import Case, Package, Part, Party, Text
from cases.case import Conduct as ConductOf
from cases.deadlines import NO_REGIME, Deadline, Rule, as_calendar, deadlines, last_day, regime, rules
from cases.workdays import after_working, is_working, limits
from core import clock

WITA = ZoneInfo("Asia/Makassar")
KNOWN = datetime(2024, 10, 10, 3, 0, tzinfo=UTC)  # Thursday, 11.00 WITA


def a_case(**more: object) -> Case:
    fields: dict[str, object] = {
        "id": "k1", "opened_by": "u", "opened_at": KNOWN, "known_at": KNOWN, "title": None,
        "act_on": date(2024, 10, 9), **more,
    }  # fmt: skip
    return Case(**fields)  # type: ignore[arg-type]


def packed(*outcomes: tuple[str, str], route: str = "bawaslu") -> Case:
    pack = Package(
        id="p1", sha256="", manifest="", route=route, made_at=KNOWN, by_user="u",
        sent=({"package": "p1", "recipient": "bawaslu", "on": "2024-10-14"},),
        outcomes=tuple({"package": "p1", "outcome": name, "on": day} for name, day in outcomes),
    )  # fmt: skip
    return a_case(route=route, packages=(pack,))


def local(one: Deadline) -> datetime:
    return one.due.astimezone(WITA)


def by_id(case: Case, zone: ZoneInfo = WITA) -> dict[str, Deadline]:
    return {one.id: one for one in deadlines(case, zone)}


def rule_of(name: str, held: str = "pilkada") -> Rule:
    return next(one for one in rules().rules if one.id == name and one.regime == held)


def test_a_pilkada_report_has_seven_calendar_days_until_the_office_closes() -> None:
    (report,) = deadlines(a_case())
    assert report.id == "report" and report.ours
    assert local(report) == datetime(2024, 10, 17, 16, 0, tzinfo=WITA)
    assert "7 hari kalender" in report.rule and "Pasal 134" in report.rule
    assert report.certainty == "satu sumber" and "08.00–16.00" in report.notes[0]


def test_known_is_what_counts_not_the_act_nor_the_opening() -> None:
    late = a_case(known_at=datetime(2024, 10, 20, 17, 30, tzinfo=UTC))  # 21 October, 01.30 WITA
    assert local(by_id(late)["report"]).date() == date(2024, 10, 28)
    elsewhere = by_id(late, ZoneInfo("Asia/Jakarta"))["report"]
    assert elsewhere.due.astimezone(ZoneInfo("Asia/Jakarta")).date() == date(2024, 10, 28)
    utc = by_id(late, ZoneInfo("UTC"))["report"]
    assert utc.due.date() == date(2024, 10, 27), "the desk's zone decides which day it was"


def test_after_receipt_bawaslu_has_three_days_and_two_more() -> None:
    found = by_id(packed(("received", "2024-10-14")))
    assert "report" not in found
    assert local(found["follow_up"]).date() == date(2024, 10, 17)
    assert local(found["follow_up_more"]).date() == date(2024, 10, 19)
    assert found["follow_up_more"].supposed and not found["follow_up"].supposed
    assert local(found["gakkumdu_24h"]).date() == date(2024, 10, 15)
    assert any("titik awalnya disimpulkan" in words for words in found["gakkumdu_24h"].notes)
    assert found["follow_up"].notes == ()
    assert "gakkumdu_second" not in found, "that begins when it is registered"


def test_the_way_through_the_courts() -> None:
    """By hand: registered 14-10, +5 = 19-10; 14 working days: 07-11; then 3, 3, 5: 12, 15, 22-11."""
    found = by_id(packed(("received", "2024-10-14"), ("registered", "2024-10-14")))
    days = {name: local(one).date() for name, one in found.items()}
    assert days["gakkumdu_second"] == date(2024, 10, 19)
    assert days["investigation"] == date(2024, 11, 7)
    assert days["prosecutor"] == date(2024, 11, 12)
    assert days["resubmission"] == date(2024, 11, 15)
    assert days["court"] == date(2024, 11, 22)
    assert days["judgment"] == date(2024, 11, 29)
    assert days["appeal"] == date(2024, 12, 2)
    assert days["high_court"] == date(2024, 12, 9)
    dues = [one.due for one in deadlines(packed(("registered", "2024-10-14")))]
    assert dues == sorted(dues)


def test_sent_ends_our_own_deadline_and_an_end_ends_all() -> None:
    assert deadlines(packed()) == ()
    assert deadlines(packed(("received", "2024-10-14"), ("stopped", "2024-10-16"))) == ()
    assert deadlines(replace(a_case(), closed=True)) == ()
    assert deadlines(a_case(route="police")) == ()
    assert len(deadlines(a_case(route="bawaslu"))) == 1


def test_what_another_recipient_answered_ends_nothing_of_bawaslu() -> None:
    elsewhere = packed(("stopped", "2024-10-16"), route="komdigi").packages
    assert deadlines(a_case(route="bawaslu", packages=elsewhere)) == deadlines(a_case(route="bawaslu")) != ()


def test_between_elections_no_regime_holds_and_that_is_said() -> None:
    case = a_case(act_on=date(2026, 11, 19), known_at=datetime(2026, 11, 20, tzinfo=UTC))
    assert regime(case) == "" and deadlines(case) == ()
    assert "Tidak ada tahapan" in NO_REGIME and "bila kosong: hari diketahui" in NO_REGIME
    assert regime(a_case()) == "pilkada"
    assert regime(a_case(act_on=None)) == "pilkada", "without the act's day, by the day it was known"


def test_a_pemilu_counts_working_days() -> None:
    """Thursday 10 October 2024 and seven working days: Monday 21 October."""
    assert last_day(rule_of("report", "pemilu"), date(2024, 10, 10)) == date(2024, 10, 21)
    assert last_day(rule_of("follow_up", "pemilu"), date(2024, 10, 10)) == date(2024, 10, 17)
    assert last_day(rule_of("follow_up_more", "pemilu"), date(2024, 10, 10)) == date(2024, 10, 30)


@pytest.mark.parametrize(
    ("first", "count", "last"),
    [
        (date(2026, 3, 17), 1, date(2026, 3, 25)),  # Nyepi, Idul Fitri and joint leave: 18 to 24 March
        (date(2026, 3, 17), 3, date(2026, 3, 27)),
        (date(2024, 4, 5), 1, date(2024, 4, 16)),  # Idul Fitri 2024 with joint leave 8 to 15 April
        (date(2026, 12, 23), 1, date(2026, 12, 28)),  # joint leave on the 24th, Christmas, a weekend
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # New Year on a Friday
        (date(2024, 11, 26), 1, date(2024, 11, 28)),  # the day of the vote is a holiday
        (
            date(2024, 12, 24),
            5,
            date(2025, 1, 3),
        ),  # over the year's end: 27, 30, 31 December, 2 and 3 January
    ],
)
def test_working_days_by_hand(first: date, count: int, last: date) -> None:
    assert after_working(first, count) == last


@given(st.dates(date(2020, 1, 1), date(2032, 12, 31)), st.integers(1, 20))
@settings(max_examples=100, deadline=None)
def test_working_days_add_up(first: date, count: int) -> None:
    last = after_working(first, count)
    between = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    assert is_working(last)
    assert sum(is_working(day) for day in between) == count
    assert last > first and last.weekday() < 5
    assert after_working(after_working(first, count), 1) == after_working(first, count + 1)


@given(
    st.datetimes(datetime(2024, 9, 25, 12), datetime(2024, 11, 23), timezones=st.just(UTC)),
    st.sampled_from(["Asia/Makassar", "Asia/Jakarta", "Asia/Jayapura"]),
)
@settings(max_examples=100, deadline=None)
def test_a_report_is_due_seven_days_on_in_the_desks_zone(known: datetime, zone: str) -> None:
    place = ZoneInfo(zone)
    (report,) = deadlines(a_case(known_at=known), place)
    due = report.due.astimezone(place)
    assert (due.date() - known.astimezone(place).date()).days == 7
    assert (due.hour, due.minute) == (16, 0) and known < report.due


@given(st.dates(date(2024, 1, 26), date(2025, 1, 9)))
@settings(max_examples=60, deadline=None)
def test_each_step_lies_after_the_one_before(day: date) -> None:
    case = packed(("received", day.isoformat()), ("registered", day.isoformat()))
    found = by_id(case)
    for rule in rules().rules:
        if rule.regime == "pilkada" and rule.after in found:
            assert found[rule.id].due > found[rule.after].due
            assert found[rule.id].supposed


def test_what_the_calendar_does_not_know_is_said() -> None:
    assert limits(date(2026, 11, 1), date(2026, 11, 20)) == ()
    later = limits(date(2031, 1, 20), date(2031, 2, 20))
    assert any("cuti bersama 2031" in words for words in later)
    assert any("perkiraan" in words for words in later), "Idul Fitri of a year to come is an estimate"


def test_every_rule_has_its_mark_and_its_source() -> None:
    assert {(one.regime, one.id) for one in rules().rules} >= {
        ("pilkada", "report"), ("pilkada", "follow_up"), ("pilkada", "gakkumdu_24h"),
        ("pilkada", "gakkumdu_second"), ("pilkada", "investigation"), ("pemilu", "report"),
    }  # fmt: skip
    assert all(len(one.source) > 3 and one.certainty for one in rules().rules)
    for one in deadlines(packed(("registered", "2024-10-14"))):
        assert "harus dipastikan ahli hukum" in one.rule or one.id == "gakkumdu_24h"


def test_as_icalendar_with_alarms_and_without_names() -> None:
    clock.fix(KNOWN)
    name = Party(
        id="p1", part=Part.REPORTED, conduct=ConductOf.AUTHORED, pseudonym="Terlapor Rahasia", identity=None
    )
    case = a_case(parties=(name,), title=Text("t", "h"))
    found = [(case, one) for one in deadlines(case)]
    raw = as_calendar(found)
    calendar = Calendar.from_ical(raw)
    (event,) = calendar.walk("VEVENT")
    assert event["uid"] == "k1-report@pantau"
    assert event.decoded("dtstart") == datetime(2024, 10, 17, 8, 0, tzinfo=UTC)
    assert "k1" in str(event["summary"]) and "Rahasia" not in raw.decode()
    assert len(event.walk("VALARM")) == 2
    triggers = sorted(alarm.decoded("trigger") for alarm in event.walk("VALARM"))
    assert triggers == [timedelta(days=-2), timedelta(hours=-20)]
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert Calendar.from_ical(as_calendar([])).walk("VEVENT") == []
