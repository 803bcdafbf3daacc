from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.record import Annotated, Channel, Item, Place, Private, Role, RoleName, Signal
from pipeline.context import Context, Spread
from pipeline.prioritise import (
    Weights,
    aged,
    by_recency,
    combine,
    place,
    prioritise,
    probability,
    recency,
    severity,
    spread,
    weights,
)

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
PARTS = ("probability", "severity", "spread", "recency", "place")


def signal(name: str, chance: float, flagged: bool, grade: int = 0) -> Signal:
    return Signal(
        name=name,
        probability=chance,
        threshold=0.5,
        flagged=flagged,
        unsure=False,
        severity=grade,
        spans=(),
        reasons=(),
        model_version="m",
    )


THREAT = signal("violence", 0.9, True, 3)
QUIET = signal("violence", 0.01, False, 0)


def item(
    identity: str = "a",
    signals: tuple[Signal, ...] = (THREAT,),
    story: str = "s",
    source: str = "k",
    hours: float | None = 0,
    role: RoleName | None = RoleName.ASSERT,
    places: tuple[Place, ...] = (),
) -> Annotated:
    return Annotated(
        item=Item(
            id=identity,
            source_id=source,
            channel=Channel.POST,
            title="",
            text="t",
            language="id",
            author_key="",
            published_at=None if hours is None else NOW - timedelta(hours=hours),
            fetched_at=NOW,
            advertorial=False,
            revision=0,
            content_hash="",
        ),
        private=Private(
            item_id=identity,
            revision=0,
            url="",
            title="",
            text="",
            forwarded_from="",
            warc_file="",
            warc_offset=0,
        ),
        story_id=story,
        signals=signals,
        role=None if role is None else Role(name=role, probability=0.9, model_version="r"),
        places=places,
    )


def valued(*items: Annotated, past: Mapping[str, Spread] | None = None) -> list[float]:
    def asked(stories: Collection[str]) -> Mapping[str, Spread]:
        return {story: found for story, found in (past or {}).items() if story in stories}

    done = prioritise(list(items), Context(now=NOW, spread=asked))
    return [one.priority.value for one in done if one.priority is not None]


def test_the_parts_are_kept_and_make_the_value() -> None:
    (done,) = prioritise([item()], Context(now=NOW))
    assert done.priority is not None
    assert tuple(done.priority.parts) == PARTS
    assert all(0 <= part <= 1 for part in done.priority.parts.values())
    assert done.priority.value == combine(done.priority.parts)


SHARE = st.floats(0, 1)


@given(st.fixed_dictionaries(dict.fromkeys(PARTS, SHARE)), st.sampled_from(PARTS), SHARE)
def test_the_value_never_falls_when_a_part_rises(parts: dict[str, float], name: str, more: float) -> None:
    raised = parts | {name: max(parts[name], more)}
    assert 0 <= combine(parts) <= combine(raised) <= 1


@given(st.integers(1, 10_000), st.integers(1, 50), st.integers(0, 500), st.integers(0, 20))
def test_spread_rises_with_copies_and_sources(copies: int, sources: int, more: int, others: int) -> None:
    assert 0 <= spread(copies, sources) <= spread(copies + more, sources + others) <= 1


@given(st.floats(0, 1000), st.floats(0, 1000))
def test_recency_falls_with_age(hours: float, more: float) -> None:
    def at(age: float) -> float:
        return recency(NOW - timedelta(hours=age), NOW)

    assert 0 <= at(hours + more) <= at(hours) <= 1


@given(SHARE, st.booleans(), SHARE, st.sampled_from(list(RoleName)))
def test_probability_rises_with_each_signal(low: float, flagged: bool, high: float, name: RoleName) -> None:
    role = Role(name=name, probability=0.9, model_version="r")
    low, high = sorted((low, high))
    less = probability((signal("hoax", low, flagged),), role)
    more = probability((signal("hoax", high, flagged),), role)
    both = probability((signal("hoax", high, flagged), signal("violence", low, flagged)), role)
    assert 0 <= less <= more <= both <= 1


def test_a_revision_is_no_further_copy() -> None:
    one = item("a")
    revised = replace(one, item=replace(one.item, revision=1))
    stored = {"s": Spread(copies=1, sources=frozenset({"k"}), first_seen=NOW, last_seen=NOW)}
    [done] = prioritise([revised], Context(now=NOW, spread=lambda ids: stored))
    assert done.priority is not None
    assert done.priority.parts["spread"] == 0


def test_spread_is_none_for_one_and_full_for_many() -> None:
    assert spread(1, 1) == 0
    assert spread(64, 8) == spread(1000, 100) == 1


def test_recency_halves_each_day_and_a_clock_ahead_counts_as_now() -> None:
    assert recency(NOW - timedelta(hours=24), NOW) == pytest.approx(0.5)
    assert recency(NOW + timedelta(hours=5), NOW) == 1


def test_a_flagged_text_comes_before_an_unflagged_one() -> None:
    flagged, unflagged = valued(item("a"), item("b", (replace(THREAT, flagged=False),)))
    assert flagged > unflagged > 0


def test_who_reports_or_denies_comes_after_who_asserts() -> None:
    values = [valued(item(role=role))[0] for role in (RoleName.ASSERT, RoleName.REPORT, RoleName.DEBUNK)]
    assert values == sorted(values, reverse=True)
    assert values[0] > 3 * values[1]


