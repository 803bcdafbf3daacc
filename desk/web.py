"""From a request to a view and back: session, permission, CSRF, form; one place for all routes."""

import secrets
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from cases.store import CaseError, NoCaseError
from core.errors import PantauError
from desk.desk import Desk
from desk.forms import clean_query, is_id, page_of_form, read_form
from desk.people import affiliations, audit, sessions
from desk.people.accounts import User
from desk.people.roles import Permission
from desk.people.sessions import Session
from desk.security import HEADERS
from pipeline.store import StoreBusyError

LANGUAGES: Final = ("id", "en")
LANGUAGE_COOKIE: Final = "bahasa"
LOGIN_COOKIE: Final = "masuk"
LOST: Final = "usai"  # in the address of the login page: a form came after the session's end
LOGOUT: Final = "/keluar"
_WITHOUT_CHANGE: Final = ("/sandi", LOGOUT)  # all that a one-time password opens
_SAME_PLACE: Final = ("same-origin", "none", "")  # Sec-Fetch-Site; old browsers send none

_BUSY: Final = "basis data sedang dipakai; coba lagi sebentar lagi"


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
    token: str = ""  # what a form carries before there is a session; a cookie holds it too

    @property
    def csrf(self) -> str:
        """What every form of this page must carry."""
        return self.session.csrf if self.session else self.token

    @property
    def user(self) -> User:
        """Who asks. Raises ForbiddenError without a session: only public routes have none."""
        if self.session is None:
            raise ForbiddenError
        return self.session.user

    def text(self, name: str, limit: int = 10_000) -> str:
        """A field of the form, stripped and cut; "" where it is missing or a file."""
        value = self.form.get(name, "")
        return value.strip()[:limit] if isinstance(value, str) else ""

    def typed(self, name: str, otherwise: str = "") -> str:
        """A field as `text` gives it; `otherwise` where the form lacks it: what a page shows again."""
        return self.text(name) if name in self.form else otherwise

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


def local(path: str) -> str:
    """The path, if it is one of this desk; else the first page. `//host` and a backslash lead elsewhere."""
    fits = path.startswith("/") and path.isprintable() and "\\" not in path and not path.startswith("//")
    return path if fits else "/"


def cookie_name(desk: Desk, name: str) -> str:
    """The cookie's name. Behind TLS browsers let nobody but this very host set a `__Host-` cookie."""
    return f"__Host-{name}" if desk.secure else name


def set_cookie(answer: Response, desk: Desk, name: str, value: str, seconds: int | None = None) -> None:
    """A cookie that no script reads and no other site sends; until the browser ends, unless told."""
    answer.set_cookie(
        cookie_name(desk, name), value, seconds, httponly=True, samesite="strict", secure=desk.secure
    )


def delete_cookie(answer: Response, desk: Desk, name: str) -> None:
    """Take a cookie back."""
    answer.delete_cookie(cookie_name(desk, name), httponly=True, samesite="strict", secure=desk.secure)


def endpoint(desk: Desk, way: Way) -> Callable[[Request], Awaitable[Response]]:
    """The view behind everything that holds for all routes."""

    async def answer(request: Request) -> Response:
        asked = await run_in_threadpool(_ask, desk, request)
        refused = None if way.public else await run_in_threadpool(_refuse, asked, way, request)
        if refused is not None:
            return refused
        if any(not is_id(value) for value in asked.params.values()):
            return _problem(asked, HTTPStatus.NOT_FOUND)
        if way.method != "POST":
            return _finish(asked, await run_in_threadpool(_run, way.view, asked))
        form = await read_form(request, upload=way.upload, public=way.public)
        try:
            if not _csrf_holds(asked, form, request):
                return _problem(asked, HTTPStatus.FORBIDDEN, "formulir kedaluwarsa; muat ulang halaman")
            return await run_in_threadpool(_run, way.view, replace(asked, form=form))
        finally:
            await form.close()

    return answer


def problem_of(desk: Desk) -> Callable[[Request, Exception], Awaitable[Response]]:
    """The page for what Starlette itself refuses: no such route, wrong method, a form too large or torn."""

    async def answer(request: Request, error: Exception) -> Response:
        status = HTTPStatus(error.status_code) if isinstance(error, HTTPException) else HTTPStatus.BAD_REQUEST
        asked = await run_in_threadpool(_ask, desk, request)
        response = _problem(asked, status, _WORDS.get(status, ""))
        if status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            response.headers["connection"] = "close"  # what still comes is not waited for
        return response

    return answer


async def failed(request: Request, error: Exception) -> Response:
    """The page for an error of ours. The server logs it; the page tells nothing of it.

    Starlette answers outside of all middleware here, so the headers are put on by hand.
    """
    headers = {name.decode(): value.decode() for name, value in HEADERS.items()}
    return HTMLResponse(_FAILED, HTTPStatus.INTERNAL_SERVER_ERROR, headers)


_FAILED: Final = """<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>Gangguan · Pantau</title></head>
<body><h1>Ada yang tidak beres</h1>
<p>Gangguan ini sudah dicatat. Coba lagi; bila terulang, beri tahu pengurus.</p>
<p><a href="/">Kembali</a></p></body></html>
"""

