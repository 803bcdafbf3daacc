"""A desk over a copy of the sampled data folder, and clients that are logged in, one a role."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


@contextmanager
def cheap_hashes() -> Iterator[None]:
    """Argon2id with its least parameters: for passwords whose cost no test is about."""
    from argon2 import PasswordHasher

    from desk.people import passwords, signing

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        patch.setattr(signing, "COST", passwords.Cost(passes=1, memory=64, lanes=1))
        yield


@pytest.fixture
def desk(boarded: "Sampled", tmp_path: Path) -> "Desk":
    """The sample's desk: writable, of this test alone. The board is up to date."""
    return desk_over(boarded.copy(tmp_path / "data"))


def desk_over(data: Path) -> "Desk":
    """The desk over a copy of the boarded folder. The board is up to date."""
    from desk.app import open_desk
    from flows.desk_line import DeskLine
    from tests.conftest import opened

    workspace = opened(data)
    made = open_desk(workspace, DeskLine(workspace))
    made.board.refresh()
    return made


@pytest.fixture
def client(desk: "Desk") -> Iterator[Client]:
    """`client("analyst")` or `client("analyst", "Budi")`: logged in; `client()`: nobody."""
    from anyio.from_thread import start_blocking_portal
    from starlette.testclient import TestClient

    from desk.app import create_app
    from desk.people import sessions
    from desk.people.accounts import add_user, user_by_name

    app = create_app(desk)
    made: list[TestClient] = []

    def enter(role: str = "", name: str = "") -> TestClient:
        one = TestClient(app, base_url="http://desk.test", follow_redirects=False)
        one.portal = portal
        made.append(one)
        if role:
            name = name or f"uji {role}"
            user = user_by_name(desk.people, name)
            if user is None:
                with cheap_hashes():
                    user, _ = add_user(desk.people, name, RoleOfUser(role), PASSWORD, must_change=False)
            one.cookies.set(sessions.COOKIE, sessions.begin(desk.people, desk.cookie_key, user))
        return one

    # One event loop for all requests, as a desk has: else each begins its threads and connections anew.
    with start_blocking_portal() as portal:
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
