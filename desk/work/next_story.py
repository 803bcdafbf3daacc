"""Which story somebody gets next: open, free, not skipped, and not one that he has answered already."""

from collections.abc import Iterator
from typing import Final

from core.record import StoryState
from desk.board.board import Board
from desk.board.records import Row
from desk.people.accounts import User
from desk.people.database import Database
from desk.people.roles import Permission
from desk.work import holds, skips
from desk.work.listing import Listing

_AT_ONCE: Final = 500
_MOST: Final = 2000  # rows that are looked through: beyond them nobody works today


def take_next(board: Board, people: Database, user: User, listing: Listing, minutes: int) -> str | None:
    """Take the hold on the next story for this user: its id, or None. Handed-over ones come first.

    The hold is taken here, so that two who ask at the same moment get different stories.
    """
    later: list[str] = []
    for row in _open_for(board, people, user, listing):
        if row.assigned_to == user.id:
            if _taken(people, row.story_id, user, minutes):
                return row.story_id
        else:
            later.append(row.story_id)
    return next((story for story in later if _taken(people, story, user, minutes)), None)


def _taken(people: Database, story_id: str, user: User, minutes: int) -> bool:
    return holds.acquire(people, story_id, user.id, minutes).user_id == user.id


def _open_for(board: Board, people: Database, user: User, listing: Listing) -> Iterator[Row]:
    skipped, held = skips.skipped(people, user.id), holds.held_by_others(people, user.id)
    for start in range(0, _MOST, _AT_ONCE):
        listed = board.listed(listing.lane, listing.filters, skipped=skipped, limit=_AT_ONCE, offset=start)
        yield from (row for row in listed.rows if row.story_id not in held and _is_for(row, user))
        if start + _AT_ONCE >= listed.total:
            return


def _is_for(row: Row, user: User) -> bool:
    if row.assigned_to not in ("", user.id):
        return False
    if row.state is StoryState.DISPUTED:  # a third settles it
        return user.may(Permission.SETTLE) and user.id not in row.answered_by
    return row.state is not StoryState.SECOND or user.id not in row.answered_by
