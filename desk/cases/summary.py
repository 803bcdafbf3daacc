"""What the summary of a case shows of its items, and what it proposes for the form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from cases.case import Case
from desk.board.records import Story
from desk.desk import Desk
from desk.work.wording import is_covered
from pipeline.store import Connection
from pipeline.store.for_board import Copy, copies

_TITLE: Final = 160  # characters


def both(zone: ZoneInfo, moment: datetime | None) -> str:
    """A moment in the desk's time and in UTC: evidence is read in both."""
    if moment is None:
        return "–"
    here, there = moment.astimezone(zone), moment.astimezone(UTC)
    return f"{here:%d-%m-%Y %H:%M} {here:%Z} ({there:%d-%m-%Y %H:%M} UTC)"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseItem:
    """One copy that a case holds: where it is from, when it was posted and when captured."""

    item_id: str
    revision: int
    story_id: str  # where it belongs now; "" where the store no longer has it
    copy: Copy | None
    title: str  # masked; "" where the text may not be shown without asking
    source: str


def items_of(desk: Desk, db: Connection, case: Case) -> tuple[CaseItem, ...]:
    """The copies of a case, in the order in which they joined it."""
    found = copies(db, case.items)
    stories = dict(
        db.execute(
            "SELECT id, story_id FROM items WHERE list_contains($items, id)",
            {"items": sorted({item for item, _ in case.items})},
        ).fetchall()
    )
    return tuple(
        _item(desk, item, revision, stories.get(item, ""), found.get((item, revision)))
        for item, revision in case.items
    )


def _item(desk: Desk, item: str, revision: int, story: str, copy: Copy | None) -> CaseItem:
    hidden = copy is None or is_covered(copy.signals, desk.settings.blur_severity)
    source = desk.sources.get(copy.source_id) if copy else None
    return CaseItem(
        item_id=item,
        revision=revision,
        story_id=story,
        copy=copy,
        title="" if hidden or copy is None else copy.title[:_TITLE],
        source=source.title if source else copy.source_id if copy else "",
    )


def proposed_day(desk: Desk, items: Sequence[CaseItem]) -> date | None:
    """The day of the act as the form proposes it: that of the first posting, by the desk's calendar."""
    posted = [one.copy.published_at for one in items if one.copy and one.copy.published_at]
    return min(posted).astimezone(desk.settings.zone).date() if posted else None


def proposed_place(stories: Sequence[Story | None]) -> str:
    """The kecamatan that the stories name first; "" where they name none."""
    return next((code for story in stories if story for code, _ in story.row.places), "")
