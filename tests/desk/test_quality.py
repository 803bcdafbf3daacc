"""The supervisor's figures, each against values worked out by hand or by another library."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from statistics import stdev
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from sklearn.metrics import cohen_kappa_score

from core import clock
from core.decision import Answer, Decision, DecisionKind
from desk.oversight.agreement import Share, kappa
from desk.oversight.quality import Quality, quality
from pipeline.store import write_decision
from tests.desk.conftest import Client
from tests.desk.deciding import NO, YES, send, stories

if TYPE_CHECKING:
    from desk.desk import Desk

ZONE = ZoneInfo("Asia/Makassar")
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def decision(number: int, kind: str, answers: str = "", **changed: Any) -> Decision:
    """`answers`: "nyu" for hoax no, provocation yes, violence unverifiable."""
    codes = {"y": Answer.YES, "n": Answer.NO, "u": Answer.UNVERIFIABLE}
    names = ("hoax", "provocation", "violence")
    values: dict[str, Any] = {
        "id": f"d{number}",
        "story_id": "s",
        "items": (("i", 0),),
        "severity": 0,
        "reason": "",
        "by_user": "u-1",
        "at": NOW - timedelta(hours=1) + timedelta(seconds=number),
        "number": number,
        "shown": flagged(provocation=True),
    }
    given: Mapping[str, Answer] = {name: codes[one] for name, one in zip(names, answers, strict=False)}
    return Decision(kind=DecisionKind(kind), answers=given, **{**values, **changed})


def flagged(**names: bool) -> dict[str, dict[str, object]]:
    return {name: {"probability": 0.9, "flagged": on, "unsure": False} for name, on in names.items()}


def figures(*decisions: Decision) -> Quality:
    return quality(decisions, NOW, ZONE)


@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_that_of_scikit_learn(seed: int) -> None:
    rng = random.Random(seed)
    first = rng.choices(list(Answer), [3, 5, 1], k=60)
    second = [one if rng.random() < 0.7 else rng.choice(list(Answer)) for one in first]
    found = kappa(list(zip(first, second, strict=True)))
    assert found.value == pytest.approx(cohen_kappa_score(first, second))
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high  # type: ignore[operator]


def test_kappa_by_hand() -> None:
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: observed 0.7, by chance 0.5*0.6 + 0.5*0.4 = 0.5
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    found = kappa(pairs)
    assert (found.n, found.same, found.enough) == (50, 35, True)
    assert found.value == pytest.approx(0.4)
    assert kappa([("yes", "no"), ("no", "yes")]).value == pytest.approx(-1)
    assert kappa([("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no")]).value == pytest.approx(0)


def test_the_interval_of_kappa_is_as_wide_as_repetition_shows() -> None:
    rng = random.Random(7)
    cells = [("yes", "yes")] * 50 + [("yes", "no")] * 15 + [("no", "yes")] * 25 + [("no", "no")] * 110
    found = kappa(cells)
    assert found.low is not None
    assert found.high is not None
    again = [kappa(rng.choices(cells, k=len(cells))).value or 0.0 for _ in range(400)]
    assert (found.high - found.low) / (2 * 1.96) == pytest.approx(stdev(again), rel=0.1)


def test_kappa_of_too_little() -> None:
    assert kappa([]).value is None
    assert not kappa([("yes", "yes"), ("no", "no")] * 9).enough
    assert kappa([("yes", "yes"), ("no", "no")] * 10).enough
    for same in (True, False):  # an interval without width would be a false certainty
        found = kappa([("yes", "yes" if same else "no"), ("no", "no" if same else "yes")] * 24)
        assert found.value == pytest.approx(1 if same else -1)
        assert found.low is not None
        assert found.high is not None
        assert found.high - found.low == pytest.approx(0.148, abs=1e-3)  # Wilson, 48 of 48: 0.926 to 1
    alike = kappa([("no", "no")] * 30)
    assert (alike.value, alike.same) == (None, 30)


def test_wilson() -> None:
    share = Share(8, 10)  # by hand: centre 0.7168, half 0.2265
    assert share.low == pytest.approx(0.4902, abs=1e-3)
    assert share.high == pytest.approx(0.9433, abs=1e-3)
    assert Share(0, 5).low == 0
    assert Share(5, 5).high == 1
    assert Share(0, 0).value is None


def test_pairs_are_counted_as_given() -> None:
    found = figures(
        decision(1, "decide", "nyn"),
        decision(2, "ask_second", reason="sample", refers_to="d1", by_user=""),
        decision(3, "second", "nnn", refers_to="d1", by_user="u-2"),
        decision(4, "undo", refers_to="d3", by_user="u-2"),  # too late: they did differ
        decision(5, "ask_second", "yyy", story_id="t"),
        decision(6, "second", "yyy", story_id="t", refers_to="d5", by_user="u-2"),
    )
    assert (found.sampled["provocation"].n, found.sampled["provocation"].same) == (1, 0)
    assert (found.all_pairs["provocation"].n, found.all_pairs["provocation"].same) == (2, 1)
    assert found.all_pairs["hoax"].same == 2


def test_overturned_are_taken_back_or_settled_otherwise() -> None:
    found = figures(
        decision(1, "decide", "nyn", story_id="a"),
        decision(2, "undo", story_id="a", refers_to="d1"),
        decision(3, "ask_second", "nyn", story_id="b"),
        decision(4, "second", "nnn", story_id="b", refers_to="d3", by_user="u-2"),
        decision(5, "settle", "nnn", story_id="b", refers_to="d3", by_user="u-3"),
        decision(6, "ask_second", "nyn", story_id="c"),
        decision(7, "second", "nnn", story_id="c", refers_to="d6", by_user="u-2"),
        decision(8, "settle", "nyn", story_id="c", refers_to="d6", by_user="u-3"),
        decision(9, "harmless", story_id="d"),
        decision(10, "hold", story_id="e"),
    )
    assert (found.overturned.hits, found.overturned.n) == (2, 4)


def test_what_a_person_reopened_as_wrong_counts_against_the_first() -> None:
    two = (
        decision(1, "ask_second", "nyn", severity=3),
        decision(2, "second", "nyn", severity=3, refers_to="d1", by_user="u-2"),
    )
    again = decision(3, "reopen", by_user="u-3")
    corrected = decision(4, "decide", "nnn", by_user="u-3")
    assert figures(*two).overturned == Share(0, 1)
    assert figures(*two).precision["provocation"] == Share(1, 1)
    assert figures(*two, again).overturned == Share(0, 1)
    assert figures(*two, again).precision["provocation"] == Share(0, 0), "nobody says so now"
    assert figures(*two, again, corrected).overturned == Share(1, 1)
    assert figures(*two, again, corrected).precision["provocation"] == Share(0, 1)
    assert figures(*two, again, corrected).decided == 3


def test_a_verdict_that_lost_its_claim_is_not_counted() -> None:
    one = decision(1, "decide", "ynn", shown=flagged(hoax=True))
    assert quality([one], NOW, ZONE).precision["hoax"] == Share(1, 1)
    assert quality([one], NOW, ZONE, unfounded={"d1"}).precision["hoax"] == Share(0, 0)


def test_what_was_shown_as_unsure_is_counted_apart() -> None:
    unsure = {"provocation": {"probability": 0.4, "flagged": False, "unsure": True}}
    found = figures(
        decision(1, "decide", "nyn", story_id="a"),
        decision(2, "decide", "nnn", story_id="b", shown=unsure),
        decision(3, "decide", "nyn", story_id="c", shown=flagged(provocation=False)),
        decision(4, "decide", "nyn", story_id="d", shown=unsure, at=NOW - timedelta(days=40)),
    )
    assert found.precision["provocation"] == Share(1, 1)
    assert found.with_unsure["provocation"] == Share(1, 2)


def test_times_and_work() -> None:
    found = figures(
        *(decision(n, "decide", "nnn", story_id=f"s{n}", seconds=10.0 * n) for n in range(1, 11)),
        decision(11, "hold", story_id="x", seconds=9999.0),
        decision(12, "harmless", story_id="y", by_user="u-2"),
    )
    assert (found.median_seconds, found.p90_seconds) == (55.0, 90.0)
    assert found.by_person == {"u-1": 10, "u-2": 1}
    assert found.decided == 11


def test_precision_counts_what_was_shown_on_the_desks_day() -> None:
    late = datetime(2026, 11, 19, 17, 0, tzinfo=UTC)  # 01:00 on the 20th in Makassar
    found = figures(
        decision(1, "decide", "nyn", story_id="a", at=late),
        decision(2, "decide", "nnn", story_id="b", at=late),
        decision(3, "decide", "nun", story_id="c", at=late, shown=flagged(provocation=True, violence=True)),
        decision(4, "decide", "nyn", story_id="d", at=late - timedelta(hours=2)),
        decision(5, "decide", "nyn", story_id="e", at=late, shown=flagged(provocation=False)),
        decision(6, "decide", "nyn", story_id="f", at=late),
        decision(7, "undo", story_id="f", at=late, refers_to="d6"),
        decision(8, "ask_second", "nyn", story_id="g", at=late),
        decision(9, "second", "nnn", story_id="g", at=late, refers_to="d8"),
        decision(10, "harmless", story_id="h", at=late, shown=flagged(violence=True)),
    )
    today, before = found.days[0], found.days[1]
    assert (today.on, before.on) == (date(2026, 11, 20), date(2026, 11, 19))
    assert (today.precision["provocation"].hits, today.precision["provocation"].n) == (1, 3)
    assert (today.precision["violence"].hits, today.precision["violence"].n) == (0, 2)
    assert (before.precision["provocation"].hits, before.precision["provocation"].n) == (1, 1)
    assert (found.precision["provocation"].hits, found.precision["provocation"].n) == (2, 4)
    assert len(found.days) == 30


def test_what_is_older_is_left_out() -> None:
    found = figures(decision(1, "decide", "nyn", at=NOW - timedelta(days=31), seconds=5.0))
    assert (found.decided, found.median_seconds, found.precision["provocation"].n) == (0, None, 0)
    assert found.since == date(2026, 10, 22)


def test_the_page(desk: "Desk", client: Client) -> None:
    analyst, boss = client("analyst", "Satu"), client("supervisor", "Dua")
    assert analyst.get("/mutu").status_code == 403
    empty = boss.get("/mutu")
    assert empty.status_code == 200
    assert "Belum ada putusan dalam 30 hari ini." in empty.text
    first, second, *_ = stories(desk)
    send(analyst, desk, first, "decide", **YES)
    send(analyst, desk, second, "ask_second", **NO)
    send(boss, desk, second, "second", **YES)
    text = boss.get("/mutu").text
    assert '<td class="number">2</td>' in text  # Satu's
    assert "style=" not in text
    assert text.count("<caption>") >= 5
    assert len(text) < 150_000


def test_the_page_asks_whether_the_claim_still_stands(desk: "Desk", client: Client) -> None:
    shown = {"hoax": {"flagged": True, "claims": ["claim-that-is-gone"]}}
    with desk.store.writing() as db:
        write_decision(db, decision(1, "decide", "ynn", id="", at=clock.now(), shown=shown))
        write_decision(db, decision(2, "decide", "nyn", id="", at=clock.now(), story_id="other"))
    page = client("supervisor").get("/mutu").text
    assert "Provokasi: 1 dari 1 diputuskan ya" in page
    assert "Hoaks: 0 dari 0 diputuskan ya" in page


def test_many_pairs_on_the_page(desk: "Desk", client: Client) -> None:
    with desk.store.writing() as db:
        for n in range(25):
            story, at = f"story{n}", clock.now()
            first = write_decision(
                db, decision(1, "ask_second", "yny" if n % 2 else "nyn", id="", story_id=story, at=at)
            )
            write_decision(
                db,
                decision(
                    2, "second", "yny" if n % 3 else "nyn", id="", story_id=story, at=at, refers_to=first.id
                ),
            )
    boss = client("supervisor")
    text = boss.get("/mutu").text
    expected = cohen_kappa_score([n % 2 for n in range(25)], [bool(n % 3) for n in range(25)])
    assert f"{expected:.2f}".replace(".", ",") in text
    boss.cookies.set("bahasa", "en")
    assert "Agreement" in boss.get("/mutu").text
