"""A store with nine weeks of monitoring: the sample's week, and copies of it in the weeks before."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core import clock
from core.decision import Answer, Decision, DecisionKind
from core.record import IncidentType
from tests.conftest import opened

if TYPE_CHECKING:
    from flows.workspace import Workspace
    from pipeline.store import Connection
    from reports.editions import Press
    from tests.conftest import Sampled

MONDAY = datetime.fromisoformat("2026-11-23T06:00:00+08:00")
"""when the report of the sample's week is made"""
SILENT, NEW, FAILED = "portal-kutim", "lensa-pesisir", "tepian-pos"
"""in the sample's week, as `nine_weeks` makes it"""


@pytest.fixture
def workspace(sampled: "Sampled", tmp_path: Path) -> "Workspace":
    """The sampled folder, of this test alone, on Monday morning: its week is complete."""
    made = opened(sampled.copy(tmp_path / "data"))
    clock.fix(MONDAY)
    return made


@pytest.fixture
def press(workspace: "Workspace") -> "Press":
    return press_of(workspace)


def press_of(workspace: "Workspace") -> "Press":
    from reports.editions import Press

    return Press(
        settings=workspace.settings,
        store=workspace.store,
        sources=workspace.sources,
        unusable=workspace.unusable,
    )


@dataclass(frozen=True)
class Weeks:
    """Nine weeks of monitoring, shared: change nothing in it."""

    press: "Press"


@pytest.fixture(scope="module")
def nine_weeks(sampled: "Sampled", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weeks]:
    try:
        made = opened(sampled.copy(tmp_path_factory.mktemp("weeks") / "data"))
        clock.fix(MONDAY)
        with made.store.writing() as db:
            for back in range(1, 9):
                repeat_week(db, back, without=(NEW,))
            watch(db)
            fare(db, FAILED, "failing")
            db.execute("DELETE FROM items WHERE source_id = ? AND fetched_at >= '2026-11-16'", [SILENT])
            decide(db, "313902048dd4f8d1", provocation=Answer.YES, violence=Answer.YES)
            decide(db, "7248305a98ef5644", provocation=Answer.NO)
            decide(db, "21f9f03c2233fde8", provocation=Answer.UNVERIFIABLE)
            confirm(db, IncidentType.CLASH, "64.08.09", date(2026, 11, 16))
            confirm(db, IncidentType.PROTEST_PEACEFUL, "64.08.04", date(2026, 11, 18))
        yield Weeks(press_of(made))
    finally:
        clock.fix(None)


def repeat_week(db: "Connection", back: int, without: tuple[str, ...] = ()) -> None:
    """The sample's week once more, so many weeks earlier, with a round on each of its days."""
    # Our own names and numbers only.
    shift = f"INTERVAL ({7 * back}) DAY"
    left = ", ".join(f"'{name}'" for name in without) or "''"
    mine = f"SELECT id FROM items WHERE source_id NOT IN ({left}) AND NOT contains(id, '~')"  # noqa: S608
    db.execute(
        f"INSERT INTO items BY NAME SELECT * REPLACE (id || '~{back}' AS id, story_id || '~{back}' AS "  # noqa: S608
        "story_id, "
        f"published_at - {shift} AS published_at, fetched_at - {shift} AS fetched_at) "
        f"FROM items WHERE id IN ({mine})"
    )
    for table in ("annotations", "signals", "matches", "places"):
        db.execute(
            f"INSERT INTO {table} BY NAME SELECT * REPLACE (item_id || '~{back}' AS item_id) "  # noqa: S608
            f"FROM {table} WHERE item_id IN ({mine})"
        )
    db.execute(
        f"INSERT INTO source_reports BY NAME SELECT s.* REPLACE (round_id || '~{back}d' || n AS round_id, "  # noqa: S608
        f"reported_at - {shift} + (n - 4) * INTERVAL 1 DAY AS reported_at) "
        "FROM source_reports s, range(7) t(n) WHERE NOT contains(round_id, '~') "
        f"AND NOT contains(round_id, '+') AND source_id NOT IN ({left})"
    )


def watch(db: "Connection", days: tuple[int, ...] = (0, 1, 2, 3, 5, 6)) -> None:
    """The round of the sample's Friday on other days of its week too (Monday is 0)."""
    told = ", ".join(f"({day})" for day in days)
    db.execute(
        "INSERT INTO source_reports BY NAME SELECT s.* REPLACE (round_id || '+' || n AS round_id, "  # noqa: S608
        "reported_at + (n - 4) * INTERVAL 1 DAY AS reported_at) "
        f"FROM source_reports s, (VALUES {told}) t(n) "
        "WHERE NOT contains(round_id, '~') AND NOT contains(round_id, '+')"
    )


def fare(db: "Connection", source_id: str, status: str) -> None:
    """How a source fared in the sample's week."""
    db.execute(
        "UPDATE source_reports SET status = ? WHERE source_id = ? AND NOT contains(round_id, '~')",
        [status, source_id],
    )


def decide(db: "Connection", story_id: str, at: datetime | None = None, **answers: Answer) -> Decision:
    """One person decides; signals that are not named are answered with no."""
    from pipeline.store import write_decision

    every = dict.fromkeys(("hoax", "provocation", "violence"), Answer.NO) | answers
    return write_decision(
        db,
        Decision(
            id="",
            story_id=story_id,
            kind=DecisionKind.DECIDE,
            items=((story_id, 0),),
            answers=every,
            severity=0,
            reason="",
            by_user="orang-1",
            at=at or datetime(2026, 11, 20, 3, tzinfo=UTC),
            seconds=90.0,
            shown={name: {"flagged": True} for name in every},
        ),
    )


def follow(db: "Connection", first: Decision, kind: DecisionKind) -> Decision:
    """The same person goes on from a decision without another answer: takes it back, asks for a second."""
    from pipeline.store import write_decision

    step = replace(
        first, id="", kind=kind, answers={}, at=clock.now(), refers_to=first.id, seconds=None, shown={}
    )
    return write_decision(db, step)


def confirm(db: "Connection", kind: IncidentType, place: str, on: date) -> None:
    """One person confirms an incident."""
    from pipeline.store import IncidentEvent, IncidentStep, write_incident_event

    write_incident_event(
        db,
        IncidentEvent(
            incident_id=f"{kind}-{on}",
            kind=IncidentStep.CONFIRM,
            by_user="orang-1",
            made_at=clock.now() - timedelta(hours=1),
            items=(f"{kind}-{on}",),
            type=kind,
            place=place,
            happened_on=on,
        ),
    )
