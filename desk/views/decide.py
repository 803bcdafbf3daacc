"""Deciding about a story: the panel on its page, and the form that it sends."""

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.responses import Response

from core.decision import Decision, DecisionKind
from desk.board.records import Story
from desk.oversight.trail import decision_action
from desk.people.roles import Permission
from desk.web import Asked, MissingError, RefusedError, Way, see
from desk.work import holds, wording
from desk.work.claims import RATINGS, claims_from
from desk.work.decide import ConflictError, Draft, check, record
from desk.work.panel import Panel, make_panel, situation_of
from desk.work.turns import SIGNALS
from pipeline.store import story_decisions

_MOST: Final = 200  # copies chosen in one form
_NOTE: Final = 4000  # characters


def panel(asked: Asked, story: Story, decisions: Sequence[Decision]) -> Panel:
    """What `_decide.html` shows on the page of this story. Ask for it after the hold was taken.

    `decisions`: all of the story, undone ones too. Where `blind` is set, the page shows nothing of the first
    answer, of notes, comments and history.
    """
    return make_panel(asked.desk, asked.user, story, decisions, back=asked.query.get("dari", "")[:2000])


def decide(asked: Asked) -> Response:
    """Take down one decision, then on to the next story; or the form again, with what is wrong with it."""
    story = asked.desk.board.story(asked.params["story"])
    if story is None:
        raise MissingError
    draft = _draft(asked)
    with asked.desk.store.reading() as db:
        decisions = story_decisions(db, story.row.story_id)
    wrong = check(asked.desk, asked.user, draft, story, situation_of(story, decisions))
    if wrong:
        return _again(asked, story, decisions, draft, wrong, 422)
    try:
        made = record(asked.desk, asked.user, draft, story)
    except ConflictError as conflict:
        asked.note("decision_refused", f"story:{story.row.story_id}", kind=draft.kind)
        return _again(asked, story, decisions, draft, {"form": str(conflict)}, 409)
    action = decision_action(made.kind)
    asked.note(action, f"story:{made.story_id}", decision=made.id, copies=len(made.items))
    return _onward(asked, made)


def _draft(asked: Asked) -> Draft:
    kind = asked.text("kind", 20)
    if kind not in set(DecisionKind):
        raise RefusedError(asked.say("langkah ini tidak dikenal"))
    chosen = [one for one in asked.form.getlist("items") if isinstance(one, str)]
    return Draft(
        kind=kind,
        answers={name: asked.text(name, 20) for name in SIGNALS},
        severity=asked.text("severity", 2),
        reason=asked.text("reason", 40),
        note=asked.text("note", _NOTE),
        preset=asked.text("preset", 20),
        to_user=asked.text("to_user", 40),
        items=tuple(chosen[:_MOST]),
        refers_to=asked.text("refers_to", 40),
        seen=asked.text("seen", 20),
    )


def _onward(asked: Asked, made: Decision) -> Response:
    """The next story, or a case from this one; after opening or taking back, this one again."""
    back, here = asked.text("dari", 2000), f"/cerita/{made.story_id}"
    stays = made.kind in (DecisionKind.REOPEN, DecisionKind.UNDO, DecisionKind.EXCEPT)
    if not stays:
        holds.release(asked.desk.people, made.story_id, asked.user.id)
    if made.kind is DecisionKind.DECIDE and asked.text("then", 10) == "case":
        answer = see(f"{here}/kasus")
    else:
        answer = see(here if stays else "/berikut", **({"dari": back} if back else {}))
    if asked.fragment:  # HTMX would put the next page into the panel's place
        return Response(headers={"HX-Redirect": answer.headers["location"]})
    return answer


def _again(
    asked: Asked,
    story: Story,
    decisions: Sequence[Decision],
    draft: Draft,
    wrong: Mapping[str, str],
    status: int,
) -> Response:
    """The form as it was filled in: in its place (HTMX), or as a page of its own."""
    made = make_panel(
        asked.desk,
        asked.user,
        story,
        decisions,
        back=asked.text("dari", 2000),
        draft=draft,
        errors={name: asked.say(words) for name, words in wrong.items()},
    )
    return asked.desk.pages.render(
        asked,
        "_decide.html" if asked.fragment else "decide.html",
        status_code=status,
        panel=made,
        story=story,
        wording=wording,
        opened=claims_from(asked.desk, story.row.story_id),
        ratings=RATINGS,
    )


WAYS: Final = (Way("POST", "/cerita/{story}/putusan", decide, Permission.DECIDE),)
