"""The day of the act chooses the law: gaps, boundaries, doubts, stages, the more favourable law."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.law.catalogue import catalogue
from cases.law.norms import LAWYER, NormState, gaps, norms, offer, offers
from pipeline.election_calendar import active_stages, determined

TODAY = date(2026, 11, 24)
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
NEW_LAW = date(2026, 1, 2)
HATE_OLD, HATE_NEW = {"ite-28-2"}, {"kuhp-242", "kuhp-243", "kuhp-300", "kuhp-301"}
FALSE_OLD, FALSE_NEW = {"ite-28-3"}, {"kuhp-263", "kuhp-264"}
DEFAMATION_OLD, DEFAMATION_NEW = {"ite-27a"}, {"kuhp-433", "kuhp-434"}


def offered(day: date) -> set[str]:
    return {one.norm.id for one in offers(day, TODAY)}


@given(DAYS)
@settings(max_examples=120, deadline=None)
def test_nothing_is_offered_outside_its_certain_validity(day: date) -> None:
    names = offered(day)
    for one in catalogue():
        before = one.valid_from is not None and day < one.valid_from
        mark = one.certainty.valid_to
        after = one.valid_to is not None and day > one.valid_to and mark is not None and mark.certain
        if before or after or one.never:
            assert one.id not in names
            assert offer(one.id, day, TODAY).state is NormState.VOID


@given(DAYS)
@settings(max_examples=120, deadline=None)
def test_what_is_bound_to_a_stage_is_offered_only_within_it(day: date) -> None:
    active = {(one.election.regime, one.stage.id) for one in active_stages(day)}
    for one in catalogue():
        found = offer(one.id, day, TODAY)
        if one.stages and found.state in (NormState.IN_FORCE, NormState.DOUBTFUL):
            assert active & {(one.regime, stage) for stage in one.stages}
            assert determined(day) or not one.candidates


@given(DAYS)
@settings(max_examples=120, deadline=None)
@pytest.mark.parametrize(
    ("old", "new"), [(HATE_OLD, HATE_NEW), (FALSE_OLD, FALSE_NEW), (DEFAMATION_OLD, DEFAMATION_NEW)]
)
def test_either_the_old_or_the_new_law_never_both(old: set[str], new: set[str], day: date) -> None:
    names = offered(day)
    if day >= NEW_LAW:
        assert new <= names and not old & names
    elif day >= date(2024, 1, 2):
        assert old <= names and not new & names
    else:
        assert not (old | new) & names
        assert any("2024" in words for words in gaps(day)), "what is missing is said"


@given(DAYS)
@settings(max_examples=100, deadline=None)
def test_the_law_of_1946_is_never_offered(day: date) -> None:
    for name in ("uu1-1946-14", "uu1-1946-15"):
        assert name not in offered(day)
        found = offer(name, day, TODAY)
        assert found.state is NormState.VOID and "78/PUU-XXI/2023" in found.warnings[0]


@given(DAYS)
@settings(max_examples=100, deadline=None)
def test_a_doubt_is_told_and_so_is_what_is_not_certain(day: date) -> None:
    for one in offers(day, TODAY):
        if one.state is NormState.DOUBTFUL or any(not mark.certain for mark in one.norm.marks.values()):
            assert any(LAWYER in words for words in one.warnings), one.norm.id


@given(DAYS)
@settings(max_examples=100, deadline=None)
def test_a_law_that_changed_since_the_act_is_told(day: date) -> None:
    for one in offers(day, TODAY):
        changed = any("yang lebih menguntungkan" in words for words in one.warnings)
        if day < NEW_LAW:
            assert changed, one.norm.id
        elif changed:
            assert any(
                n.day and day < n.day <= TODAY for f in catalogue() if f.id == one.norm.id for n in f.narrowed
            )


@pytest.mark.parametrize(
    ("name", "day", "state"),
    [
        ("uu1-1946-14", date(2024, 3, 20), NormState.VOID),  # bound then, but never for what is reviewed now
        ("uu1-1946-14", date(2024, 3, 21), NormState.VOID),  # 78/PUU-XXI/2023
        ("ite-28-2", date(2026, 1, 1), NormState.IN_FORCE),
        ("ite-28-2", date(2026, 1, 2), NormState.VOID),
        ("ite-28-3", date(2026, 1, 1), NormState.IN_FORCE),
        ("ite-28-3", date(2026, 1, 2), NormState.VOID),
        ("ite-27a", date(2026, 1, 1), NormState.IN_FORCE),
        ("ite-27a", date(2026, 1, 2), NormState.VOID),
        ("ite-28-2", date(2024, 1, 1), NormState.VOID),
        ("ite-28-2", date(2024, 1, 2), NormState.IN_FORCE),
        ("kuhp-243", date(2026, 1, 1), NormState.VOID),
        ("kuhp-243", date(2026, 1, 2), NormState.IN_FORCE),
        ("ite-29", date(2026, 1, 1), NormState.IN_FORCE),
        ("ite-29", date(2026, 1, 2), NormState.DOUBTFUL),
        ("ite-27b", date(2026, 1, 2), NormState.DOUBTFUL),
        ("uu40-2008-16", date(2026, 1, 1), NormState.IN_FORCE),
        ("uu40-2008-16", date(2026, 1, 2), NormState.DOUBTFUL),  # believed revoked, not verified
        ("kuhp-264", date(2026, 1, 25), NormState.IN_FORCE),
        ("kuhp-264", date(2026, 1, 26), NormState.DOUBTFUL),  # 26/PUU-XXIV/2026, outcome not found
        ("kuhp-256", date(2026, 1, 12), NormState.IN_FORCE),
        ("kuhp-256", date(2026, 1, 13), NormState.DOUBTFUL),
        ("kuhp-247", date(2026, 2, 1), NormState.DOUBTFUL),  # its text was not read
        ("pilkada-69c", date(2024, 9, 24), NormState.OUTSIDE_STAGE),
        ("pilkada-69c", date(2024, 9, 25), NormState.IN_FORCE),
        ("pilkada-69c", date(2024, 11, 23), NormState.IN_FORCE),
        ("pilkada-69c", date(2024, 11, 24), NormState.OUTSIDE_STAGE),
        ("pilkada-69c", date(2026, 11, 20), NormState.OUTSIDE_STAGE),
        ("pilkada-69k", date(2024, 9, 21), NormState.OUTSIDE_STAGE),  # in the stage, no candidate determined
        ("pilkada-69k", date(2024, 9, 22), NormState.IN_FORCE),
        ("pemilu-280-521", date(2024, 10, 1), NormState.OUTSIDE_STAGE),  # a Pilkada's campaign is none of its
    ],
)
def test_at_the_boundaries(name: str, day: date, state: NormState) -> None:
    assert offer(name, day, TODAY).state is state


def test_a_smear_before_candidates_are_determined_is_no_campaign_breach() -> None:
    """Bawaslu Kalteng, 5 August 2024."""
    assert not any(name.startswith("pilkada-69") for name in offered(date(2024, 8, 5)))
    assert "ditetapkan" in offer("pilkada-69k", date(2024, 9, 1), TODAY).warnings[0]


@pytest.mark.parametrize(
    ("name", "day", "told"),
    [
        ("ite-28-3", date(2025, 4, 28), True),
        ("ite-28-3", date(2025, 4, 29), False),  # narrowed on the day of the decision
        ("ite-27a", date(2025, 4, 28), True),
        ("ite-27a", date(2025, 4, 29), False),
    ],
)
def test_a_decision_after_the_act_is_told(name: str, day: date, told: bool) -> None:
    warnings = offer(name, day, TODAY).warnings
    assert any("29-04-2025" in words for words in warnings) is told
    assert any("02-01-2026" in words for words in warnings)


def test_before_the_new_law_nothing_is_said_of_it() -> None:
    day = date(2025, 6, 1)
    assert not any("02-01-2026" in words for words in offer("ite-28-2", day, day).warnings)


def test_defamation_is_the_victims_alone() -> None:
    by_id = {one.id: one for one in norms()}
    for name in ("kuhp-433", "kuhp-434", "ite-27a"):
        one = by_id[name]
        assert one.complaint and "orang perseorangan" in one.complaint_by and one.fits == ("victim",)
        day = date(2025, 1, 1) if name == "ite-27a" else TODAY
        assert any(words.startswith("delik aduan") for words in offer(name, day, TODAY).warnings)


def test_gates_and_bases_are_named_for_no_act() -> None:
    closed = {one.id for one in norms() if one.use in ("gate", "basis")}
    assert {"uu40-1999-8", "uu7-2012", "uu20-2025-235"} == closed
    assert not closed & offered(TODAY)


def test_gaps_are_said_for_acts_before_the_catalogue() -> None:
    assert gaps(date(2026, 1, 2)) == ()
    assert len(gaps(date(2026, 1, 1))) == 1
    assert len(gaps(date(2023, 12, 31))) == 2


def test_unknown_norms_are_an_error() -> None:
    with pytest.raises(KeyError):
        offer("kuhp-1", TODAY)
    assert offer("kuhp-246", TODAY).norm.certainty == "single"
    assert offer("kuhp-247", TODAY).norm.certainty == "unverified"


def test_each_day_around_the_turn_has_one_regime_of_hate() -> None:
    for days in range(-40, 40):
        day = NEW_LAW + timedelta(days=days)
        assert bool(HATE_OLD & offered(day)) != bool(HATE_NEW & offered(day))
