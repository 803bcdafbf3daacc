"""Which sources of posts are switched on: by two different people, off by one (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipeline.store import Switch

NEEDED: Final = 2
"""people who must have switched a source of public posts on before it runs in the live profile"""


@dataclass(frozen=True, slots=True)
class Switched:
    """Where a source stands."""

    by: tuple[str, ...]  # who has switched it on since it was last off, in order, each once
    since: datetime | None  # of the last entry that changed something
    off_by: str  # who switched it off, if that was the last word
    notes: tuple[tuple[str, str], ...] = ()  # user and note id of what was written with these

    @property
    def on(self) -> bool:
        """Whether it may run."""
        return len(self.by) >= NEEDED


NEVER: Final = Switched((), None, "")


def standing(switches: Iterable[Switch]) -> dict[str, Switched]:
    """Where each source stands after these entries (oldest first); one that has none is NEVER."""
    found: dict[str, Switched] = {}
    for one in switches:
        before = found.get(one.source_id, NEVER)
        note = ((one.by_user, one.note_id),) if one.note_id else ()
        if not one.on:
            found[one.source_id] = Switched((), one.made_at, one.by_user, note)
        elif one.by_user not in before.by:
            notes = (*before.notes, *note) if before.by else note
            found[one.source_id] = Switched((*before.by, one.by_user), one.made_at, "", notes)
    return found


def switched_on(switches: Iterable[Switch]) -> frozenset[str]:
    """The ids of the sources that two people have switched on."""
    return frozenset(source_id for source_id, state in standing(switches).items() if state.on)
