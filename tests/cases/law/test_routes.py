"""The router: the gentlest route that does the job, hard stops, and nothing without a norm."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.case import Case, Conclusion, Conduct, Part, Party
from cases.law.catalogue import LawError
from cases.law.norms import norms
from cases.law.routes import ROUTES, Proposal, is_press, passed_over, proposals, read_routes, route

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
CAMPAIGN = date(2024, 10, 10)
BETWEEN = date(2026, 11, 19)
BOTH_CRIMINAL = {"a": Conclusion.CRIMINAL, "b": Conclusion.CRIMINAL}
PACKAGES = {one.id for one in ROUTES if one.needs_package}


def party(**more: object) -> Party:
    fields: dict[str, object] = {
        "id": "p1", "part": Part.REPORTED, "conduct": Conduct.AUTHORED, "pseudonym": "Terlapor 1",
        "identity": None, **more,
    }  # fmt: skip
    return Party(**fields)  # type: ignore[arg-type]


def a_case(**more: object) -> Case:
    fields: dict[str, object] = {
        "id": "k1", "opened_by": "u", "opened_at": NOON, "known_at": NOON, "title": None, "act_on": BETWEEN,
        "channel": "public_post", "norm": "kuhp-246", "conclusions": BOTH_CRIMINAL, "parties": (party(),),
        **more,
    }  # fmt: skip
    return Case(**fields)  # type: ignore[arg-type]


def by_id(case: Case) -> Mapping[str, Proposal]:
    return {one.route.id: one for one in proposals(case)}


def proposed(case: Case) -> str:
    (one,) = [one.route.id for one in proposals(case) if one.proposed]
    return one


CASES = st.builds(
    a_case,
    act_on=st.none() | st.dates(date(2023, 1, 1), date(2027, 12, 31)),
    channel=st.sampled_from(["", "public_post", "private_message", "news", "speech", "other"]),
    news=st.booleans(),
    norm=st.sampled_from(["", "tidak-ada", *(one.id for one in norms())]),
    conclusions=st.dictionaries(st.sampled_from("abc"), st.sampled_from(Conclusion)),
    parties=st.lists(
        st.builds(
            party,
            part=st.sampled_from(Part),
            conduct=st.sampled_from(Conduct),
            press=st.booleans(),
            minor=st.booleans(),
        ),
        max_size=3,
    ).map(tuple),
)


@given(CASES)
@settings(max_examples=150, deadline=None)
def test_there_is_always_one_proposal_it_is_open_and_stops_have_reasons(case: Case) -> None:
    found = proposals(case)
    assert [one.route.rank for one in found] == sorted(one.route.rank for one in found)
    (best,) = [one for one in found if one.proposed]
    assert best.open
    assert all(one.reasons and all(one.reasons) for one in found)


@given(CASES)
@settings(max_examples=150, deadline=None)
def test_no_package_without_a_norm_two_people_and_a_day(case: Case) -> None:
    """A falsehood alone is never referable, nor criticism: nothing but a norm found met opens these."""
    for one in proposals(case):
        if one.route.needs_package and one.open:
            assert case.norm and case.act_on and len(case.conclusions) >= 2
            gentle = {Conclusion.NOTHING, Conclusion.CONCERN}
            assert not gentle & set(case.conclusions.values())
            if one.route.id == "police":
                assert set(case.conclusions.values()) == {Conclusion.CRIMINAL}


@given(CASES)
@settings(max_examples=150, deadline=None)
def test_press_minors_and_defamation_are_hard_stops(case: Case) -> None:
    opened = {one.route.id for one in proposals(case) if one.open}
    reported = any(one.press and one.part is Part.REPORTED for one in case.parties)
    if case.news or case.channel == "news" or reported:
        assert not PACKAGES & opened
        assert {"right_of_reply", "press_council"} <= opened
    if any(one.minor for one in case.parties) or case.norm in ("kuhp-433", "kuhp-434", "ite-27a"):
        assert not PACKAGES & opened
    assert "gakkumdu" not in opened


@given(CASES, st.sampled_from([one.id for one in ROUTES]))
@settings(max_examples=150, deadline=None)
def test_what_is_passed_over_is_open_gentler_and_not_below_the_proposal(case: Case, chosen: str) -> None:
    passed = passed_over(case, chosen)
    found = by_id(case)
    start = found[proposed(case)].route.rank
    for name in passed:
        assert found[name].open and start <= found[name].route.rank < route(chosen).rank
    assert bool(passed) == (route(chosen).rank > start)


def test_incitement_that_two_people_found_goes_to_the_police() -> None:
    assert proposed(a_case()) == "police"
    assert by_id(a_case())["police"].open


def test_hate_goes_to_the_platform_first_and_further_with_a_reason() -> None:
    case = a_case(norm="kuhp-242")
    assert proposed(case) == "platform"  # it can take the same down, and needs no package for that
    assert passed_over(case, "komdigi") == ("platform",)
    assert passed_over(case, "police") == ("platform", "komdigi")
    assert passed_over(case, "clarification") == ()


def test_until_two_have_concluded_clarification_is_proposed() -> None:
    for given_ in ({}, {"a": Conclusion.CRIMINAL}, {"a": Conclusion.CRIMINAL, "b": Conclusion.CONCERN}):
        case = a_case(conclusions=given_)
        assert proposed(case) == "clarification"
        assert not by_id(case)["police"].open
    assert "belum menyimpulkan" in by_id(a_case(conclusions={}))["police"].reasons[-1]
    assert proposed(a_case(conclusions=dict.fromkeys("ab", Conclusion.NOTHING))) == "nothing"


def test_the_conclusion_of_the_worksheets_outweighs_what_stands_in_the_case() -> None:
    found = {one.route.id: one for one in proposals(a_case(), Conclusion.CONCERN)}
    assert not found["police"].open and found["clarification"].proposed


def test_a_falsehood_alone_is_answered_with_facts() -> None:
    case = a_case(norm="")
    assert proposed(case) == "clarification"
    for name in ("komdigi", "bawaslu", "police"):
        assert any("isi yang salah saja" in words for words in by_id(case)[name].reasons)


@pytest.mark.parametrize(
    "press", [{"news": True}, {"channel": "news"}, {"parties": (party(press=True, part=Part.REPORTED),)}]
)
def test_journalism_goes_to_right_of_reply_and_is_stopped_before_police(press: dict[str, object]) -> None:
    case = a_case(**press)
    assert proposed(case) == "right_of_reply"
    for name in ("police", "komdigi"):
        (why, *_) = by_id(case)[name].reasons
        assert "MK 145/PUU-XXIII/2025" in why and "UU 40/1999" in why and "MoU" in why
        assert "status" in why, "a site that calls itself news: Dewan Pers is asked first"
    campaign = a_case(norm="pilkada-69c", act_on=CAMPAIGN, **press)
    assert not by_id(campaign)["bawaslu"].open


@pytest.mark.parametrize("part", [Part.VICTIM, Part.REPORTER, Part.WITNESS])
def test_a_journalist_who_was_threatened_or_saw_it_closes_no_route(part: Part) -> None:
    case = a_case()
    with_press = replace(case, parties=(*case.parties, party(press=True, part=part)))
    opened = {one.route.id for one in proposals(case) if one.open}
    assert {one.route.id for one in proposals(with_press) if one.open} == opened
    assert "police" in opened and not is_press(with_press)


def test_a_campaign_breach_goes_to_bawaslu_and_gakkumdu_only_through_it() -> None:
    case = a_case(norm="pilkada-69c", act_on=CAMPAIGN)
    assert proposed(case) == "bawaslu"
    found = by_id(case)
    assert not found["gakkumdu"].open and "Bawaslu" in found["gakkumdu"].reasons[0]
    assert not found["police"].open and "tidak ditangani jalur ini" in found["police"].reasons[0]
    outside = by_id(replace(case, act_on=BETWEEN))["bawaslu"]
    assert not outside.open and any("tidak ada tahapan" in words for words in outside.reasons)


def test_calling_it_administrative_is_no_way_around_rabat() -> None:
    both = {"a": Conclusion.ADMINISTRATIVE, "b": Conclusion.ADMINISTRATIVE}
    for norm_id in ("pilkada-69a", "pilkada-69b", "pilkada-69c", "pilkada-69f"):  # what somebody said
        case = a_case(act_on=CAMPAIGN, norm=norm_id, conclusions=both)
        assert not by_id(case)["bawaslu"].open
        assert "Rabat" in " ".join(by_id(case)["bawaslu"].reasons)
        assert by_id(replace(case, conclusions=BOTH_CRIMINAL))["bawaslu"].open
    assert by_id(a_case(act_on=CAMPAIGN, norm="pilkada-69g", conclusions=both))["bawaslu"].open  # a deed


def test_defamation_is_for_the_victim_to_report() -> None:
    case = a_case(norm="kuhp-433")
    assert proposed(case) == "victim"
    assert any("hanya korban" in words for words in by_id(case)["police"].reasons)
    assert not by_id(a_case())["victim"].open


def test_minors_and_forwarders_are_not_referred() -> None:
    minor = by_id(a_case(parties=(party(minor=True),)))["police"]
    assert not minor.open and "di bawah umur" in minor.reasons[0]
    only = by_id(a_case(parties=(party(conduct=Conduct.FORWARDED),)))["police"]
    assert not only.open and "klarifikasi" in only.reasons[0]
    mixed = a_case(parties=(party(conduct=Conduct.FORWARDED), party(id="p2")))
    assert by_id(mixed)["police"].open  # the gate asks that the forwarder be struck


def test_officials_neutrality_has_elements_of_its_own() -> None:
    case = a_case(norm="asn-netralitas", conclusions=dict.fromkeys("ab", Conclusion.ADMINISTRATIVE))
    assert proposed(case) == "asn"
    assert not by_id(case)["police"].open


def test_a_law_that_was_void_opens_nothing() -> None:
    case = a_case(norm="ite-28-2")
    assert any("tidak dapat disebut" in words for words in by_id(case)["police"].reasons)


def test_no_route_gets_more_than_it_needs() -> None:
    assert route("kpu").personal_data == frozenset()
    assert route("komdigi").personal_data == route("platform").personal_data == {"accounts"}
    assert (
        route("police").personal_data == route("bawaslu").personal_data == {"names", "accounts", "originals"}
    )
    assert all(one.needs_norm and one.needs for one in ROUTES if one.needs_package)
    with pytest.raises(KeyError):
        route("menteri")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("rank: 100", "rank: 90", "stands twice"),
        ("id: police", "id: komdigi", "stands twice"),
        ("through: bawaslu", "through: kejaksaan", "there is no route kejaksaan"),
        ("first: platform", "first: kementerian", "first: there is no route kementerian"),
        ("personal_data: [accounts]", "personal_data: [nik]", "row 7, line [0-9]+: personal_data"),
        ("\n  needs: criminal", "\n  needs: ''", "a package needs a norm and a conclusion"),
        ("about:", "tentang:", "about"),
        ("- id", "- [", "not valid YAML"),
    ],
)
def test_a_wrong_table_is_told(tmp_path: Path, before: str, after: str, told: str) -> None:
    from cases.law.routes import _FILE

    text = _FILE.read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "routes.yml").write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(LawError, match=told):
        read_routes(tmp_path / "routes.yml")
