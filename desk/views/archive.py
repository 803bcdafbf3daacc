"""What the masking took away, and the page as it was archived: what can name a person only for a reason."""

from typing import Final

from starlette.responses import HTMLResponse, Response

from crawlers.archive import ArchiveError
from desk.board.records import Story
from desk.forms import whole
from desk.people.roles import Permission
from desk.story.archived import POLICY, Archived, read_archived
from desk.story.originals import MOST_WORDS, REASONS, Original, keep_reason, original
from desk.views.item import copy_of, render, story_of
from desk.web import Asked, ForbiddenError, MissingError, RefusedError, Way
from pipeline.store.for_board import Copy


def archived(asked: Asked) -> Response:
    """The archived page of one revision, in a sandboxed frame; of a post only after the reveal."""
    story, copy, found = _found(asked)
    if found.public:
        asked.note("archive", f"story:{story.row.story_id}", item=copy.item_id, revision=found.revision)
    return _shown(asked, story, copy, found, shown=found.public)


def reveal_archived(asked: Asked) -> Response:
    """The same for a post: with a reason, for this one answer."""
    story, copy, found = _found(asked)
    _noted(asked, story, found, "reveal_archive")
    return _shown(asked, story, copy, found, shown=True)


def body(asked: Asked) -> Response:
    """The archived page itself, cleaned, for the frame. Only of what anybody may read."""
    _, _, found = _found(asked)
    if not found.public:
        raise ForbiddenError
    page, _ = _read(asked, found)
    if page is None:
        raise MissingError
    return HTMLResponse(page.document, headers={"Content-Security-Policy": POLICY})


def reveal(asked: Asked) -> Response:
    """Address and unmasked text of an item: with a reason, noted, for this one answer."""
    story = story_of(asked)
    revision = _number(asked.text("revision", 9))
    found = original(asked.desk.store, story.row.story_id, asked.text("item", 64), revision)
    if found is None:
        raise MissingError
    _noted(asked, story, found, "reveal")
    template = "_revealed.html" if asked.fragment else "revealed.html"
    return render(asked, template, story, original=found)


def _found(asked: Asked) -> tuple[Story, Copy, Original]:
    story = story_of(asked)
    copy = copy_of(asked, story)
    found = original(asked.desk.store, story.row.story_id, copy.item_id, _number(asked.params["revision"]))
    if found is None:
        raise MissingError
    return story, copy, found


def _number(text: str) -> int:
    if (number := whole(text)) is None:
        raise MissingError
    return number


def _noted(asked: Asked, story: Story, found: Original, action: str) -> None:
    """Ask for the reason, keep it, write it into the audit trail before anything is shown."""
    reason, words = asked.text("reason"), asked.text("words", MOST_WORDS)
    if reason not in REASONS:
        raise RefusedError(asked.say("pilih alasan membuka data yang disamarkan"))
    if reason == "other" and not words:
        raise RefusedError(asked.say("tulis alasannya dengan kata sendiri"))
    asked.note(
        action,
        f"story:{story.row.story_id}",
        item=found.item_id,
        revision=found.revision,
        reason=reason,
        note=keep_reason(asked.desk, words),
    )


def _read(asked: Asked, found: Original) -> tuple[Archived | None, str]:
    """The cleaned page, or why there is none."""
    try:
        page = read_archived(
            asked.desk.settings.archive, found.warc_file, found.warc_offset, found.body_sha256, found.url
        )
    except ArchiveError as error:
        return None, str(error)
    return page, ""


def _shown(asked: Asked, story: Story, copy: Copy, found: Original, *, shown: bool) -> Response:
    page, problem = _read(asked, found) if shown else (None, "")
    return render(
        asked,
        "archive.html",
        story,
        copy=copy,
        original=found,
        shown=shown,
        page=page,
        problem=problem,
        reveal_reasons=REASONS,
    )


WAYS: Final = (
    Way("GET", "/cerita/{story}/arsip/{item}/{revision}", archived, Permission.READ),
    Way("POST", "/cerita/{story}/arsip/{item}/{revision}", reveal_archived, Permission.REVEAL),
    Way("GET", "/cerita/{story}/arsip/{item}/{revision}/isi", body, Permission.READ),
    Way("POST", "/cerita/{story}/buka", reveal, Permission.REVEAL),
)
