"""Which reports are proposed as one event, and why."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.record import Incident, IncidentType, Place
from pipeline.event.merge import (
    Report,
    Whereabouts,
    compare,
    likeness,
    near_types,
    proposed,
    proposed_groups,
    report_words,
    stem,
    whereabouts,
)

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "pairs.yml").read_text(encoding="utf-8"))


def report(number: int, row: dict[str, Any]) -> Report:
    return Report(
        item_id=f"{number}-{row['event']}",
        incident=Incident(
            type=IncidentType(row["type"]),
            place=Place(code=row["place"], name="", span=None, confidence=0.9),
            happened_on=row["day"],
            confidence=0.8,
        ),
        published_at=datetime.combine(row["published"], time(4), UTC),
        words=report_words(row["title"], row["text"]),
    )


REPORTS = [report(number, row) for number, row in enumerate(ROWS)]


def changed(one: Report, **changes: Any) -> Report:
    return replace(one, incident=replace(one.incident, **changes))


def place(code: str) -> Place:
    return Place(code=code, name="", span=None, confidence=0.9)


def test_the_reports_of_each_event_and_no_others() -> None:
    def event(item: str) -> str:
        return item.split("-")[1]

    meant = {
        (a.item_id, b.item_id) for a, b in combinations(REPORTS, 2) if event(a.item_id) == event(b.item_id)
    }
    assert set(proposed(REPORTS)) == meant


def test_every_report_stands_in_one_group() -> None:
    groups = proposed_groups(REPORTS)
    assert sorted(one.item_id for group in groups for one in group) == sorted(one.item_id for one in REPORTS)
    assert proposed_groups([]) == []


def test_why() -> None:
    found = compare(REPORTS[0], REPORTS[1])
    assert found is not None
    assert (found.whereabouts, found.days) == (Whereabouts.WITHIN, 0)
    assert {"gerobak", "sayur", "parkir"} <= set(found.shared)
    assert found.margin > 0


@pytest.mark.parametrize(
    "changes",
    [
        {"place": place("64.08.04")},
        {"happened_on": date(2026, 11, 7)},
        {"type": IncidentType.THREAT},
        {"type": IncidentType.PROTEST_PEACEFUL},
    ],
)
def test_another_place_day_or_type_is_another_event(changes: dict[str, Any]) -> None:
    assert compare(REPORTS[0], changed(REPORTS[1], **changes)) is None


def test_the_same_place_and_day_are_not_enough() -> None:
    other = changed(REPORTS[2], place=REPORTS[0].incident.place, happened_on=REPORTS[0].incident.happened_on)
    assert compare(REPORTS[0], other) is None


def test_the_words_of_the_type_alone_are_not_enough() -> None:
    words = {stem(word): (6.0, word) for word in ("dikeroyok", "pelaku")}
    assert likeness(words, words) == pytest.approx(1)
    assert compare(replace(REPORTS[0], words=words), replace(REPORTS[0], words=words)) is None


def test_without_a_day_or_place_texts_must_be_more_alike() -> None:
    with_all = compare(REPORTS[0], REPORTS[1])
    no_day = compare(REPORTS[0], changed(REPORTS[1], happened_on=None))
    no_place = compare(REPORTS[0], changed(REPORTS[1], place=None))
    assert with_all is not None
    assert no_day is not None
    assert no_place is not None
    assert with_all.margin > no_day.margin
    assert with_all.margin > no_place.margin
    late = replace(changed(REPORTS[1], happened_on=None), published_at=datetime(2026, 12, 24, tzinfo=UTC))
    assert compare(REPORTS[0], late) is None
    before = replace(late, published_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert compare(REPORTS[0], before) is None
    neither = changed(REPORTS[0], happened_on=None)
    assert compare(neither, changed(REPORTS[1], happened_on=None)) is not None
    assert compare(replace(neither, published_at=None), replace(late, published_at=None)) is None


def test_no_chain_binds_two_events() -> None:
    first = REPORTS[0]
    days = [
        replace(changed(first, happened_on=date(2026, 11, 3) + timedelta(days=n)), item_id=str(n))
        for n in (0, 3, 6)
    ]
    groups = proposed_groups(days)
    assert len(groups) == 2
    assert not any({"0", "6"} <= {one.item_id for one in group} for group in groups)
    villages = [
        replace(changed(first, place=place(code)), item_id=code)
        for code in ("64.08.15", "64.08.15.2001", "64.08.04")
    ]
    assert len(proposed_groups(villages)) == 2


def test_whereabouts() -> None:
    def between(a: str, b: str) -> Whereabouts:
        return whereabouts(changed(REPORTS[0], place=place(a)), changed(REPORTS[0], place=place(b)))

    assert between("64.08.15", "64.08.15") is Whereabouts.SAME
    assert between("64.08.15.2001", "64.08.15") is Whereabouts.WITHIN
    assert between("64.08.15.2001", "64.08.15.2002") is Whereabouts.NEIGHBOURS
    assert between("64.08.15", "64.08.14") is Whereabouts.APART
    assert whereabouts(changed(REPORTS[0], place=None), REPORTS[1]) is Whereabouts.OPEN


def test_near_types() -> None:
    assert near_types(IncidentType.CLASH, IncidentType.MOB)
    assert near_types(IncidentType.THREAT, IncidentType.THREAT)
    assert near_types(IncidentType.PROTEST_VIOLENT, IncidentType.ATTACK)
    assert not near_types(IncidentType.PROTEST_PEACEFUL, IncidentType.MOB)


def test_words_that_tell_events_apart() -> None:
    words = report_words("Posko di Bengalon Dirusak", "SANGATTA – Posko relawan dirusak, Senin (16/11).")
    assert {stem("posko"), stem("relawan"), stem("dirusak")} <= set(words)
    assert not {"bengalon", "sangatta", "senin"} & set(words)
    assert stem("pengeroyokan") == stem("mengeroyok") == stem("dikeroyok")
    assert report_words("", "") == {}
    assert likeness({}, {}) == 0
    assert likeness(words, words) == pytest.approx(1)
