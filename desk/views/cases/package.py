"""The package: what still blocks it, its draft, making it, taking it along."""

from typing import Final

from starlette.responses import FileResponse, Response

from cases.gate import blockers
from cases.law.routes import ROUTES
from cases.signing import fingerprint, public_key
from cases.store import case_log, checked_case
from desk.cases import packages
from desk.cases.head import head
from desk.cases.reading import open_case, read_note, words_of
from desk.people.accounts import user_names
from desk.people.roles import Permission
from desk.people.signing import desk_key, desk_signers
from desk.web import Asked, Way, see

_POLICY: Final = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def show(asked: Asked) -> Response:
    """What blocks, and the packages that were made."""
    desk, case_id = asked.desk, asked.params["case"]
    read_note(asked, case_id, "package")
    with desk.store.reading() as db:
        log = case_log(db, case_id)
        case = checked_case(log, case_id)
        words = words_of(db, case)
    blocking = blockers(log, desk_signers(desk.people))
    chosen = next((one for one in ROUTES if one.id == case.route), None)
    return desk.pages.render(
        asked,
        "cases/package.html",
        **head(asked, log, case, words, "paket"),
        blocking=blocking,
        route=chosen,
        packages=packages.kept_packages(desk, log, case, blocking),
        routes={one.id: one for one in ROUTES},
        fingerprint=fingerprint(public_key(desk_key(desk.people))),
        authority=desk.settings.tsa,
        names={**user_names(desk.people), "operator": asked.say("baris perintah")},
        may_make=asked.user.may(Permission.PACKAGE),
        may_preview=asked.user.may(Permission.CASE_WORK),
        done=asked.query.get("sudah", ""),
    )


def draft(asked: Asked) -> Response:
    """The dossier as it would be, under pseudonyms and marked as a draft on every page."""
    case = open_case(asked)
    read_note(asked, case.id, "dossier")
    return Response(
        packages.draft(asked.desk, case.id),
        media_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="konsep-{case.id}.pdf"',
            "Content-Security-Policy": _POLICY,
        },
    )


def make(asked: Asked) -> Response:
    """Make the package."""
    case_id = asked.params["case"]
    sealed = packages.make(asked.desk, case_id, asked.user.id)
    told = {"package": sealed.id, "sha256": sealed.sha256, "head": sealed.head}
    asked.note("case_packaged", f"case:{case_id}", **told)
    return see(f"/kasus/{case_id}/paket", sudah="gagal-cap" if sealed.stamp == "failed" else "dibuat")


def take(asked: Asked) -> Response:
    """The package itself. POST: each copy that leaves is an entry, and no link elsewhere may make one."""
    case_id, package_id = asked.params["case"], asked.params["package"]
    path, entry = packages.take(asked.desk, case_id, package_id, asked.user.id)
    asked.note("case_exported", f"case:{case_id}", package=package_id, head=entry.hash)
    return FileResponse(path, media_type="application/zip", filename=f"rujukan-{case_id}-{package_id}.zip")


WAYS: Final[tuple[Way, ...]] = (
    Way("GET", "/kasus/{case}/paket", show, Permission.CASES),
    Way("GET", "/kasus/{case}/paket/konsep", draft, Permission.CASE_WORK),
    Way("POST", "/kasus/{case}/paket", make, Permission.PACKAGE),
    Way("POST", "/kasus/{case}/paket/{package}/ambil", take, Permission.PACKAGE),
)