_WORDS: Final[Mapping[HTTPStatus, str]] = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "kiriman terlalu besar",
    HTTPStatus.REQUEST_TIMEOUT: "kiriman terputus atau terlalu lambat; coba lagi",
    HTTPStatus.BAD_REQUEST: "kiriman tidak terbaca; muat ulang halaman dan coba lagi",
}


def _refuse(asked: Asked, way: Way, request: Request) -> Response | None:
    """What stands before the view: nobody logged in, a one-time password, a role that may not."""
    if asked.session is None:
        return _to_login(asked, way, request)
    if asked.session.user.must_change and way.path not in _WITHOUT_CHANGE:
        return _go(asked, "/sandi")
    if way.may is not None and not asked.session.user.may(way.may):
        asked.note("forbidden", f"path:{way.path}")
        return _problem(asked, HTTPStatus.FORBIDDEN)
    return None


def _run(view: View, asked: Asked) -> Response:
    try:
        return view(asked)
    except ForbiddenError:
        return _problem(asked, HTTPStatus.FORBIDDEN)
    except MissingError:
        return _problem(asked, HTTPStatus.NOT_FOUND)
    except NoCaseError:
        return _problem(asked, HTTPStatus.NOT_FOUND)
    except (RefusedError, CaseError) as error:  # a case whose custody log was altered says so in one line
        return _problem(asked, HTTPStatus.BAD_REQUEST, str(error))
    except StoreBusyError:
        return _problem(asked, HTTPStatus.SERVICE_UNAVAILABLE, _BUSY)
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        return _problem(asked, HTTPStatus.SERVICE_UNAVAILABLE, _BUSY)


def _ask(desk: Desk, request: Request) -> Asked:
    cookies = request.cookies
    cookie = cookies.get(cookie_name(desk, sessions.COOKIE), "")
    # A page that asks by itself keeps nobody logged in who has gone home.
    touch = not request.url.path.endswith("/detak")
    session = sessions.find(desk.people, desk.cookie_key, cookie, touch=touch) if cookie else None
    if session:  # while candidates stand, whoever answers to one is a viewer, on every route
        session = affiliations.as_bound(desk.people, session)
    wanted = cookies.get(cookie_name(desk, LANGUAGE_COOKIE), "")
    if wanted not in LANGUAGES:
        wanted = session.user.language if session else LANGUAGES[0]
    return Asked(
        desk=desk,
        path=request.url.path,
        params=request.path_params,
        query=clean_query(request.query_params),
        form=FormData(),
        session=session,
        language=wanted,
        fragment=request.headers.get("HX-Request") == "true",
        address=request.client.host if request.client else "",
        cookies=cookies,
        token="" if session else _token(desk, cookies),
    )


def _token(desk: Desk, cookies: Mapping[str, str]) -> str:
    """What forms carry before login: the cookie's token, or a new one."""
    found = cookies.get(cookie_name(desk, LOGIN_COOKIE), "")
    return found if len(found) == _TOKEN_CHARACTERS and found.isascii() else secrets.token_urlsafe(32)


_TOKEN_CHARACTERS: Final = len(secrets.token_urlsafe(32))


def _finish(asked: Asked, answer: Response) -> Response:
    """A page for nobody in particular brings the cookie that its forms are compared with."""
    kept = asked.cookies.get(cookie_name(asked.desk, LOGIN_COOKIE), "")
    if asked.session is None and asked.token and kept != asked.token:
        set_cookie(answer, asked.desk, LOGIN_COOKIE, asked.token)
    return answer


def _csrf_holds(asked: Asked, form: FormData, request: Request) -> bool:
    """The session's token came back, in the form or (HTMX) in a header. Before login: the cookie's token."""
    if request.headers.get("Sec-Fetch-Site", "") not in _SAME_PLACE:
        return False
    given = form.get("csrf") or request.headers.get("X-CSRF-Token", "")
    kept = asked.cookies.get(cookie_name(asked.desk, LOGIN_COOKIE), "")
    expected = asked.session.csrf if asked.session else kept
    return (
        isinstance(given, str)
        and bool(expected)
        and secrets.compare_digest(given.encode(), expected.encode("utf-8", "replace"))
    )


def _go(asked: Asked, path: str) -> Response:
    """To another page; HTMX would put it into a fragment's place, so it is told to leave."""
    if asked.fragment:
        return Response(status_code=401, headers={"HX-Redirect": path})
    return see(path)


def _to_login(asked: Asked, way: Way, request: Request) -> Response:
    """To the login page, and from there back: after a form to the page that it stood on. Whoever wanted to
    log out has lost nothing, and the next one at this browser begins anew."""
    lost = way.method == "POST" and way.path != LOGOUT
    back = page_of_form(request) if lost else "/" if way.path == LOGOUT else asked.path
    query = ({"ke": back} if back != "/" else {}) | ({LOST: "1"} if lost else {})
    answer = _go(asked, "/masuk" + (f"?{urlencode(query)}" if query else ""))
    for name in (sessions.COOKIE, LANGUAGE_COOKIE):
        if (
            cookie_name(asked.desk, name) in asked.cookies
        ):  # a session that has ended: the next user's is another
            delete_cookie(answer, asked.desk, name)
    return answer


def _problem(asked: Asked, status: HTTPStatus, words: str = "") -> Response:
    page = asked.desk.pages.render(asked, "problem.html", status_code=status, words=words)
    return _finish(asked, page)
