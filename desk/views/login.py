"""Login, logout, the language."""

import secrets
from typing import Final

from starlette.responses import Response

from desk.people import sessions
from desk.people.accounts import check_password
from desk.web import LANGUAGE_COOKIE, LANGUAGES, Asked, Way, see


def form(asked: Asked) -> Response:
    """The login page. A form needs a token before there is a session: a cookie of its own holds it."""
    if asked.session is not None:
        return see("/")
    return _page(asked, asked.cookies.get("masuk") or secrets.token_urlsafe(16))


def log_in(asked: Asked) -> Response:
    """Begin a session, or say that name and password do not fit."""
    user = check_password(asked.desk.people, asked.text("name"), asked.text("password"))
    if user is None:
        return _page(asked, asked.cookies["masuk"], asked.say("nama atau sandi salah"), status=403)
    answer = see("/")
    answer.set_cookie(
        sessions.COOKIE,
        sessions.begin(asked.desk.people, asked.desk.cookie_key, user),
        httponly=True,
        samesite="strict",
        secure=asked.desk.secure,
    )
    answer.delete_cookie("masuk")
    return answer


def log_out(asked: Asked) -> Response:
    """End the session."""
    if asked.session is not None:
        sessions.end(asked.desk.people, asked.session.id)
    answer = see("/masuk")
    answer.delete_cookie(sessions.COOKIE)
    return answer


def language(asked: Asked) -> Response:
    """Switch between Indonesian and English."""
    answer = see(asked.text("back") if asked.text("back").startswith("/") else "/")
    chosen = asked.text("language")
    if chosen in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=31536000, samesite="strict", httponly=True)
    return answer


def _page(asked: Asked, token: str, words: str = "", status: int = 200) -> Response:
    answer = asked.desk.pages.render(asked, "login.html", token=token, words=words, status_code=status)
    answer.set_cookie("masuk", token, httponly=True, samesite="strict", secure=asked.desk.secure)
    return answer


WAYS: Final = (
    Way("GET", "/masuk", form, None, public=True),
    Way("POST", "/masuk", log_in, None, public=True),
    Way("POST", "/keluar", log_out, None),
    Way("POST", "/bahasa", language, None, public=True),
)
