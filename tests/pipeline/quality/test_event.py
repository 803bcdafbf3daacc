"""Type, place and day of the event on the measuring set: the shares, and that the set is sound."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from core.record import Incident, IncidentType, Place
from models.incident import NONE
from models.training.incident_news import CLASSES, news
from pipeline.geotag import gazetteer
from pipeline.quality.event import Read, event_figures, labelled, measure, merge_figures


def test_the_set_is_sound() -> None:
    rows = labelled()
    codes = {entry.code for entry in gazetteer()}
    assert len(rows) == 120
    assert len({one.id for one in rows}) == len({one.text for one in rows}) == len(rows)
    assert {one.kind for one in rows} == set(CLASSES)
    for one in rows:
        assert (one.kind == NONE) == (not one.event)
        assert not one.place or one.place in codes
        if one.happened_on:
            ago = one.published_at.date() - one.happened_on
            assert timedelta(0) <= ago <= timedelta(days=30)
    events = Counter(one.event for one in rows if one.event)
    assert sum(count > 1 for count in events.values()) == 25


def test_nothing_was_learned_from_it() -> None:
    learned = {one.text for split in ("train", "measure") for one in news(split)}
    assert not learned & {one.text for one in labelled()}


def test_the_shares() -> None:
    first, second, third = [one for one in labelled() if one.event == "e01"]
    none = next(one for one in labelled() if one.kind == NONE)
    place = Place(code=first.place, name="", span=None, confidence=0.9)
    right = Incident(
        type=IncidentType.CLASH,
        place=place,
        happened_on=first.happened_on,
        confidence=0.8,
    )
    given = [
        Read(first, right),
        Read(second, None),
        Read(third, replace(right, type=IncidentType.MOB, place=replace(place, code=second.place))),
        Read(none, right),
    ]
    values = {one.name.removeprefix("incident."): (one.value, one.n) for one in event_figures(given)}
    assert values == {
        "event_found": (2 / 3, 3),
        "event_right": (2 / 3, 3),
        "event_type": (1 / 2, 2),
        "event_place": (1 / 2, 2),
        "event_kecamatan": (1.0, 2),
        "event_day": (1.0, 2),
        "event_whole": (1 / 3, 3),
    }
    merged = {one.name.removeprefix("incident."): (one.value, one.n) for one in merge_figures(given)}
    assert merged == {"merge_precision": (1.0, 1), "merge_recall": (1 / 3, 3)}


def test_the_second_generation_reads_the_event_not_the_article() -> None:
    found = {one.name: one.value for one in measure()}
    assert found["incident.event_place"] == pytest.approx(0.95, abs=0.03)
    assert found["incident.event_day"] > 0.93
    assert found["incident.merge_precision"] > 0.85
    assert found["incident.merge_recall"] > 0.75
