"""From a request to a view and back: session, permission, CSRF, form; one place for all routes."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.errors import PantauError
from desk.desk import Desk
from desk.people import audit, sessions
from desk.people.accounts import User
from desk.people.roles import Permission
from desk.people.sessions import Session

MAX_FORM: Final = 1_000_000  # bytes of all fields of a form that is no upload
MAX_UPLOAD: Final = 50_000_000
LANGUAGES: Final = ("id", "en")
LANGUAGE_COOKIE: Final = "bahasa"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a view is asked: by whom, with what. A view never sees the request itself."""

    desk: Desk
    path: str
    params: Mapping[str, str]  # from the path
    query: QueryParams
    form: FormData  # empty for GET
    session: Session | None
    language: str
    fragment: bool  # HTMX asks for a part of the page
    address: str  # of the client, for throttling
    cookies: Mapping[str, str] = field(default_factory=dict)

    @property
    def user(self) -> User:
        """Who asks. Raises ForbiddenError without a session: only public routes have none."""
        if self.session is None:
            raise ForbiddenError
        return self.session.user

    def text(self, name: str, limit: int = 10_000) -> str:
        """A field of the form, stripped and cut; "" where it is missing or a file."""
        value = self.form.get(name, "")
        return value.replace("\x00", "").strip()[:limit] if isinstance(value, str) else ""

    def say(self, words: str) -> str:
        """Indonesian words in the language of the one who asks."""
        return self.desk.pages.say(words, self.language)

    def note(self, action: str, about: str = "", **detail: object) -> None:
        """An entry of the audit trail: who did, read or exported what. `about`: "story:ID", "user:ID"."""
        audit.note(self.desk.people, self.session.user.id if self.session else "", action, about, detail)


View = Callable[[Asked], Response]


class ForbiddenError(Exception):
    """Whoever asks may not: 403."""


class MissingError(Exception):
    """There is no such thing: 404."""


class RefusedError(PantauError):
    """A form that cannot be taken (400): one line in Indonesian, shown on the page."""


@dataclass(frozen=True, slots=True)
class Way:
    """One route: path, method, view, and what it asks of the user (None: logged in; PUBLIC: nobody)."""

    method: str  # "GET" or "POST"
    path: str
    view: View
    may: Permission | None
    public: bool = False
    upload: bool = False  # the form may hold files


def see(path: str, **query: str) -> Response:
    """After a change: go and look there."""
    return RedirectResponse(path + (f"?{urlencode(query)}" if query else ""), status_code=303)


def endpoint(desk: Desk, way: Way) -> Callable[[Request], Awaitable[Response]]:
    """The view behind everything that holds for all routes."""

    async def answer(request: Request) -> Response:
        session = await run_in_threadpool(_session, desk, request)
        asked = _asked(desk, request, session)
        if not way.public:
            if session is None:
                return _to_login(asked)
            if session.user.must_change and way.path not in ("/sandi", "/keluar"):
                return see("/sandi")
            if way.may is not None and not session.user.may(way.may):
                await run_in_threadpool(asked.note, "forbidden", f"path:{way.path}")
                return _problem(asked, HTTPStatus.FORBIDDEN)
        if way.method != "POST":
            return await run_in_threadpool(_run, way.view, asked)
        async with request.form(
            max_files=2 if way.upload else 0,
            max_fields=1000,
            max_part_size=MAX_UPLOAD if way.upload else MAX_FORM,
        ) as form:
            if not _csrf_holds(asked, form, request):
                return _problem(asked, HTTPStatus.FORBIDDEN, "formulir kedaluwarsa; muat ulang halaman")
            return await run_in_threadpool(_run, way.view, _asked(desk, request, session, form))

    return answer


def _run(view: View, asked: Asked) -> Response:
    try:
        return view(asked)
    except ForbiddenError:
        return _problem(asked, HTTPStatus.FORBIDDEN)
    except MissingError:
        return _problem(asked, HTTPStatus.NOT_FOUND)
    except RefusedError as error:
        return _problem(asked, HTTPStatus.BAD_REQUEST, str(error))


def _session(desk: Desk, request: Request) -> Session | None:
    cookie = request.cookies.get(sessions.COOKIE, "")
    return sessions.find(desk.people, desk.cookie_key, cookie) if cookie else None


def _asked(desk: Desk, request: Request, session: Session | None, form: FormData | None = None) -> Asked:
    wanted = request.cookies.get(LANGUAGE_COOKIE, "")
    return Asked(
        desk=desk,
        path=request.url.path,
        params=request.path_params,
        query=request.query_params,
        form=form or FormData(),
        session=session,
        language=wanted if wanted in LANGUAGES else "id",
        fragment=request.headers.get("HX-Request") == "true",
        address=request.client.host if request.client else "",
        cookies=request.cookies,
    )


def _csrf_holds(asked: Asked, form: FormData, request: Request) -> bool:
    """The session's token came back, in the form or (HTMX) in a header. Before login: the cookie's token."""
    given = form.get("csrf") or request.headers.get("X-CSRF-Token", "")
    expected = asked.session.csrf if asked.session else asked.cookies.get("masuk", "")
    return (
        isinstance(given, str)
        and bool(expected)
        and secrets.compare_digest(given.encode(), expected.encode())
    )


def _to_login(asked: Asked) -> Response:
    if asked.fragment:  # HTMX would put the login page into the fragment's place
        return Response(status_code=401, headers={"HX-Redirect": "/masuk"})
    return see("/masuk", ke=asked.path) if asked.path != "/" else see("/masuk")


def _problem(asked: Asked, status: HTTPStatus, words: str = "") -> Response:
    return asked.desk.pages.render(asked, "problem.html", status_code=status, words=words)
