"""Accounts: who may log in and as what. For administrators; everything is in the audit trail."""

from typing import Final

from starlette.responses import Response

from core import clock
from desk.people import affiliations, changes, once, throttle
from desk.people.accounts import AccountError, User, add_user, user_by_id, users
from desk.people.roles import ROLE_WORDS, Permission, RoleOfUser
from desk.web import Asked, RefusedError, Way, see


def accounts(asked: Asked) -> Response:
    """All accounts, and the form for a new one; once, the one-time password that was just drawn."""
    return _page(asked, shown=once.take(asked.desk.people, _session(asked)))


def add(asked: Asked) -> Response:
    """A new account; its one-time password is shown on the next page and never again."""
    role = _role(asked)
    try:
        user, password = add_user(asked.desk.people, asked.text("name", 200), role)
    except AccountError as error:
        return _page(asked, problem=str(error))
    asked.note("user_added", f"user:{user.id}", role=role.value)
    return _shown_once(asked, user, password)


def change_role(asked: Asked) -> Response:
    """Move an account to another role."""
    role = _role(asked)
    before = user_by_id(asked.desk.people, asked.params["user"])
    try:
        user = changes.set_role(asked.desk.people, asked.params["user"], role)
    except AccountError as error:
        return _page(asked, problem=str(error))
    was = before.role.value if before else ""
    if was != role.value:
        asked.note("user_role", f"user:{user.id}", role=role.value, was=was)
    return see("/akun")


def disable(asked: Asked) -> Response:
    """Let an account no longer in, or in again."""
    off = asked.text("disabled") == "1"
    try:
        user = changes.set_disabled(asked.desk.people, asked.params["user"], off)
    except AccountError as error:
        return _page(asked, problem=str(error))
    asked.note("user_disabled" if off else "user_enabled", f"user:{user.id}")
    return see("/akun")


def reset(asked: Asked) -> Response:
    """A new one-time password, shown on the next page and never again."""
    if asked.params["user"] == asked.user.id:
        return see("/sandi")  # it would end this session before the password is read
    try:
        user, password = changes.reset_password(asked.desk.people, asked.params["user"])
    except AccountError as error:
        return _page(asked, problem=str(error))
    throttle.forget(asked.desk.people, asked.desk.cookie_key, user)
    asked.note("user_reset", f"user:{user.id}")
    return _shown_once(asked, user, password)


def affiliate(asked: Asked) -> Response:
    """Say to which contestant of an election an account answers, or that it answers to none."""
    contestant = asked.text("contestant", 100)
    try:
        affiliations.set_affiliation(asked.desk.people, asked.params["user"], contestant, asked.user.id)
    except AccountError as error:
        return _page(asked, problem=str(error))
    asked.note("user_affiliation", f"user:{asked.params['user']}", contestant=contestant)
    return see("/akun")


def _shown_once(asked: Asked, user: User, password: str) -> Response:
    """Go and look: loading the page again must not send the form again, which would draw another password."""
    once.keep(asked.desk.people, _session(asked), user, password)
    return see("/akun")


def _session(asked: Asked) -> str:
    return asked.session.id if asked.session else ""


def _role(asked: Asked) -> RoleOfUser:
    try:
        return RoleOfUser(asked.text("role"))
    except ValueError as error:
        raise RefusedError("pilih peran dari daftar") from error


def _page(asked: Asked, *, problem: str = "", shown: tuple[User, str] | None = None) -> Response:
    return asked.desk.pages.render(
        asked,
        "accounts.html",
        users=users(asked.desk.people),
        roles=ROLE_WORDS,
        contestants=affiliations.choices(clock.now().astimezone(asked.desk.settings.zone).date()),
        bound=affiliations.standing(asked.desk.people),
        problem=problem,
        shown=shown,
        status_code=400 if problem else 200,
    )


WAYS: Final = (
    Way("GET", "/akun", accounts, Permission.ACCOUNTS),
    Way("POST", "/akun", add, Permission.ACCOUNTS),
    Way("POST", "/akun/{user}/peran", change_role, Permission.ACCOUNTS),
    Way("POST", "/akun/{user}/aktif", disable, Permission.ACCOUNTS),
    Way("POST", "/akun/{user}/sandi", reset, Permission.ACCOUNTS),
    Way("POST", "/akun/{user}/peserta", affiliate, Permission.ACCOUNTS),
)
