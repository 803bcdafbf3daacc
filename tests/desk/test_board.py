"""The board: the same stories as the terminal's queue, kept up to date, given out fast."""

from typing import TYPE_CHECKING

import pytest

from core import clock
from crawlers.sample import NOW
from desk.board.board import Board, Filters, Lane
from pipeline.store import queue

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
