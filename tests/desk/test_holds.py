"""Holds: exclusive, running out, taken over with a reason; what one page gives back another keeps."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core import clock
from desk.board.board import Filters, Lane
from desk.people.accounts import users
from desk.people.database import Database
from desk.work import holds, skips
from tests.desk.conftest import Client, post

if TYPE_CHECKING:
    from desk.desk import Desk


@pytest.fixture
def people(tmp_path: Path) -> Database:
    return Database(tmp_path / "desk.sqlite")


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The machine's own clock, to be set."""
    now = [1_000_000.0]
    monkeypatch.setattr(clock, "wall", lambda: now[0])
    return now


def test_a_story_is_held_by_whoever_came_first(people: Database) -> None:
    first = holds.acquire(people, "s1", "sari")
    assert holds.acquire(people, "s1", "budi") == first
    assert holds.acquire(people, "s2", "budi").user_id == "budi"
    assert {story: hold.user_id for story, hold in holds.holders(people, ["s1", "s2", "s3"]).items()} == {
        "s1": "sari",
        "s2": "budi",
    }
    assert holds.held_by_others(people, "sari") == {"s2"}


def test_of_many_at_the_same_moment_exactly_one_gets_it(people: Database) -> None:
    for turn in range(20):
        together, got = threading.Barrier(4), list[str]()

        def reach(user: str, story: str = f"s{turn}", together: threading.Barrier = together) -> None:
            together.wait()
            if holds.acquire(people, story, user).user_id == user:
                got.append(user)  # noqa: B023  joined below

        threads = [threading.Thread(target=reach, args=(f"u{number}",)) for number in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert len(got) == 1


def test_a_hold_runs_out_without_a_heartbeat(people: Database, wall: list[float]) -> None:
    holds.acquire(people, "s1", "sari", minutes=15)
    wall[0] += 14 * 60
    assert holds.beat(people, "s1", "sari", minutes=15).minutes == 14
    wall[0] += 14 * 60
    assert holds.acquire(people, "s1", "budi").user_id == "sari"
    wall[0] += 2 * 60
    assert holds.holder(people, "s1") is None
    assert holds.acquire(people, "s1", "budi").user_id == "budi"


def test_a_page_that_is_left_does_not_give_back_what_was_renewed_since(
    people: Database, wall: list[float]
) -> None:
    left = holds.acquire(people, "s1", "sari")
    wall[0] += 1
    again = holds.acquire(people, "s1", "sari")  # loaded anew, before the old page says that it is gone
    holds.release(people, "s1", "sari", left.until)
    assert holds.holder(people, "s1") == again
    holds.release(people, "s1", "budi")  # not his
    assert holds.holder(people, "s1") == again
    holds.release(people, "s1", "sari", again.until)
    assert holds.holder(people, "s1") is None


def test_taking_over_tells_who_had_it(people: Database) -> None:
    holds.acquire(people, "s1", "sari")
    hold, before = holds.take_over(people, "s1", "budi")
    assert (hold.user_id, before) == ("budi", "sari")
    assert holds.beat(people, "s1", "sari") == hold  # the old holder's heartbeat tells him
    assert holds.take_over(people, "s1", "budi")[1] == ""


def test_a_skipped_story_comes_back_after_midnight(people: Database, wall: list[float]) -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    clock.fix(datetime.fromisoformat("2026-11-20T20:00:00+08:00"))
    skips.skip(people, "sari", "s1", ZoneInfo("Asia/Makassar"))
    assert skips.skipped(people, "sari") == ("s1",)
    assert skips.skipped(people, "budi") == ()
    wall[0] += 4 * 3600
    assert skips.skipped(people, "sari") == ()


def _story(desk: "Desk") -> str:
    return desk.board.listed(Lane.QUEUE, Filters(), limit=1).rows[0].story_id


def _audit(desk: "Desk") -> list[tuple[str, str, str]]:
    rows = desk.people.read("SELECT action, object, detail FROM audit_waiting")
    return [(row["action"], row["object"], row["detail"]) for row in rows]


def test_two_sessions_open_a_story_and_one_holds_it(desk: "Desk", client: Client) -> None:
    story = _story(desk)
    sari, budi = client("analyst", "Sari"), client("analyst", "Budi")
    assert "Anda memegang cerita ini" in sari.get(f"/cerita/{story}").text
    seen = budi.get(f"/cerita/{story}").text
    assert "Dipegang Sari" in seen
    assert "Ambil alih" in seen
    assert "dipegang Sari" in budi.get("/antrean").text
    assert "Anda memegangnya" in sari.get("/antrean").text


def test_taking_over_wants_a_reason_is_audited_and_told(desk: "Desk", client: Client) -> None:
    story = _story(desk)
    sari, budi = client("analyst", "Sari"), client("analyst", "Budi")
    sari.get(f"/cerita/{story}")
    assert post(budi, desk, f"/cerita/{story}/ambil", reason="").status_code == 400
    assert post(budi, desk, f"/cerita/{story}/ambil", reason="because").status_code == 400
    answer = post(budi, desk, f"/cerita/{story}/ambil", reason="away", dari="sinyal=hoax")
    assert answer.headers["location"] == f"/cerita/{story}?dari=sinyal%3Dhoax"
    had = next(user.id for user in users(desk.people) if user.name == "Sari")
    (entry,) = [entry for entry in _audit(desk) if entry[0] == "take_over"]
    assert entry[1] == f"story:{story}"
    assert had in entry[2]
    assert "away" in entry[2]
    beat = post(sari, desk, f"/cerita/{story}/detak", mine="1")
    assert beat.headers["x-hold"] == "other"
    assert "diambil alih oleh Budi" in beat.text


def test_the_heartbeat_renews_and_leaving_gives_back(desk: "Desk", client: Client) -> None:
    story = _story(desk)
    sari, budi = client("analyst", "Sari"), client("analyst", "Budi")
    sari.get(f"/cerita/{story}")
    beat = post(sari, desk, f"/cerita/{story}/detak", mine="1")
    assert beat.headers["x-hold"] == "mine"
    assert post(budi, desk, f"/cerita/{story}/detak", mine="0").headers["x-hold"] == "other"
    left = post(sari, desk, f"/cerita/{story}/lepas", leaving="1", until=beat.headers["x-hold-until"])
    assert left.status_code == 204
    assert post(budi, desk, f"/cerita/{story}/detak", mine="0").headers["x-hold"] == "free"
    assert holds.holder(desk.people, story) is None
    sari.get(f"/cerita/{story}")
    back = post(sari, desk, f"/cerita/{story}/lepas", dari="sinyal=violence&jalur=menyebar")
    assert back.headers["location"] == "/menyebar?sinyal=violence"
    assert holds.holder(desk.people, story) is None


def test_reading_roles_hold_nothing(desk: "Desk", client: Client) -> None:
    story = _story(desk)
    legal = client("legal")
    assert legal.get(f"/cerita/{story}").status_code == 200
    assert holds.holder(desk.people, story) is None
    for way in ("detak", "lepas", "ambil"):
        assert post(legal, desk, f"/cerita/{story}/{way}", reason="away").status_code == 403
