"""What reports count: by day said, once a story, like with like; silence, novelty and failure told apart."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core import clock
from core.decision import Answer, DecisionKind, StoryState
from core.errors import UsageError
from core.record import IncidentType
from pipeline.store import queue, save
from reports.area_map.areas import without_place
from reports.editions import count, document_of
from reports.figures.collect import TOP
from reports.figures.compare import compare, expected
from reports.figures.coverage import Mark
from reports.figures.stories import stories
from reports.period import latest_week, the_day, the_quarter, the_week
from reports.render import as_html
from reports.report import Report
from reports.sections.headline import sentences
from reports.telling import Teller
from tests.pipeline.store.items import NOON, annotated, place, store_in
from tests.reports.conftest import FAILED, NEW, SILENT, decide, follow

if TYPE_CHECKING:
    from pathlib import Path

    from flows.workspace import Workspace
    from reports.editions import Press
    from reports.figures import Figures
    from tests.reports.conftest import Weeks


@pytest.fixture(scope="module")
def ninth(nine_weeks: "Weeks") -> "Figures":
    return count(nine_weeks.press, the_week("2026-W47", nine_weeks.press.settings.zone))


def test_the_sample_tells_its_story(press: "Press") -> None:
    """27 boxes that sank and were replaced; fingerprints at posyandu: as crawlers/sample tells it."""
    found = count(press, the_week("2026-W47", press.settings.zone))
    assert (found.active, found.week.copies, found.earlier) == (100, 103, 0)
    boxes, *others = found.claims
    assert "27 kotak suara" in boxes.text
    assert (boxes.rating, boxes.publisher, boxes.checked_on) == ("Salah", "Cek Etam", date(2026, 11, 18))
    # Of five wordings one shares hardly a word and one only supposes it; both stay below what is suggested.
    assert (boxes.asserting + boxes.possible, boxes.first_said) == (3, date(2026, 11, 16))
    (fingers,) = (claim for claim in others if "posyandu" in claim.text)
    # Of three wordings one stays below what is suggested.
    assert (fingers.asserting + fingers.possible, fingers.first_said) == (2, date(2026, 11, 18))
    gravest = found.top[0]
    assert gravest.marks == {"provocation": 3, "violence": 3}, "the call to burn the election office"
    assert gravest.kecamatan == ("64.08.04",)
    assert not found.incidents, "nobody has confirmed the brawl yet"


def test_grave_stories_are_counted_beyond_those_to_know(workspace: "Workspace", press: "Press") -> None:
    """A hot week has more of them than the list has rows: those below it wait too."""
    with workspace.store.writing() as db:
        db.execute(
            "UPDATE signals SET flagged = true, severity = 3 WHERE name = 'violence' "
            "AND item_id IN (SELECT id FROM items WHERE source_id = 'kabarwarga')"
        )
    week = the_week("2026-W47", press.settings.zone)
    before = count(press, week)
    assert before.grave.stories == before.grave.waiting > TOP
    with workspace.store.writing() as db:
        for one in before.top:
            decide(db, one.story_id, violence=Answer.YES)
    after, listed = count(press, week).grave, sum(3 in one.marks.values() for one in before.top)
    assert (after.stories, after.waiting) == (before.grave.stories, before.grave.stories - listed)
    (told,) = (one for one in sentences(count(press, week), Teller("full")) if "berat" in one)
    assert told.startswith(f"{after.stories} cerita bersinyal berat (menyebut ")
    assert told.endswith(f": {after.waiting} masih menunggu keputusan orang.")


def test_what_no_copy_is_flagged_with_is_doubtful(workspace: "Workspace", press: "Press") -> None:
    week = the_week("2026-W47", press.settings.zone)
    before = count(press, week)
    assert before.top[0].marks == {"provocation": 3, "violence": 3}
    assert not before.top[0].doubtful and not before.grave.doubtful
    with workspace.store.writing() as db:
        db.execute(
            "UPDATE signals SET flagged = false, unsure = true WHERE name = 'violence' AND item_id IN "
            "(SELECT id FROM items WHERE story_id IN (SELECT unnest(?)))",
            [[one.story_id for one in before.top if "violence" in one.marks]],
        )
    after = count(press, week)
    assert after.top[0].doubtful == {"violence"}
    assert (after.grave.stories, after.grave.doubtful) == (before.grave.stories, 2), "not with a sure one"
    (told,) = (one for one in sentences(after, Teller("full")) if "berat" in one)
    assert told.endswith("menunggu keputusan orang; pada 2 di antaranya model ragu.")


def test_counts_are_those_of_the_store(ninth: "Figures", nine_weeks: "Weeks") -> None:
    period = ninth.period
    with nine_weeks.press.store.reading() as db:
        said = (
            "WITH told AS (SELECT c.id, c.story_id, least(coalesce(c.published_at, f.fetched_at), "
            "f.fetched_at) AS said "
            "FROM current_items c JOIN items f ON f.id = c.id AND f.revision = 0) "
        )
        among = "FROM told WHERE said >= ? AND said < ?"
        [copies, active] = db.execute(
            f"{said} SELECT count(*), count(DISTINCT story_id) {among}", [period.begins, period.ends]
        ).fetchone() or (0, 0)
        [flagged] = db.execute(
            f"{said} SELECT count(DISTINCT s.story_id) FROM told s JOIN signals g ON g.item_id = s.id "  # noqa: S608
            "WHERE s.said >= ? AND s.said < ? AND g.name = 'provocation' AND (g.flagged OR g.unsure)",
            [period.begins, period.ends],
        ).fetchone() or (0,)
        on_map = without_place(db, period.first, period.last, period.zone)
    assert (ninth.nowhere, ninth.active) == on_map
    assert sum(one.copies for one in ninth.sources) == ninth.week.copies
    assert (ninth.week.copies, ninth.active) == (copies, active)
    assert ninth.week.signals["provocation"] == flagged > 0
    assert sum(sum(counts.values()) for counts in ninth.days.values()) >= ninth.active_marked


def test_an_open_name_is_no_place_of_a_story(tmp_path: "Path") -> None:
    store = store_in(tmp_path)
    places = (place("64.08.04", "Sangatta Utara", 0.3), place("64.08.09", "Bengalon", 0.5))
    save(store, "r1", [annotated("a", places=places)])
    with store.reading() as db:
        (one,) = stories(db, NOON - timedelta(days=1), NOON + timedelta(days=1))
    assert one.kecamatan == ("64.08.09",)


def test_eight_weeks_are_shown_and_those_before_monitoring_left_out(ninth: "Figures", press: "Press") -> None:
    assert [week.code for week in ninth.crawled] == [f"2026-W{n}" for n in range(40, 48)]
    assert [week.code for week in count(press, ninth.period).crawled] == ["2026-W47"]


def test_only_sources_that_ran_and_spoke_are_compared(ninth: "Figures") -> None:
    assert not {SILENT, NEW, FAILED} & ninth.alike
    assert "kabarwarga" in ninth.alike
    assert ninth.compared["marked"].direction == 0, "a source that falls silent is no trend"
    assert ninth.compared["stories"].direction == 0


def test_a_silent_a_new_and_a_failed_source_are_named(ninth: "Figures") -> None:
    marks = {one.source_id: one for one in ninth.sources}
    assert marks[SILENT].mark is Mark.SILENT
    assert marks[SILENT].before == pytest.approx(8.0)
    assert marks[NEW].mark is Mark.NEW
    assert marks[NEW].only == 1, "what only it has brought is told apart"
    assert marks[FAILED].mark is Mark.FAILED
    assert marks["kabarwarga"].mark is Mark.FINE


def test_a_source_whose_file_cannot_be_used_is_named_as_a_gap(press: "Press") -> None:
    found = count(replace(press, unusable=["rusak"]), the_week("2026-W47", press.settings.zone))
    assert [one.title for one in found.marked(Mark.ABSENT)] == ["rusak"]
    page = as_html(document_of(Report(figures=found, edition="full", office="Meja"))).decode()
    assert "Tidak berjalan pada periode ini: rusak." in page


def test_the_first_source_of_a_first_week_is_not_new(press: "Press") -> None:
    found = count(press, the_week("2026-W47", press.settings.zone))
    assert not found.marked(Mark.NEW, Mark.SILENT, Mark.FAILED)


def test_decisions_are_counted_as_they_stand(ninth: "Figures") -> None:
    assert ninth.decided.stories == 3
    assert ninth.decided.by_signal["provocation"] == {
        Answer.YES: 1,
        Answer.NO: 1,
        Answer.UNVERIFIABLE: 1,
    }
    assert ninth.decided.overturned == (0, 3)
    assert ninth.decided.to_decision.median == pytest.approx(3.0)
    top = {one.story_id: one for one in ninth.top}
    assert top["313902048dd4f8d1"].state is StoryState.DECIDED
    assert top["313902048dd4f8d1"].answers["violence"] is Answer.YES


def test_what_the_desk_takes_back_along_is_not_counted_twice(workspace: "Workspace", press: "Press") -> None:
    with workspace.store.writing() as db:
        first = decide(db, "313902048dd4f8d1", violence=Answer.YES)
        asked = follow(db, replace(first, by_user=""), DecisionKind.ASK_SECOND)  # the desk, for its sample
        clock.fix(first.at + timedelta(hours=1))
        for one in (first, replace(asked, by_user=first.by_user)):
            follow(db, one, DecisionKind.UNDO)
    assert count(press, the_week("2026-W47", press.settings.zone)).decided.undone == 1


def test_a_second_answer_is_not_measured_again(workspace: "Workspace", press: "Press") -> None:
    with workspace.store.writing() as db:
        first = decide(db, "313902048dd4f8d1", violence=Answer.YES)
        decide(db, "313902048dd4f8d1", at=first.at + timedelta(days=4), violence=Answer.NO)
    told = [count(press, the_week(f"2026-W{n}", press.settings.zone)).decided for n in (47, 48)]
    assert [(one.answers_given, one.to_decision.number) for one in told] == [(1, 1), (1, 0)]


def test_an_answer_that_was_taken_back_is_no_time(workspace: "Workspace", press: "Press") -> None:
    with workspace.store.writing() as db:
        first = decide(db, "313902048dd4f8d1", violence=Answer.YES)
        clock.fix(first.at + timedelta(minutes=1))
        follow(db, first, DecisionKind.UNDO)
        decide(db, "313902048dd4f8d1", at=first.at + timedelta(days=4), violence=Answer.NO)
    told = [count(press, the_week(f"2026-W{n}", press.settings.zone)).decided for n in (47, 48)]
    assert [(one.answers_given, one.to_decision.number) for one in told] == [(1, 0), (1, 1)]


def test_what_waits_for_a_second_opinion_tells_no_answer(workspace: "Workspace", press: "Press") -> None:
    with workspace.store.writing() as db:
        first = decide(db, "313902048dd4f8d1", violence=Answer.YES)
        follow(db, first, DecisionKind.ASK_SECOND)
    found = count(press, the_week("2026-W47", press.settings.zone))
    assert found.decided.stories == 0
    assert found.top[0].answers == {}
    assert found.open_states[StoryState.SECOND] == 1


def test_the_morning_page_has_the_top_of_the_queue_whenever_it_was_said(
    workspace: "Workspace", press: "Press"
) -> None:
    with workspace.store.writing() as db:
        decide(db, "313902048dd4f8d1", violence=Answer.YES)
    found = count(press, the_day("2026-11-23", press.settings.zone))
    with workspace.store.reading() as db:
        first = [row.story_id for row in queue(db, TOP)]
    assert [one.story_id for one in found.top] == first
    assert len(first) > 5 and "313902048dd4f8d1" not in first
    assert max(one.first_said for one in found.top) < date(2026, 11, 22), "of no day that the page is about"
    page = as_html(document_of(Report(figures=found, edition="full", office="Meja"))).decode()
    assert f"[{first[0][:8]}]" in page
    assert "perlu diperiksa" not in page and "Antrean kosong" not in page


def test_a_peaceful_protest_is_no_violence(ninth: "Figures") -> None:
    assert {one.type for one in ninth.incidents} == {IncidentType.CLASH, IncidentType.PROTEST_PEACEFUL}
    assert ninth.violent == 1


def test_few_weeks_are_not_compared() -> None:
    found = compare(30, [10])
    assert not found.known
    assert found.direction == 0


def test_twice_as_many_is_news_and_a_wiggle_is_not() -> None:
    assert compare(60, [20, 24, 19, 22]).direction == 1
    assert compare(2, [20, 24, 19, 22]).direction == -1
    assert compare(26, [20, 24, 19, 22]).direction == 0
    assert compare(5, [0, 0, 0, 0]).direction == 1
    assert compare(1, [0, 0, 0, 0]).direction == 0
    assert compare(60, [10, 50, 12, 55]).direction == 0, "weeks that scatter widely allow more"


@pytest.mark.parametrize("mean", [0.5, 3, 12, 80])
def test_chance_alone_is_seldom_news(mean: float) -> None:
    """Of weeks that differ by chance only, about one in a hundred is told as changed; never one in forty."""
    weeks = np.random.default_rng(47).poisson(mean, size=(2000, 5)).tolist()
    told = [compare(last, before).direction != 0 for *before, last in weeks]
    assert fmean(told) < 0.025


def test_the_interval_is_that_of_the_negative_binomial() -> None:
    from scipy.stats import nbinom

    for before in ([20, 24, 19, 22], [10, 50, 12, 55], [0, 1, 0, 0], [400, 380, 420, 500], [3, 3]):
        mean = max(fmean(before), 0.5 / len(before))
        spread = max(1.0, float(np.var(before, ddof=1)) / mean) * mean * (1 + 1 / len(before))
        size = mean**2 / (spread - mean)
        wanted = nbinom.ppf((0.005, 0.995), size, size / (size + mean))
        assert expected(before) == tuple(int(one) for one in wanted)


def test_more_weeks_make_it_surer() -> None:
    few, many = expected([20, 20]), expected([20, 20, 20, 20])
    assert few[0] <= many[0] <= 20 <= many[1] <= few[1]


def test_periods_are_days_of_the_desk(press: "Press") -> None:
    zone = press.settings.zone
    week = the_week("2026-W53", zone)
    assert (week.first, week.last) == (date(2026, 12, 28), date(2027, 1, 3))
    assert week.begins.isoformat() == "2026-12-27T16:00:00+00:00"
    assert week.earlier(1).code == "2026-W52"
    assert the_quarter("2026-Q4", zone).last == date(2026, 12, 31)
    assert the_quarter("2026-Q1", zone).last == date(2026, 3, 31)
    assert the_day("2026-11-20", zone).first == date(2026, 11, 19)
    for quarter, after in (("2026-Q1", "2026-Q2"), ("2026-Q4", "2027-Q1")):
        assert the_quarter(quarter, zone).closes == the_quarter(after, zone).ends
    assert week.closes == the_week("2027-W01", zone).ends
    assert the_day("2026-11-20", zone).closes == the_day("2026-11-20", zone).ends
    assert the_day("2026-11-20", zone).gathered == the_day("2026-11-21", zone).ends
    assert week.gathered == week.closes
    for period in (week, the_quarter("2026-Q4", zone), the_day("2026-11-20", zone)):
        assert period.around(period.begins) == period
        assert period.around(period.ends).begins == period.ends
    for period in (week, the_quarter("2026-Q4", zone)):
        assert period.around(period.ends - timedelta(seconds=1)) == period
        assert period.around(period.begins - timedelta(seconds=1)).ends == period.begins
    assert the_day("2026-11-20", zone).around(week.begins) == the_day("2026-12-29", zone), "not its parity"
    for wrong, reader in (
        ("2026-W60", the_week),
        ("47", the_week),
        ("20-11-2026", the_day),
        ("2026", the_quarter),
    ):
        with pytest.raises(UsageError):
            reader(wrong, zone)


def test_the_latest_complete_week_with_data_is_the_default(press: "Press") -> None:
    zone = press.settings.zone
    with press.store.reading() as db:
        assert latest_week(db, zone, clock.now()).code == "2026-W47"
        later = clock.now() + timedelta(days=30)
        assert latest_week(db, zone, later).code == "2026-W47"
        running = datetime.fromisoformat("2026-11-20T08:00:00+08:00")
        assert latest_week(db, zone, running).code == "2026-W47", "the running one where no other has data"


def test_a_running_week_is_not_compared(nine_weeks: "Weeks") -> None:
    clock.fix(datetime.fromisoformat("2026-11-20T08:00:00+08:00"))
    found = count(nine_weeks.press, the_week("2026-W47", nine_weeks.press.settings.zone))
    assert not found.complete
    assert not any(one.known for one in found.compared.values())
