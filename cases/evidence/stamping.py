"""Having evidence stamped: at once, and again where it failed.

A stamp that could not be had is an entry of the custody log, with its reason, and is asked for again, less
and less often.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from cases.case import Case, Evidence
from cases.evidence.places import folder
from cases.evidence.timestamp import StampError, request_stamp
from cases.log import CaseStep, Entry
from cases.seals import MANIFEST, STAMP
from cases.store import CaseError, all_logs, append, checked_case, the_case
from core import clock
from core.canonical import sha256
from core.files import write_new
from core.settings import Settings
from pipeline.store import Connection, Store
from pipeline.store.notes import new_id

GOOD: Final = "good"
FAILED: Final = "failed"
_FIRST: Final = 120.0  # seconds until a failed stamp is asked for again; each time twice that
_LONGEST: Final = 3600.0
_AT_ONCE: Final = 20  # stamps of one turn

_waits: Final[dict[tuple[str, str], tuple[int, float]]] = {}
"""by data folder and evidence: how often it failed, and when it is asked for again (clock.wall)"""
_turn: Final = threading.Lock()


def stamped_hash(log: Sequence[Entry], evidence_id: str) -> str:
    """The SHA-256 that the custody log has of the good answer for this evidence; "" for none."""
    found = [
        str(one.data.get("sha256", ""))
        for one in log
        if one.step is CaseStep.TIMESTAMPED
        and one.data.get("evidence") == evidence_id
        and one.data.get("state") == GOOD
    ]
    return found[-1] if found else ""


def retry_stamps(
    store: Store, settings: Settings, *, only: str = "", by_user: str = "", force: bool = False
) -> int:
    """Ask for every stamp that is missing; how many are good now. Nothing without an authority.

    `only`: one piece of evidence. `force`: though it is not its turn yet. It takes up to `settings.timeout`
    a stamp, so never call it where a page waits.
    """
    if not settings.tsa:
        return 0
    with _turn:
        with store.reading() as db:
            waiting = _waiting(db, only)
        due = [one for one in waiting if force or _is_due(settings, one[1].id)]
        return sum(_stamp(store, settings, case, piece, by_user) for case, piece in due[:_AT_ONCE])


def _waiting(db: Connection, only: str) -> list[tuple[str, Evidence]]:
    """Case and evidence that have no good stamp. A case whose log was altered is left alone."""
    found = []
    for case_id, log in all_logs(db).items():
        try:
            case = checked_case(log, case_id)
        except CaseError:
            continue
        found += [
            (case_id, one) for one in case.evidence if one.stamped != GOOD and (not only or one.id == only)
        ]
    return found


def _is_due(settings: Settings, evidence_id: str) -> bool:
    _, at = _waits.get((str(settings.data), evidence_id), (0, 0.0))
    return clock.wall() >= at


def _stamp(store: Store, settings: Settings, case_id: str, piece: Evidence, by_user: str) -> bool:
    key = (str(settings.data), piece.id)
    place = folder(settings, case_id, piece.id)
    try:
        manifest = _manifest(place, piece)
        made = request_stamp(manifest, settings)
    except StampError as error:
        failures = _waits.get(key, (0, 0.0))[0] + 1
        _waits[key] = (failures, clock.wall() + min(_FIRST * 2 ** min(failures - 1, 20), _LONGEST))
        _enter(store, case_id, piece.id, {"state": FAILED, "reason": str(error)}, settings, by_user)
        return False
    _waits.pop(key, None)
    _keep(place, made.answer)
    told = {
        "state": GOOD,
        "reason": "",
        "sha256": sha256(made.answer),
        "at": made.at.isoformat(),
        "serial": str(made.serial),
    }
    _enter(store, case_id, piece.id, told, settings, by_user)
    return True


def _manifest(place: Path, piece: Evidence) -> bytes:
    """Raises StampError where it is not the one that was sealed: a stamp would vouch for something else."""
    try:
        content = (place / MANIFEST).read_bytes()
    except OSError as error:
        raise StampError("no_manifest") from error
    if sha256(content) != piece.manifest:
        raise StampError("no_manifest")
    return content


def _keep(place: Path, answer: bytes) -> None:
    draft = place.with_name(f".stamp-{new_id()}")
    try:
        write_new(draft, answer)
        draft.rename(place / STAMP)
    finally:
        draft.unlink(missing_ok=True)


def _enter(
    store: Store,
    case_id: str,
    evidence_id: str,
    told: dict[str, Any],
    settings: Settings,
    by_user: str,
) -> None:
    """An entry of the log; a failure that stands there already, for the same reason, is none."""
    with store.writing() as db:
        piece = _piece(the_case(db, case_id), evidence_id)
        if piece is None or piece.stamped == GOOD:
            return
        if (piece.stamped, piece.stamp_reason) == (told["state"], told["reason"]):
            return
        data = {"evidence": evidence_id, "authority": settings.tsa, **told}
        append(db, case_id, CaseStep.TIMESTAMPED, data, by_user=by_user)


def _piece(case: Case, evidence_id: str) -> Evidence | None:
    return next((one for one in case.evidence if one.id == evidence_id), None)
