"""Login, logout, one's own password, the language."""

from math import ceil
from typing import Final

from starlette.responses import Response

from desk.people import audit, changes, sessions, throttle
from desk.people.accounts import AccountError, User, check_password, user_by_name
from desk.web import (
    LANGUAGE_COOKIE,
    LANGUAGES,
    LOGIN_COOKIE,
    LOGOUT,
    LOST,
    Asked,
    Way,
    cookie_name,
    delete_cookie,
    local,
    see,
    set_cookie,
)

_WRONG: Final = "nama atau sandi salah"
_ENDED: Final = "sesi sudah berakhir; yang baru Anda kirim tidak tersimpan. Masuk, lalu kirim ulang"


def form(asked: Asked) -> Response:
    """The login page."""
    if asked.session is not None:
        return see("/")
    return _page(asked, asked.say(_ENDED) if LOST in asked.query else "")


def log_in(asked: Asked) -> Response:
    """Begin a session, or say that name and password do not fit: never which of the two."""
    people, key, name = asked.desk.people, asked.desk.cookie_key, asked.text("name", 200)
    wait = throttle.admit(people, key, name, asked.address)
    if wait > 0:
        return _page(asked, _later(asked, wait), status=429, wait=wait)
    user = check_password(people, name, password(asked, "password"))
    if user is None:
        known = user_by_name(people, name)
        audit.note(
            people, "", "login_failed", f"user:{known.id}" if known else "", {"address": asked.address}
        )
        return _page(asked, asked.say(_WRONG), status=403)
    throttle.succeeded(people, key, name, asked.address)
    if asked.session is not None:  # somebody else's, in the same browser
        sessions.end(people, asked.session.id)
    audit.note(people, user.id, "login", f"user:{user.id}", {})
    answer = see("/sandi") if user.must_change else see(local(asked.text("ke")))
    _begin(asked, answer, user)
    return answer


def log_out(asked: Asked) -> Response:
    """End the session. What the next one at this browser reads is in their own language."""
    sessions.end(asked.desk.people, asked.session.id if asked.session else "")
    asked.note("logout", f"user:{asked.user.id}")
    answer = see("/masuk")
    for name in (sessions.COOKIE, LANGUAGE_COOKIE):
        delete_cookie(answer, asked.desk, name)
    return answer


def password_form(asked: Asked) -> Response:
    """The page for one's own password."""
    return asked.desk.pages.render(asked, "password.html", words="")


def change_password(asked: Asked) -> Response:
    """Change one's own password: every session ends, this browser gets a new one."""
    people, user = asked.desk.people, asked.user
    typed = (password(asked, "current"), password(asked, "new"), password(asked, "again"))
    try:
        changes.check_new(user, *typed)  # first what needs no password, so that only a wrong one counts
        wait = throttle.admit_again(people, user)
        if wait > 0:
            return _password_problem(asked, _later(asked, wait), 429)
        changes.change_password(people, user, *typed)
    except AccountError as error:
        return _password_problem(asked, asked.say(str(error)), 400)
    throttle.succeeded_again(people, user)
    asked.note("password_changed", f"user:{user.id}")
    answer = see("/")
    _begin(asked, answer, user)
    return answer


def language(asked: Asked) -> Response:
    """Switch between Indonesian and English; an account keeps what was chosen."""
    answer, chosen = see(local(asked.text("back"))), asked.text("language")
    if chosen in LANGUAGES:
        set_cookie(answer, asked.desk, LANGUAGE_COOKIE, chosen)
        if asked.session is not None:
            changes.set_language(asked.desk.people, asked.user.id, chosen)
    return answer


def password(asked: Asked, name: str) -> str:
    """A password as it was typed: spaces belong to it."""
    value = asked.form.get(name, "")
    return value if isinstance(value, str) else ""


def _begin(asked: Asked, answer: Response, user: User) -> None:
    """A new session for this browser, in the language chosen on the login page, else in the user's."""
    desk = asked.desk
    set_cookie(answer, desk, sessions.COOKIE, sessions.begin(desk.people, desk.cookie_key, user))
    delete_cookie(answer, desk, LOGIN_COOKIE)
    chosen = asked.cookies.get(cookie_name(desk, LANGUAGE_COOKIE), "")
    if chosen in LANGUAGES and chosen != user.language:
        changes.set_language(desk.people, user.id, chosen)


def _later(asked: Asked, wait: float) -> str:
    if ceil(wait) < 60:
        return asked.say("terlalu banyak percobaan; coba lagi dalam {n} detik").format(n=ceil(wait))
    return asked.say("terlalu banyak percobaan; coba lagi dalam {n} menit").format(n=ceil(wait / 60))


def _page(asked: Asked, words: str = "", status: int = 200, wait: float = 0) -> Response:
    # After a wrong try the page that was wanted is in the form, no longer in the address.
    wanted = asked.text("ke") or asked.query.get("ke", "")
    answer = asked.desk.pages.render(
        asked,
        "login.html",
        words=words,
        ke=local(wanted) if wanted else "",
        name=asked.text("name", 200),
        status_code=status,
        headers={"Retry-After": str(ceil(wait))} if wait > 0 else None,
    )
    if asked.session is None:
        set_cookie(answer, asked.desk, LOGIN_COOKIE, asked.token)
    return answer


def _password_problem(asked: Asked, words: str, status: int) -> Response:
    return asked.desk.pages.render(asked, "password.html", words=words, status_code=status)


WAYS: Final = (
    Way("GET", "/masuk", form, None, public=True),
    Way("POST", "/masuk", log_in, None, public=True),
    Way("POST", LOGOUT, log_out, None),
    Way("POST", "/bahasa", language, None, public=True),
    Way("GET", "/sandi", password_form, None),
    Way("POST", "/sandi", change_password, None),
)
