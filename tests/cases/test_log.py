"""The chain of a custody log: whatever is altered, removed, swapped or put in shows, but for a cut end."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.log import FIRST, CaseStep, Entry, broken_at, chained, stamp

NOON = datetime(2026, 11, 20, 4, 0, 0, 123, tzinfo=UTC)
WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
DATA = st.dictionaries(WORDS, PLAIN, max_size=4)
STEPS = st.lists(st.tuples(st.sampled_from(list(CaseStep)), DATA, WORDS), min_size=1, max_size=6)
Facts = tuple[list[dict[str, Any]], list[str]]


def log_of(steps: list[tuple[CaseStep, Mapping[str, Any], str]]) -> list[Entry]:
    log: list[Entry] = []
    for number, (step, data, user) in enumerate(steps):
        at = NOON + timedelta(seconds=number)
        log.append(chained(log, "k1", step, data, by_user=user, at=at, entry_id=f"e{number}"))
    return log


def facts_of(log: list[Entry]) -> Facts:
    return [one.facts() for one in log], [one.hash for one in log]


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_a_log_as_it_was_written_holds(steps: list[Any]) -> None:
    log = log_of(steps)
    assert broken_at(*facts_of(log)) is None
    assert log[0].previous == FIRST
    assert [one.place for one in log] == list(range(1, len(log) + 1))


@given(STEPS, st.data())
@settings(max_examples=70, deadline=None)
def test_what_is_altered_shows_where_it_was_altered(steps: list[Any], data: st.DataObject) -> None:
    facts, hashes = facts_of(log_of(steps))
    place = data.draw(st.integers(0, len(facts) - 1))
    name = data.draw(st.sampled_from(sorted(facts[place])))
    other = data.draw(PLAIN.filter(lambda value: value != facts[place][name] or type(value) is bool))
    if repr(other) == repr(facts[place][name]):
        return
    facts[place] = {**facts[place], name: other}
    assert broken_at(facts, hashes) == place + 1


def removed(facts: list[Any], hashes: list[Any], place: int) -> None:
    del facts[place], hashes[place]


def swapped(facts: list[Any], hashes: list[Any], place: int) -> None:
    for some in (facts, hashes):
        some[place], some[place + 1] = some[place + 1], some[place]


def doubled(facts: list[Any], hashes: list[Any], place: int) -> None:
    for some in (facts, hashes):
        some.insert(place, some[place])


@given(STEPS, st.sampled_from([removed, swapped, doubled]), st.data())
@settings(max_examples=80, deadline=None)
def test_what_is_removed_swapped_or_doubled_shows(
    steps: list[Any], change: Callable[[list[Any], list[Any], int], None], data: st.DataObject
) -> None:
    facts, hashes = facts_of(log_of([*steps, (CaseStep.READ, {"what": "case"}, "u1")]))
    place = data.draw(st.integers(0, len(facts) - 2))
    change(facts, hashes, place)
    assert broken_at(facts, hashes) == (place + 2 if change is doubled else place + 1)


@given(STEPS, st.data())
@settings(max_examples=40, deadline=None)
def test_a_cut_end_shows_only_against_a_hash_known_elsewhere(steps: list[Any], data: st.DataObject) -> None:
    log = log_of([*steps, (CaseStep.READ, {"what": "case"}, "u1")])
    cut = log[: data.draw(st.integers(1, len(log) - 1))]
    assert broken_at(*facts_of(cut)) is None
    assert log[-1].hash not in {one.hash for one in cut}


def test_an_entry_of_another_case_does_not_fit() -> None:
    mine = log_of([(CaseStep.OPENED, {}, "u1")])
    alien = chained(mine, "k2", CaseStep.READ, {}, by_user="u1", at=NOON, entry_id="e1")
    assert broken_at(*facts_of([*mine, alien])) is None  # the hash binds the case's id: the gate compares it
    assert alien.facts()["case"] == "k2"


def test_what_no_desk_writes_is_broken_and_no_failure() -> None:
    facts, hashes = facts_of(log_of([(CaseStep.OPENED, {}, "u1")]))
    for odd in (1.5, {1, 2}, b"x", {"deep": [0.1]}):
        assert broken_at([{**facts[0], "data": odd}], hashes) == 1
    assert broken_at([{}], hashes) == 1


def test_a_moment_is_written_in_one_way() -> None:
    here = NOON.astimezone(tz=None)
    assert stamp(here) == stamp(NOON) == "2026-11-20T04:00:00.000123Z"
