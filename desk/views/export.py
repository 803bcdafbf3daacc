"""`/ekspor`: the rows of the queue as it is narrowed now, masked, cut at the role's limit, noted."""

from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from core import clock
from desk.board.board import Lane
from desk.oversight.export import WRITERS, collect
from desk.people.roles import EXPORT_ROWS, Permission
from desk.web import Asked, RefusedError, Way
from desk.work import skips
from desk.work.listing import LANE, NAMES, PATHS, Listing, read, read_from


def form(asked: Asked) -> Response:
    """What would be exported: how many rows, how many the role may have. The query is the queue's own."""
    listing = _listing(list(asked.query.multi_items()))
    skipped = skips.skipped(asked.desk.people, asked.user.id)  # as the list leaves them out
    total = asked.desk.board.listed(listing.lane, listing.filters, skipped=skipped, limit=0).total
    limit = EXPORT_ROWS[asked.user.role]
    return asked.desk.pages.render(
        asked,
        "export.html",
        total=total,
        limit=limit,
        rows=min(total, limit),
        query=listing.query,
        back=f"{PATHS.get(listing.lane, '/antrean')}?{urlencode(_filters(listing))}".rstrip("?"),
        spreading=listing.lane is Lane.SPREADING,
        filters=_filters(listing),
    )


def download(asked: Asked) -> Response:
    """The file. POST: an export is noted, and no link on another page may make one."""
    kind = asked.text("format")
    if kind not in WRITERS:
        raise RefusedError(asked.say("Pilih CSV atau JSONL"))
    listing = read_from(asked.text("query", 2000))
    desk, limit = asked.desk, EXPORT_ROWS[asked.user.role]
    skipped = skips.skipped(desk.people, asked.user.id)
    rows, total = collect(desk.board, listing.lane, listing.filters, limit, skipped)
    cut = total > len(rows)
    note = asked.say("Dipotong: {a} dari {b} baris, batas peran Anda") if cut else ""
    media, write = WRITERS[kind]
    asked.note("export", "", rows=len(rows), total=total, format=kind, filters=_noted(listing))
    name = f"pantau-{clock.now().astimezone(desk.settings.zone):%Y%m%d-%H%M}-{len(rows)}-dari-{total}.{kind}"
    return Response(
        write(rows, desk.settings.zone, note.format(a=len(rows), b=total)),
        media_type=media,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _listing(pairs: list[tuple[str, str]]) -> Listing:
    pairs = [(name, value.encode("utf-8", "ignore").decode()) for name, value in pairs]
    return read(pairs, Lane.SPREADING if (LANE, "menyebar") in pairs else Lane.QUEUE)


def _filters(listing: Listing) -> dict[str, str]:
    return {name: value for key, name in NAMES.items() if (value := str(getattr(listing.filters, key)))}


def _noted(listing: Listing) -> dict[str, str]:
    """The filters for the audit trail, which holds no words: of a search only how long it was."""
    found = {LANE: listing.lane.value, **_filters(listing)}
    if "cari" in found:
        found["cari"] = f"({len(found['cari'])})"
    return found


WAYS: Final = (
    Way("GET", "/ekspor", form, Permission.EXPORT),
    Way("POST", "/ekspor", download, Permission.EXPORT),
)
