"""Comments of the team about a story: masked, kept, read by whoever may read the story."""

from typing import Final

from starlette.responses import Response

from desk.people.roles import Permission
from desk.views.item import story_of
from desk.web import Asked, RefusedError, Way, see
from pipeline.store import write_comment

LONGEST: Final = 2_000  # characters


def comment(asked: Asked) -> Response:
    """Keep a comment, and go back to where it stands."""
    story_id = story_of(asked).row.story_id
    text = asked.text("text", LONGEST)
    if not text:
        raise RefusedError(asked.say("komentar kosong"))
    with asked.desk.store.writing() as db:
        made = write_comment(db, story_id, asked.user.id, text)
    asked.note("comment", f"story:{story_id}", comment=made.id)
    asked.desk.board.take([story_id])
    return see(f"/cerita/{story_id}#komentar")


WAYS: Final = (Way("POST", "/cerita/{story}/komentar", comment, Permission.COMMENT),)
