"""What is counted of each kecamatan: by hand on a small store, and as the desk's board counts the sample."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.record import IncidentType
from pipeline.geotag import kecamatan
from pipeline.store import Connection, IncidentEvent, IncidentStep, Store, write_incident_event
from reports.area_map.areas import Area, areas, without_place
from tests.conftest import Sampled, opened

ZONE = ZoneInfo("Asia/Makassar")
FIRST, LAST = date(2026, 11, 16), date(2026, 11, 22)
FETCHED = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    store = Store(tmp_path / "pantau.duckdb")
    with store.writing() as db:
        yield db


def put(
    db: Connection, item: str, story: str, *places: str, at: datetime | None = None, source: str = "koran",
    flags: tuple[str, ...] = (), unsure: tuple[str, ...] = (), revision: int = 0, fetched: datetime = FETCHED,
    confidence: float = 0.9,
) -> None:  # fmt: skip
    """An item as the stages leave it, with only what areas are counted by."""
    db.execute(
        "INSERT INTO items VALUES (?, ?, ?, ?, 'news', '', 'x', 'id', '', ?, ?, false, 'h', 'r')",
        [item, revision, story, source, at, fetched],
    )
    for code in places:
        db.execute(
            "INSERT INTO places VALUES (?, ?, ?, '', NULL, NULL, ?)", [item, revision, code, confidence]
        )
    for name in {*flags, *unsure}:
        db.execute(
            "INSERT INTO signals VALUES (?, ?, ?, 0.9, 0.5, ?, ?, 1, [], '[]', '[]', 'v')",
            [item, revision, name, name in flags, name in unsure],
        )


def counted(db: Connection, first: date = FIRST, last: date = LAST) -> dict[str, Area]:
    return {area.code: area for area in areas(db, first, last, ZONE, {"unggahan"})}


def test_eighteen_in_the_order_of_their_codes(db: Connection) -> None:
    found = areas(db, FIRST, LAST, ZONE, ())
    assert [area.code for area in found] == [f"64.08.{n:02}" for n in range(1, 19)]
    assert [area.name for area in found] == list(kecamatan().values())
    assert not any(area.covered or area.stories for area in found)


def test_a_story_counts_once_where_it_is_named_by_its_kecamatan_or_a_desa(db: Connection) -> None:
    put(db, "a", "s1", "64.08.09", "64.08.09", "64.08.09.2001", "64.08.09.2002")
    put(db, "b", "s1", "64.08.09.2001", "64.08.13")
    put(db, "c", "s2", "64.08.09")
    put(db, "d", "s3")
    found = counted(db)
    assert {code: area.stories for code, area in found.items() if area.stories} == {
        "64.08.09": 2,
        "64.08.13": 1,
    }
    assert without_place(db, FIRST, LAST, ZONE) == (1, 3)


@pytest.mark.parametrize("published", [None, FETCHED], ids=["said later", "only brought later"])
@pytest.mark.parametrize("story", ["s1", "s2", "a revision"])
def test_what_is_stored_after_the_close_changes_no_old_week(
    db: Connection, published: datetime | None, story: str
) -> None:
    later, closes = datetime(2026, 12, 13, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)
    before = datetime(2026, 11, 2, tzinfo=UTC)
    put(db, "a", "s1", "64.08.09")
    put(db, "z", "s0", "64.08.10", at=before, fetched=before, source="arsip")
    if story == "a revision":
        put(db, "a", "s1", "64.08.13", flags=("hoax",), at=published, fetched=later, revision=1)
    else:
        put(db, "b", story, "64.08.13", flags=("hoax",), at=published, fetched=later, source="arsip")
        put(db, "c", "s1", "64.08.13", at=published, fetched=later)
    then = {area.code: area for area in areas(db, FIRST, LAST, ZONE, (), closes)}
    assert (then["64.08.09"].stories, then["64.08.13"].stories, then["64.08.09"].marked) == (1, 0, 0)
    assert not then["64.08.10"].covered and not then["64.08.13"].covered, "nor was the archive heard then"
    assert counted(db)["64.08.13"].stories
    assert without_place(db, FIRST, LAST, ZONE, closes) == (0, 1)


def test_an_open_name_counts_nowhere(db: Connection) -> None:
    put(db, "a", "s1", "64.08.04", confidence=0.3)
    put(db, "b", "s2", "64.08.04", confidence=0.5)
    put(db, "c", "s3", "64.08.09", confidence=0.3, source="lain")
    found = counted(db)
    assert (found["64.08.04"].stories, found["64.08.09"].stories) == (1, 0)
    assert not found["64.08.09"].covered
    assert without_place(db, FIRST, LAST, ZONE) == (2, 3)


def test_the_latest_revision_counts(db: Connection) -> None:
    put(db, "a", "s1", "64.08.09", flags=("hoax",))
    put(db, "a", "s1", "64.08.10", revision=1)
    found = counted(db)
    assert (found["64.08.09"].stories, found["64.08.10"].stories) == (0, 1)
    assert found["64.08.10"].signals == {}


def test_flagged_by_any_copy_and_marked_by_what_is_unsure_too(db: Connection) -> None:
    put(db, "a", "s1", "64.08.09")
    put(db, "b", "s1", flags=("hoax",), unsure=("violence",))
    put(db, "c", "s2", "64.08.09", unsure=("hoax",))
    put(db, "d", "s3", "64.08.09", flags=("hoax", "provocation"))
    area = counted(db)["64.08.09"]
    assert (area.stories, area.marked, dict(area.signals)) == (3, 3, {"hoax": 2, "provocation": 1})


@pytest.mark.parametrize(
    ("said", "inside"),
    [
        (datetime(2026, 11, 15, 15, 59, 59, tzinfo=UTC), False),  # 23:59:59 WITA on the day before
        (datetime(2026, 11, 15, 16, 0, tzinfo=UTC), True),  # midnight WITA
        (datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), False),
        (None, True),  # when it was fetched
        (datetime(2026, 12, 24, tzinfo=UTC), True),  # a clock that runs ahead
    ],
)
def test_days_of_the_local_calendar(db: Connection, said: datetime | None, inside: bool) -> None:
    fetched = datetime(2026, 11, 22, 20, tzinfo=UTC) if said and said > FETCHED else FETCHED
    if said and said.month == 12:
        fetched = FETCHED
    put(db, "a", "s1", "64.08.09", at=said, fetched=fetched)
    assert counted(db)["64.08.09"].stories == inside


def test_a_later_revision_does_not_move_a_story_into_another_week(db: Connection) -> None:
    put(db, "a", "s1", "64.08.09")
    put(db, "a", "s1", "64.08.09", revision=1, fetched=datetime(2026, 11, 25, tzinfo=UTC))
    assert counted(db)["64.08.09"].stories == 1
    assert counted(db, date(2026, 11, 23), date(2026, 11, 29))["64.08.09"].stories == 0


@pytest.mark.parametrize("moved", [datetime(2026, 11, 18, tzinfo=UTC), None])
def test_a_later_revision_makes_no_source_heard(db: Connection, moved: datetime | None) -> None:
    before = datetime(2026, 11, 10, tzinfo=UTC)
    put(db, "a", "s1", "64.08.09", at=before, fetched=before)
    put(db, "a", "s1", "64.08.10", at=moved, revision=1)
    assert not any(area.covered for area in counted(db).values())
    put(db, "b", "s2")  # heard indeed: of what it has written about, in whatever revision
    assert {code for code, area in counted(db).items() if area.covered} == {"64.08.09", "64.08.10"}


def test_no_data_is_not_calm(db: Connection) -> None:
    long_ago, before = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)
    put(db, "a", "s1", "64.08.09", at=before, fetched=before)
    put(db, "b", "s2", "64.08.10", at=before, fetched=before, source="lain")
    put(db, "c", "s3", "64.08.11", at=long_ago, fetched=long_ago)
    put(db, "d", "s4")  # the source of a and c is heard in the week, the other is silent
    found = counted(db)
    assert {code for code, area in found.items() if area.covered} == {"64.08.09"}
    assert found["64.08.09"].stories == 0
    db.execute(
        "INSERT INTO source_reports VALUES ('r', 'lain', 'empty', '', 1, 1, 0, 0.1, NULL, ?)", [FETCHED]
    )
    assert not counted(db)["64.08.10"].covered, "a round that held nothing at all"
    db.execute("UPDATE source_reports SET offered = 3")
    assert counted(db)["64.08.10"].covered
    db.execute("UPDATE source_reports SET status = 'failing'")
    assert not counted(db)["64.08.10"].covered
    # What somebody brought says nothing of places of which it brought nothing.
    put(db, "e", "s5", "64.08.12", at=before, fetched=before, source="unggahan")
    put(db, "f", "s6", source="unggahan")
    assert not counted(db)["64.08.12"].covered


def confirm(db: Connection, name: str, kind: IncidentType, place: str, day: date) -> IncidentEvent:
    return write_incident_event(
        db,
        IncidentEvent(
            incident_id=name, kind=IncidentStep.CONFIRM, by_user="u", made_at=FETCHED, items=(name,),
            type=kind, place=place, happened_on=day,
        ),
    )  # fmt: skip


def test_incidents_that_a_person_confirmed_on_their_day(db: Connection) -> None:
    confirm(db, "a", IncidentType.CLASH, "64.08.09.2001", FIRST)
    confirm(db, "b", IncidentType.CLASH, "64.08.09", LAST)
    confirm(db, "c", IncidentType.PROTEST_PEACEFUL, "64.08.09", LAST)
    confirm(db, "d", IncidentType.MOB, "64.08.10", date(2026, 11, 15))
    confirm(db, "e", IncidentType.MOB, "64.08.10", date(2026, 11, 23))
    gone = confirm(db, "f", IncidentType.MOB, "64.08.11", LAST)
    write_incident_event(
        db,
        IncidentEvent(
            incident_id="f", kind=IncidentStep.UNDO, by_user="u", made_at=FETCHED, refers_to=gone.id
        ),
    )
    found = counted(db)
    assert dict(found["64.08.09"].incidents) == {IncidentType.CLASH: 2, IncidentType.PROTEST_PEACEFUL: 1}
    assert found["64.08.09"].covered
    assert not found["64.08.10"].incidents
    assert not found["64.08.11"].incidents


def test_a_period_ends_after_it_begins(db: Connection) -> None:
    with pytest.raises(ValueError, match="before it begins"):
        areas(db, LAST, FIRST, ZONE, ())


def test_the_sample_is_counted_as_the_board_counts_it(boarded: Sampled) -> None:
    from desk.board.board import Board, Filters, Lane

    workspace = opened(boarded.data)
    board = Board(boarded.data / "board.sqlite", workspace.store, workspace.settings.zone)
    with workspace.store.reading() as db:
        found = areas(db, date(2026, 1, 1), date(2026, 11, 30), workspace.settings.zone, ())
    listed = {area.code: board.listed(Lane.QUEUE, Filters(kecamatan=area.code)).total for area in found}
    assert {area.code: area.marked for area in found} == listed
    assert sum(listed.values()) > 5
    flagged: Counter[tuple[str, str]] = Counter()
    for row in board.listed(Lane.ALL, Filters(), limit=1000).rows:
        story = board.story(row.story_id)
        assert story is not None
        names = {one.name for copy in story.copies for one in copy.signals if one.flagged}
        flagged.update((code, name) for code, _ in row.places for name in names)
    assert {(a.code, name): n for a in found for name, n in a.signals.items()} == flagged
