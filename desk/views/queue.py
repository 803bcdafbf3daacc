"""The queue, the lane of what spreads unverified, the next story, and why a story ranks where it does."""

from typing import Any, Final

from starlette.responses import Response

from desk.board.board import Filters, Lane, Listed
from desk.board.records import Row
from desk.menu import menu
from desk.people.accounts import user_names
from desk.people.roles import Permission
from desk.views.queue_filters import choices
from desk.web import Asked, MissingError, Way, see
from desk.work import holds, skips, sparkline, why, wording
from desk.work.listing import Listing, read, read_from
from desk.work.next_story import take_next
from desk.work.portion import Portion, portion

SIZE: Final = 40
"""stories on a page"""


def first(asked: Asked) -> Response:
    """The first page of the menu that the user may open."""
    return see(menu(asked.user)[0].path)


def queue(asked: Asked) -> Response:
    """What needs review, by priority; what is like a story; what the whole archive has of some words."""
    if alike := asked.query.get("mirip", "")[:100]:
        return _similar(asked, alike)
    listing = read(asked.query.multi_items())
    if "arsip" in asked.query and listing.filters.text.strip():
        rows = asked.desk.board.search_store(listing.filters.text)
        return _found(asked, "archive", rows, listing=listing)
    return _list(asked, Lane.QUEUE)


def spreading(asked: Asked) -> Response:
    """Many copies or fast growth, and no matching claim that was rated true or false."""
    return _list(asked, Lane.SPREADING)


def next_story(asked: Asked) -> Response:
    """On to the next story for the one who asks; back to the list where there is none."""
    carried = asked.query.get("dari", "")
    listing = read_from(carried)
    desk = asked.desk
    story = take_next(desk.board, desk.people, asked.user, listing, desk.settings.hold_minutes)
    if story is None:
        return see(listing.address() + ("&" if listing.narrowed else "?") + "habis=1")
    return see(f"/cerita/{story}", **({"dari": carried} if carried else {}))


def why_here(asked: Asked) -> Response:
    """Why a story ranks where it does: a part of the list, or a page of its own without script."""
    story = asked.desk.board.story(asked.params["story"])
    if story is None:
        raise MissingError
    asked.note("why", f"story:{story.row.story_id}")
    shown = story.copies[0]
    return asked.desk.pages.render(
        asked,
        "_why.html" if asked.fragment else "why.html",
        row=story.row,
        told=why.told(story.row, shown.published_at, shown.fetched_at),
        blur_severity=asked.desk.settings.blur_severity,
        wording=wording,
    )


def _list(asked: Asked, lane: Lane) -> Response:
    board, listing = asked.desk.board, read(asked.query.multi_items(), lane)
    listed = board.listed(lane, listing.filters, limit=SIZE, offset=(listing.page - 1) * SIZE)
    pages = max(1, -(-listed.total // SIZE))
    if listing.page > pages:  # stories have left since: the last page there is
        return see(listing.address(pages))
    today = _today(asked, listing, listed) if lane is Lane.QUEUE else None
    return asked.desk.pages.render(
        asked,
        "queue.html",
        **_drawn(asked, listed.rows),
        lane=lane.value,
        listing=listing,
        total=listed.total,
        page=listing.page,
        pages=pages,
        first_number=(listing.page - 1) * SIZE + 1,
        choices=choices(asked, listing, board.facets(lane, listing.filters)),
        today=today,
        ends_after=_ends_after(today, listing),
        building=board.building(),
        out="habis" in asked.query,
        alike=None,
    )


def _similar(asked: Asked, story_id: str) -> Response:
    """Stories that share much of one's wording, decided ones too."""
    story = asked.desk.board.story(story_id)
    if story is None:
        raise MissingError
    return _found(asked, "similar", asked.desk.board.similar(story_id), alike=story.row)


def _found(
    asked: Asked, lane: str, rows: tuple[Row, ...], listing: Listing | None = None, alike: Row | None = None
) -> Response:
    """A list that is no queue: no portion, no filters, no pages."""
    return asked.desk.pages.render(
        asked,
        "queue.html",
        **_drawn(asked, rows),
        lane=lane,
        listing=listing or Listing(),
        total=len(rows),
        page=1,
        pages=1,
        first_number=1,
        choices=None,
        today=None,
        ends_after=None,
        building=None,
        out=False,
        alike=alike,
    )


def _drawn(asked: Asked, rows: tuple[Row, ...]) -> dict[str, Any]:
    """What rows are drawn with: holds, names and what was skipped, once for all of them."""
    people = asked.desk.people
    return {
        "rows": rows,
        "held": holds.holders(people, [row.story_id for row in rows]),
        "names": user_names(people),
        "skipped": frozenset(skips.skipped(people, asked.user.id)),
        "titles": {one.id: one.title for one in asked.desk.sources.values()},
        "sparkline": sparkline,
        "blur_severity": asked.desk.settings.blur_severity,
        "wording": wording,
    }


def _today(asked: Asked, listing: Listing, listed: Listed) -> Portion:
    """Today's portion, of the whole queue whatever the list is narrowed to."""
    board = asked.desk.board
    whole = board.listed(Lane.QUEUE, Filters(), limit=0).total if listing.narrowed else listed.total
    return portion(asked.desk.settings.capacity, board.decided_today(), whole)


def _ends_after(today: Portion | None, listing: Listing) -> int | None:
    """After how many stories of the list the portion ends: told only where the list is the whole queue."""
    return today.left if today and today.beyond and not listing.narrowed else None


WAYS: Final = (
    Way("GET", "/", first, None),
    Way("GET", "/antrean", queue, Permission.READ),
    Way("GET", "/menyebar", spreading, Permission.READ),
    Way("GET", "/berikut", next_story, Permission.DECIDE),
    Way("GET", "/cerita/{story}/mengapa", why_here, Permission.READ),
)
