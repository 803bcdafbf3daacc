"""The page of one story: what it says, why it is here, what to decide; then all that goes with it."""

from itertools import pairwise
from typing import Any, Final

from starlette.responses import Response

from desk.board.records import Story
from desk.people.accounts import user_names
from desk.people.roles import Permission
from desk.story import originals
from desk.story.differences import difference
from desk.story.highlight import WHOLE, marked
from desk.story.page import LETTERS, item_view
from desk.views import decide
from desk.web import Asked, MissingError, Way
from desk.work import history, holds, wording
from desk.work.claims import RATINGS, claims_from
from desk.work.passing import WHERETO
from desk.work.reasons import words_of
from pipeline.store.for_board import Copy


def page(asked: Asked) -> Response:
    """The story's page. Whoever may decide takes the hold on it, if it is free."""
    story = story_of(asked)
    row, user, desk = story.row, asked.user, asked.desk
    asked.note("open", f"story:{row.story_id}", item=row.item_id, revision=row.revision)
    may_hold = user.may(Permission.DECIDE)
    held = (
        holds.acquire(desk.people, row.story_id, user.id, desk.settings.hold_minutes)
        if may_hold
        else holds.holder(desk.people, row.story_id)
    )
    # of most stories nothing was said, and the store need not be asked
    heard = (
        history.told(desk.store, row.story_id, story.claims) if row.talked or story.claims else history.Told()
    )
    panel = decide.panel(asked, story, heard.decisions)
    seen = history.veiled(heard) if panel.blind else heard
    return render(
        asked,
        "item.html",
        story,
        held=held,
        mine=held is not None and held.user_id == user.id,
        names=user_names(desk.people),
        panel=panel,
        opened=claims_from(desk, row.story_id) if row.talked else [],
        ratings=RATINGS,
        view=item_view(story, desk.settings.blur_severity),
        hidden=len(heard.decisions) + len(heard.comments) - len(seen.decisions) - len(seen.comments),
        history=history.history(seen),
        taken=seen.taken,
        whereto=WHERETO,
        comments=seen.comments,
        reveal_reasons=originals.REASONS,
        pause=desk.settings.pause_minutes,
    )


def story_of(asked: Asked) -> Story:
    """The story that the address names. Raises MissingError."""
    story = asked.desk.board.story(asked.params["story"])
    if story is None or not story.copies:
        raise MissingError
    return story


def copy_of(asked: Asked, story: Story) -> Copy:
    """The copy that the address names. Raises MissingError where the story has none such."""
    wanted = asked.params["item"]
    found = next((copy for copy in story.copies if copy.item_id == wanted), None)
    if found is None:
        raise MissingError
    return found


def render(asked: Asked, template: str, story: Story, **values: Any) -> Response:
    """A page about a story, or a part of one, with the words that all of them use."""
    return asked.desk.pages.render(
        asked,
        template,
        story=story,
        letters=LETTERS,
        wording=wording,
        words_of=words_of,
        source_title=lambda source_id: _source_title(asked, source_id),
        **values,
    )


def _source_title(asked: Asked, source_id: str) -> str:
    source = asked.desk.sources.get(source_id)
    return source.title if source else source_id


def whole(asked: Asked) -> Response:
    """All of a long text, with its marks."""
    story = story_of(asked)
    copy = copy_of(asked, story)
    asked.note("whole", f"story:{story.row.story_id}", item=copy.item_id)
    return render(asked, "text.html", story, copy=copy, text=marked(copy.text, copy.signals, WHOLE))


def copy(asked: Asked) -> Response:
    """How a copy differs from the one that stands for the story."""
    story = story_of(asked)
    other = copy_of(asked, story)
    asked.note("copy", f"story:{story.row.story_id}", item=other.item_id)
    return render(
        asked,
        "copy.html",
        story,
        copy=other,
        change=difference(_said(story.copies[0]), _said(other)),
        covered=wording.is_covered(story.copies[0].signals, asked.desk.settings.blur_severity),
    )


def revisions(asked: Asked) -> Response:
    """How an item changed: each revision against the one before."""
    story = story_of(asked)
    item = copy_of(asked, story)
    asked.note("revisions", f"story:{story.row.story_id}", item=item.item_id)
    found = asked.desk.board.revisions(item.item_id)[-_MOST_REVISIONS:]
    changes = [(later, difference(_said(earlier), _said(later))) for earlier, later in pairwise(found)]
    return render(asked, "revisions.html", story, copy=item, first=found[0], changes=changes[::-1])


_MOST_REVISIONS: Final = 10


def _said(copy: Copy) -> str:
    return copy.text if copy.text.startswith(copy.title.rstrip("…")) else f"{copy.title}\n{copy.text}"


WAYS: Final = (
    Way("GET", "/cerita/{story}", page, Permission.READ),
    Way("GET", "/cerita/{story}/teks/{item}", whole, Permission.READ),
    Way("GET", "/cerita/{story}/salinan/{item}", copy, Permission.READ),
    Way("GET", "/cerita/{story}/revisi/{item}", revisions, Permission.READ),
)
