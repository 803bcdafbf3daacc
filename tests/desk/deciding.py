"""What the tests of decisions share: a story that is held, forms that are sent, what was written."""

from typing import TYPE_CHECKING, Any

from core.decision import Decision
from desk.people import sessions
from desk.people.accounts import User
from desk.work import holds
from pipeline.store import story_decisions
from tests.desk.conftest import csrf

if TYPE_CHECKING:
    from httpx2 import Response
    from starlette.testclient import TestClient

    from desk.desk import Desk

NO: dict[str, Any] = {"hoax": "no", "provocation": "no", "violence": "no", "reason": "joke"}
YES: dict[str, Any] = {
    "hoax": "no",
    "provocation": "yes",
    "violence": "yes",
    "severity": "3",
    "reason": "call_to_violence",
}


def user_of(client: "TestClient", desk: "Desk") -> User:
    session = sessions.find(desk.people, desk.cookie_key, client.cookies[sessions.COOKIE])
    assert session is not None
    return session.user


def stories(desk: "Desk") -> list[str]:
    from desk.board.board import Filters, Lane

    return [row.story_id for row in desk.board.listed(Lane.QUEUE, Filters()).rows]


def written(desk: "Desk", story: str) -> tuple[Decision, ...]:
    with desk.store.reading() as db:
        return story_decisions(db, story)


def last(desk: "Desk", story: str) -> int:
    return max((one.number for one in written(desk, story)), default=0)


def send(
    client: "TestClient", desk: "Desk", story: str, kind: str, *, hold: bool = True, **fields: object
) -> "Response":
    """Send a form as the page would: with the hold, and having seen the last decision."""
    if hold:
        holds.take_over(desk.people, story, user_of(client, desk).id)
    data = {"csrf": csrf(client, desk), "kind": kind, "seen": str(last(desk, story)), **fields}
    return client.post(f"/cerita/{story}/putusan", data=data)


def state(desk: "Desk", story: str) -> str:
    found = desk.board.story(story)
    assert found is not None
    return found.row.state.value


def with_copies(desk: "Desk") -> str:
    """A story with copies, whatever the stages said of it."""
    with desk.store.reading() as db:
        row = db.execute(
            "SELECT story_id FROM items GROUP BY story_id ORDER BY count(DISTINCT id) DESC, story_id LIMIT 1"
        ).fetchone()
    assert row
    return str(row[0])
