"""`pantau user ...`: accounts from the command line, for whoever looks after the machine."""

from typing import Annotated

import typer

from core.decision import OPERATOR
from core.errors import UsageError
from core.keys import COOKIE, load_key
from core.settings import settings
from desk.people import changes, throttle
from desk.people.accounts import add_user, user_by_name, users
from desk.people.database import Database
from desk.people.roles import RoleOfUser

user_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Who may log in at the desk.")
Name = Annotated[str, typer.Argument(help="name to log in with")]
Role = Annotated[RoleOfUser, typer.Option(help="what they may do: docs/roles.md")]


@user_app.command("add")
def user_add(name: Name, role: Role = RoleOfUser.ANALYST) -> None:
    """A new account; its one-time password is shown once.

    Example: pantau user add sari --role supervisor
    """
    user, password = add_user(_people(), name, role)
    _note("user_added", user.id, role=role.value)
    typer.echo(f"{user.name} ({role.value}); sandi sekali pakai: {password}")


@user_app.command("list")
def user_list() -> None:
    """Every account with its role and whether it may log in.

    Example: pantau user list
    """
    path = settings().data / "desk.sqlite"
    found = users(Database(path)) if path.exists() else []
    if not found:
        typer.echo("no accounts yet; run: pantau user add NAME --role administrator", err=True)
    for user in found:
        state = "nonaktif" if user.disabled else "sandi sekali pakai" if user.must_change else "aktif"
        typer.echo(f"{user.name}\t{user.role.value}\t{state}")


@user_app.command("disable")
def user_disable(
    name: Name, undo: Annotated[bool, typer.Option("--undo", help="let them in again")] = False
) -> None:
    """An account that may no longer log in; its sessions end at once, what it decided stays.

    Example: pantau user disable sari
    """
    user = changes.set_disabled(_people(), _id(name), not undo)
    _note("user_enabled" if undo else "user_disabled", user.id)
    typer.echo(f"{user.name}: {'aktif' if undo else 'nonaktif'}")


@user_app.command("role")
def user_role(name: Name, role: Annotated[RoleOfUser, typer.Argument(help="the new role")]) -> None:
    """Another role; the sessions of the account end.

    Example: pantau user role sari legal
    """
    before = user_by_name(_people(), name)
    user = changes.set_role(_people(), _id(name), role)
    _note("user_role", user.id, role=role.value, was=before.role.value if before else "")
    typer.echo(f"{user.name}: {role.value}")


@user_app.command("reset")
def user_reset(name: Name) -> None:
    """A new one-time password, shown once; the sessions of the account end, a blocked login is free again.

    Example: pantau user reset sari
    """
    people = _people()
    user, password = changes.reset_password(people, _id(name))
    throttle.forget(people, load_key(settings().keys, COOKIE), user)
    _note("user_reset", user.id)
    typer.echo(f"{user.name}; sandi sekali pakai: {password}")


def _people() -> Database:
    data = settings().data
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Database(data / "desk.sqlite")


def _id(name: str) -> str:
    user = user_by_name(_people(), name)
    if user is None:
        raise UsageError(f"no user {name}; see: pantau user list")
    return user.id


def _note(action: str, user_id: str, **detail: object) -> None:
    from desk.people import audit  # it brings the store, which `pantau --help` must not wait for

    audit.note(_people(), OPERATOR, action, f"user:{user_id}", detail)
