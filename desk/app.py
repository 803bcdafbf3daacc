"""The desk as an ASGI application: routes, headers, the background thread that keeps the board up to date."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.keys import COOKIE, load_key
from core.settings import Profile, Settings
from crawlers.source import Source
from desk.assets import load_assets
from desk.background import Background
from desk.board.board import Board
from desk.desk import Desk, Line
from desk.pages import Pages
from desk.people.database import Database
from desk.routes import WAYS
from desk.security import SecurityHeaders
from desk.web import endpoint, failed, problem_of
from pipeline.store import Store

_A_YEAR = "public, max-age=31536000, immutable"


class Opened(Protocol):
    """A data folder, opened (flows.workspace.Workspace)."""

    @property
    def settings(self) -> Settings:
        """Its settings."""

    @property
    def profile(self) -> Profile:
        """Whose folder it is."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """By id."""

    @property
    def unusable(self) -> Mapping[str, str]:
        """By id: what is wrong with a source's file, so that it cannot run."""

    @property
    def store(self) -> Store:
        """Its store."""


def open_desk(workspace: Opened, line: Line, *, secure: bool = False) -> Desk:
    """Open a data folder for the desk. Raises DatabaseError where its accounts are damaged."""
    settings = workspace.settings
    people = Database(settings.data / "desk.sqlite")
    people.check()
    return Desk(
        settings=settings,
        profile=workspace.profile,
        sources=workspace.sources,
        unusable=workspace.unusable,
        store=workspace.store,
        people=people,
        board=Board(settings.data / "board.sqlite", workspace.store, settings.zone),
        pages=Pages(load_assets(), settings.timezone),
        line=line,
        cookie_key=load_key(settings.keys, COOKIE),
        secure=secure,
    )


def create_app(desk: Desk) -> Starlette:
    """The application. While it runs, a thread takes finished rounds onto the board."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        background = Background(desk)
        background.start()
        try:
            yield
        finally:
            background.stop()

    assets = desk.pages.assets
    return Starlette(
        routes=[
            *(Route(way.path, endpoint(desk, way), methods=[way.method]) for way in WAYS),
            Route(assets.style_path, _file(assets.style, "text/css")),
            Route(assets.script_path, _file(assets.script, "text/javascript")),
        ],
        middleware=[Middleware(SecurityHeaders, secure=desk.secure)],
        exception_handlers={HTTPException: problem_of(desk), Exception: failed},
        lifespan=lifespan,
    )


def _file(content: bytes, kind: str) -> Callable[[Request], Awaitable[Response]]:
    """A joined file; its name changes with its content, so that a browser keeps it for good."""

    async def answer(request: Request) -> Response:
        return Response(content, media_type=kind, headers={"Cache-Control": _A_YEAR})

    return answer
