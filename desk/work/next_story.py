"""Which story somebody gets next: open, free, not skipped, and not one that he has answered already.

What was handed over to one person is for nobody else, as long as that person may do what it waits for.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from core.decision import StoryState
from desk.board.board import Board
from desk.board.records import Row
from desk.people.accounts import User
from desk.people.affiliations import working
from desk.people.database import Database
from desk.people.roles import Permission
from desk.work import holds, skips
from desk.work.listing import Listing

_AT_ONCE: Final = (10, 90, 900)
"""rows looked through at first, and where all of them are held by others: beyond 1000 nobody works today"""


def take_next(board: Board, people: Database, user: User, listing: Listing, minutes: int) -> str | None:
    """Take the hold on the next story for this user: its id, or None. Handed-over ones come first.

    The hold is taken here, so that two who ask at the same moment get different stories.
    """
    for row in _open_for(board, people, user, listing):
        if holds.acquire(people, row.story_id, user.id, minutes).user_id == user.id:
            return row.story_id
    return None


def _open_for(board: Board, people: Database, user: User, listing: Listing) -> Iterator[Row]:
    skipped, held = skips.skipped(people, user.id), holds.held_by_others(people, user.id)
    deciding = {one.id: one for one in working(people) if one.may(Permission.DECIDE)}
    for assigned in (user.id, None):
        start = 0
        for size in _AT_ONCE:
            listed = board.listed(
                listing.lane, listing.filters, skipped=skipped, assigned=assigned, limit=size, offset=start
            )
            yield from (
                row
                for row in listed.rows
                if row.story_id not in held and _is_for(row, user) and not _anothers(row, user, deciding)
            )
            start += size
            if start >= listed.total:
                break


def _anothers(row: Row, user: User, deciding: Mapping[str, User]) -> bool:
    """Whether somebody else was given it who can take it up: who is gone or bound would keep it for ever."""
    given = deciding.get(row.assigned_to)
    return given is not None and given.id != user.id and _is_for(row, given)


def _is_for(row: Row, user: User) -> bool:
    if row.state is StoryState.DISPUTED:  # a third settles it
        return user.may(Permission.SETTLE) and user.id not in row.answered_by
    return row.state is not StoryState.SECOND or user.id not in row.answered_by
