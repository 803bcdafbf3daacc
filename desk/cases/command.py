"""`pantau case ...`: cases from the command line. What it shows and makes, the desk's gate decides."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from core.errors import UsageError
from core.settings import settings

if TYPE_CHECKING:
    from desk.people.database import Database
    from pipeline.store import Store

case_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Cases and their sealed packages.")
BY: Final = "operator"  # who it was, in logs: nobody has logged in here
CaseId = Annotated[str, typer.Argument(metavar="ID", help="of the case, as `pantau case list` shows it")]


@case_app.command("list")
def case_list() -> None:
    """Every case with its state, route and nearest deadline.

    Example: pantau case list
    """
    from desk.cases.listing import case_rows  # rooms are imported where they are needed: help must not wait
    from desk.cases.shown import list_lines
    from desk.people import audit

    store, people = _opened()
    with store.reading() as db:
        rows = case_rows(db, settings().zone)
    audit.note(people, BY, "read", "cases", {})
    for line in list_lines(rows, _names(people), settings().zone):
        typer.echo(line)


@case_app.command("show")
def case_show(case_id: CaseId) -> None:
    """One case under pseudonyms: what stands, what blocks, its custody log.

    Example: pantau case show 3f2a9c0d11e4b7a8
    """
    from cases.gate import blockers
    from cases.log import CaseStep
    from cases.store import append, case_log, checked_case
    from desk.cases.custody import end_is_missing
    from desk.cases.shown import case_lines
    from desk.people import audit
    from desk.people.signing import desk_signers

    store, people = _opened()
    _must_be_there(store, case_id)
    with store.writing() as db:
        # Reading a case is an entry of its log: written first, so that it stands there.
        entry = append(db, case_id, CaseStep.READ, {"what": "case"}, by_user=BY)
        log = case_log(db, case_id)
        case = checked_case(log, case_id)
        blocked = blockers(log, desk_signers(people))
        cut = end_is_missing(people, db, log)
        lines = case_lines(db, case, log, blocked, _names(people), settings().zone, cut=cut)
    audit.note(people, BY, "read", f"case:{case_id}", {"what": "case", "head": entry.hash})
    for line in lines:
        typer.echo(line)


@case_app.command("package")
def case_package(case_id: CaseId, out: Annotated[Path, typer.Option(help="file to write, .zip")]) -> None:
    """The sealed package of a case that two people have approved; refused while anything blocks.

    Example: pantau case package 3f2a9c0d11e4b7a8 --out rujukan.zip
    """
    from cases.package.make import make_package
    from cases.store import case_log
    from desk.cases.custody import refuse_cut
    from desk.people import audit
    from desk.people.signing import desk_signers

    store, people = _opened()
    _must_be_there(store, case_id)
    with store.reading() as db:
        refuse_cut(people, db, case_log(db, case_id))
    sealed = make_package(
        store, settings(), case_id, out, signers=desk_signers(people), names=_names(people), by_user=BY
    )
    told = {"package": sealed.id, "sha256": sealed.sha256, "head": sealed.head}
    audit.note(people, BY, "case_packaged", f"case:{case_id}", told)
    typer.echo(f"{out}: paket {sealed.id}, SHA-256 {sealed.sha256}")
    typer.echo(f"sidik kunci meja, untuk diberitahukan lewat jalan lain: {sealed.fingerprint}")
    if sealed.stamp == "failed":
        typer.echo("cap waktu gagal didapat; paket memuat alasannya")


def _opened() -> "tuple[Store, Database]":
    """The store and `desk.sqlite` of the data folder. Raises UsageError where there is none yet."""
    from desk.people.database import Database
    from pipeline.store import Store

    found = settings()
    if not found.database.exists():
        raise UsageError(f"{found.data}: no data here yet; run: pantau run (or set PANTAU_DATA)")
    return Store(found.database), Database(found.data / "desk.sqlite")


def _must_be_there(store: "Store", case_id: str) -> None:
    """Raises UsageError for an id that no case has, before anything is made or entered."""
    from cases.store import case_log

    with store.reading() as db:
        if not case_log(db, case_id):
            raise UsageError(f"there is no case {case_id[:40]!r}; see: pantau case list")


def _names(people: "Database") -> dict[str, str]:
    from desk.people.accounts import user_names

    return {**user_names(people), "": "sistem", BY: "baris perintah"}
