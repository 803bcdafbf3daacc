"""The board: the same stories as the terminal's queue, kept up to date, given out fast."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core import clock
from core.record import Channel
from crawlers.sample import NOW
from desk.board.board import Board, Filters, Lane
from pipeline.incident import find_incident
from pipeline.store import for_board, queue

if TYPE_CHECKING:
    from desk.desk import Desk


@pytest.fixture(autouse=True)
def _sample_now() -> None:
    clock.fix(NOW)


def listed(board: Board, lane: Lane = Lane.QUEUE, **filters: str) -> list[str]:
    return [row.story_id for row in board.listed(lane, Filters(**filters), limit=1000).rows]


def test_the_queue_is_the_terminals_queue(desk: "Desk") -> None:
    with desk.store.reading() as db:
        expected = queue(db, 1000)
    rows = desk.board.listed(Lane.QUEUE, Filters(), limit=1000).rows
    assert len(rows) > 5
    for row, other in zip(rows, expected, strict=True):
        assert (row.story_id, row.item_id, row.revision) == (other.story_id, other.item_id, other.revision)
        assert (row.title, row.channel, row.role) == (other.title, other.channel, other.role)
        assert [(s.name, s.probability, s.flagged, s.why) for s in row.signals] == [
            (s.name, s.probability, s.flagged, s.why) for s in other.signals
        ]
        assert row.priority.value == pytest.approx(other.priority.value)
        assert dict(row.priority.parts) == pytest.approx(dict(other.priority.parts))
        assert (row.first_seen, row.last_seen) == (other.first_seen, other.last_seen)
        assert (row.copies, row.sources) == (other.copies, other.sources)
        assert sum(row.hours) == row.copies


def test_a_story_has_its_copies(desk: "Desk") -> None:
    for row in desk.board.listed(Lane.ALL, Filters(), limit=1000).rows:
        story = desk.board.story(row.story_id)
        assert story is not None
        assert story.row == row
        assert story.copies[0].item_id == row.item_id
        assert len(story.copies) == row.copies
        assert all(match.claim_id in story.claims for copy in story.copies for match in copy.matches)
        assert desk.board.revisions(row.item_id)[-1] == story.copies[0]


def test_candidate_incidents_are_found(desk: "Desk") -> None:
    found = desk.board.incidents()
    assert found
    for one in found:
        story = desk.board.story(one.story_id)
        assert story is not None
        assert one.item_id in {copy.item_id for copy in story.copies}
    published = [one.published_at for one in found if one.published_at]
    assert published == sorted(published, reverse=True)
    clock.fix(NOW + timedelta(days=100))
    assert desk.board.incidents() == ()


def test_no_candidate_is_missed_for_its_words(desk: "Desk") -> None:
    """What the board reads of the news is more than what `find_incident` looks for."""
    on_board = {one.item_id for one in desk.board.incidents()}
    with desk.store.reading() as db:
        news = for_board.copies(
            db, [row[:2] for row in db.execute("SELECT id, revision FROM current_items").fetchall()]
        )
    for (item_id, _), one in news.items():
        role = one.role.name if one.role else None
        incident = find_incident(one.title, one.text, one.places, one.published_at, role)
        if one.channel is Channel.NEWS and incident is not None:
            assert item_id in on_board


def test_words_of_the_whole_store(desk: "Desk") -> None:
    rows = desk.board.search_store("kotak suara")
    assert rows
    for row in rows:
        story = desk.board.story(row.story_id)
        assert story is not None
        texts = [f"{copy.title} {copy.text}".lower() for copy in story.copies]
        assert any("kotak" in text and "suara" in text for text in texts)
    assert desk.board.search_store("' OR 1=1 --") == ()
    assert desk.board.search_store("  ") == ()
