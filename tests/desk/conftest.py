"""A desk over a copy of the sampled data folder, and clients that are logged in, one a role."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desk.people.roles import RoleOfUser

if TYPE_CHECKING:
    from httpx2 import Response
    from starlette.testclient import TestClient

    from desk.desk import Desk
    from tests.conftest import Sampled

PASSWORD = "sandi-uji-coba-2026"
Client = Callable[..., "TestClient"]


@pytest.fixture
def desk(sampled: "Sampled", tmp_path: Path) -> "Desk":
    """The sample's desk: writable, of this test alone. The board is up to date."""
    from desk.app import open_desk
    from flows.desk_line import DeskLine
    from tests.conftest import opened

    workspace = opened(sampled.copy(tmp_path / "data"))
    made = open_desk(workspace, DeskLine(workspace))
    made.board.refresh()
    return made


@pytest.fixture
def client(desk: "Desk") -> Iterator[Client]:
    """`client("analyst")` or `client("analyst", "Budi")`: logged in; `client()`: nobody."""
    from starlette.testclient import TestClient

    from desk.app import create_app
    from desk.people import sessions
    from desk.people.accounts import add_user, check_password

    app = create_app(desk)
    made: list[TestClient] = []

    def enter(role: str = "", name: str = "") -> TestClient:
        one = TestClient(app, base_url="http://desk.test", follow_redirects=False)
        made.append(one)
        if role:
            name = name or f"uji {role}"
            user = check_password(desk.people, name, PASSWORD)
            if user is None:
                user, _ = add_user(desk.people, name, RoleOfUser(role), PASSWORD, must_change=False)
            one.cookies.set(sessions.COOKIE, sessions.begin(desk.people, desk.cookie_key, user))
        return one

    yield enter
    for one in made:
        one.close()


def csrf(client: "TestClient", desk: "Desk") -> str:
    """The token that this client's forms must carry."""
    from desk.people import sessions

    session = sessions.find(desk.people, desk.cookie_key, client.cookies[sessions.COOKIE])
    assert session is not None
    return session.csrf


def post(client: "TestClient", desk: "Desk", path: str, **fields: object) -> "Response":
    """Send a form with its token."""
    return client.post(path, data={"csrf": csrf(client, desk), **fields})