def test_the_role_does_not_lower_a_hoax_which_has_a_stance_of_its_own() -> None:
    role = Role(name=RoleName.REPORT, probability=0.9, model_version="r")
    assert probability((signal("hoax", 0.9, True),), role) == pytest.approx(0.9)
    assert probability((signal("hoax", 0.5, True), signal("violence", 0.9, True)), role) == pytest.approx(0.5)


def test_nothing_is_near_zero() -> None:
    assert valued(item(signals=()))[0] == 0
    assert valued(item(signals=(QUIET,)))[0] < 0.01


def test_severity_outweighs_freshness() -> None:
    grave_of_yesterday, mild_of_now = valued(
        item("a", (THREAT,), hours=24), item("b", (replace(THREAT, severity=1),), story="t", hours=0)
    )
    assert grave_of_yesterday > mild_of_now
    assert severity((THREAT, QUIET)) == 1


def test_copies_of_the_batch_and_of_the_store_add_up() -> None:
    alone = valued(item("a"))[0]
    copied = valued(item("a"), item("b", source="l"))
    assert copied[0] == copied[1] > alone
    past = {"s": Spread(30, frozenset({"k", "m", "n"}), NOW, NOW)}
    assert valued(item("a"), past=past)[0] > copied[0]
    assert valued(item("a"), past={"other": past["s"]})[0] == alone


def test_the_same_item_twice_counts_once() -> None:
    assert valued(item("a"), item("a")) == [valued(item("a"))[0]] * 2


def test_rows_without_a_story_or_a_date_stand_each_by_itself() -> None:
    values = valued(*[item(f"row-{n}", story="", source="", hours=None) for n in range(40)])
    assert set(values) == {valued(item("x", hours=0))[0]}


def test_our_kecamatan_count_by_confidence() -> None:
    def named(code: str, confidence: float) -> tuple[Place, ...]:
        return (Place(code=code, name="n", span=None, confidence=confidence),)

    unknown = place(())
    assert place(named("64.08.09", 0.95)) > place(named("64.08.09", 0.6)) > unknown
    assert place(named("64.08.09", 0.2)) == place(named("64.72.01", 0.9)) == unknown


def test_a_second_run_changes_nothing() -> None:
    context = Context(now=NOW)
    once = prioritise([item("a"), item("b", story="t")], context)
    assert prioritise(once, context) == once


def test_weights_must_add_up_and_know_their_names() -> None:
    raw = weights().model_dump()
    assert Weights.model_validate(yaml.safe_load(yaml.safe_dump(raw))) == weights()
    with pytest.raises(ValidationError, match=r"add up to 1\.1"):
        Weights.model_validate(raw | {"importance": raw["importance"] | {"always": 0.45}})
    with pytest.raises(ValidationError, match="beliefs"):
        Weights.model_validate(raw | {"beliefs": {}})


def said_on(when: datetime, identity: str = "a") -> Annotated:
    one = item(identity)
    return replace(one, item=replace(one.item, published_at=when, fetched_at=when))


def test_a_stage_of_an_election_lifts_importance_and_is_shown() -> None:
    quiet_days = datetime(2024, 11, 25, 4, 0, tzinfo=UTC)
    (during,) = prioritise([said_on(quiet_days)], Context(now=quiet_days))
    (between,) = prioritise([item()], Context(now=NOW))
    assert during.priority is not None and between.priority is not None
    assert during.priority.parts["stage"] == 0.3
    assert {**during.priority.parts} == {**between.priority.parts, "stage": 0.3}
    assert 1 >= during.priority.value > between.priority.value
    assert during.priority.value == combine(during.priority.parts)


@given(
    st.fixed_dictionaries(dict.fromkeys((*PARTS, "stage"), SHARE)), st.sampled_from((*PARTS, "stage")), SHARE
)
def test_the_value_never_falls_when_a_part_or_the_stage_rises(
    parts: dict[str, float], name: str, more: float
) -> None:
    raised = parts | {name: max(parts[name], more)}
    assert 0 <= combine(parts) <= combine(raised) + 1e-12 <= 1 + 2e-12


@given(st.fixed_dictionaries(dict.fromkeys((*PARTS, "stage"), SHARE)), SHARE)
def test_a_value_follows_its_recency(parts: dict[str, float], later: float) -> None:
    fallen = combine(parts) - by_recency(parts) * (parts["recency"] - later)
    assert fallen == pytest.approx(combine(parts | {"recency": later}))


def test_a_stored_value_is_brought_to_the_recency_of_now() -> None:
    parts = dict.fromkeys(PARTS, 0.5) | {"recency": 1.0, "stage": 0.2}
    day_old = aged(combine(parts), parts, NOW - timedelta(hours=24), NOW)
    assert day_old.parts == parts | {"recency": pytest.approx(0.5)}
    assert day_old.value == pytest.approx(combine(parts | {"recency": 0.5}))
    assert parts["recency"] == 1.0  # what was stored stays


@pytest.mark.parametrize(("stored", "value"), [(0.7, 0.7), (None, 0.0)])
def test_a_value_of_other_parts_stays_as_it_was_stored(stored: float | None, value: float) -> None:
    found = aged(stored, {"probability": 0.9}, NOW - timedelta(hours=24), NOW)
    assert (found.value, found.parts) == (value, {"probability": 0.9})


@given(st.fixed_dictionaries(dict.fromkeys(PARTS, SHARE)))
def test_without_a_stage_the_value_is_what_it_was(parts: dict[str, float]) -> None:
    assert combine(parts | {"stage": 0.0}) == combine(parts)
