"""Putting a piece of evidence away: all of it, or nothing of it.

Everything is written into a draft folder first, brought to disk, and put in place by one rename within the
transaction that appends to the custody log. Killed before that, a draft lies about that nobody reads; it goes
with the next piece of the case.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cases.case import Case
from cases.evidence.manifest import Listed, make_manifest
from cases.evidence.places import FACTS, folder
from cases.log import CaseStep, Entry
from cases.seals import MANIFEST, SIGNATURE
from cases.store import CaseError, append, the_case
from core import clock
from core.canonical import canonical, sha256
from core.files import FOLDER_MODE, folder_to_disk, write_new
from core.keys import SIGNATURE as SIGNATURE_KEY
from core.keys import load_key
from core.settings import Settings
from pipeline.store import Store

_DRAFT: Final = ".draft-"
_OLD: Final = 3600.0  # seconds; a draft that nobody finishes any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One file before it is written. `personal`: it holds what can name a person."""

    name: str
    content: bytes
    media_type: str
    personal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of evidence before it is sealed."""

    case_id: str
    evidence_id: str
    kind: str  # "capture" or "hand"
    captured_at: datetime
    facts: Mapping[str, Any]  # no personal data: they stand in the manifest
    files: Sequence[Held]
    lacks: tuple[str, ...] = ()
    item: str = ""
    revision: int = 0


def seal(
    store: Store,
    settings: Settings,
    piece: Piece,
    *,
    by_user: str,
    may: Callable[[Case], object] = lambda case: None,
) -> Entry:
    """Write it, sign it, enter it into the custody log. Raises CaseError, and what `may` raises.

    `may` is asked with the case as it stands when the entry is made: a form may be older than the case.
    """
    place = folder(settings, piece.case_id, piece.evidence_id)
    draft = place.with_name(f"{_DRAFT}{piece.evidence_id}")
    facts = Held(name=FACTS, content=canonical(piece.facts), media_type="application/json", personal=False)
    files = [facts, *piece.files]
    listed = [_listed(one) for one in files]
    manifest, signature = make_manifest(
        case_id=piece.case_id,
        evidence_id=piece.evidence_id,
        kind=piece.kind,
        facts=piece.facts,
        files=listed,
        key=load_key(settings.keys, SIGNATURE_KEY),
    )
    contents = {**{one.name: one.content for one in files}, MANIFEST: manifest, SIGNATURE: signature}
    data = _data(piece, listed, manifest)
    try:
        _write_all(draft, contents)
        with store.writing() as db:
            may(the_case(db, piece.case_id))
            _sweep(place.parent)
            entry = append(db, piece.case_id, CaseStep.EVIDENCE_ADDED, data, by_user=by_user)
            draft.rename(place)
            folder_to_disk(place.parent)
    except OSError as error:
        _remove(draft, place)
        raise CaseError(f"bukti tidak dapat disimpan: {error.strerror}; periksa ruang disk") from error
    except BaseException:
        _remove(draft, place)  # its id is new: whatever lies there is of this call
        raise
    return entry


def _listed(one: Held) -> Listed:
    return Listed(
        name=one.name,
        sha256=sha256(one.content),
        size=len(one.content),
        media_type=one.media_type,
        personal=one.personal,
    )


def _data(piece: Piece, listed: Sequence[Listed], manifest: bytes) -> dict[str, Any]:
    return {
        "evidence": piece.evidence_id,
        "kind": piece.kind,
        "captured_at": piece.captured_at.isoformat(),
        "files": [asdict(one) for one in listed],
        "manifest": sha256(manifest),
        "item": piece.item,
        "revision": piece.revision,
        "lacks": list(piece.lacks),
    }


def _write_all(draft: Path, files: Mapping[str, bytes]) -> None:
    draft.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    draft.parent.parent.chmod(FOLDER_MODE)
    draft.parent.chmod(FOLDER_MODE)
    draft.mkdir(mode=FOLDER_MODE)
    for name, content in files.items():
        write_new(draft / name, content)
    folder_to_disk(draft)


def _sweep(case_folder: Path) -> None:
    """Remove drafts that were never finished."""
    for path in case_folder.glob(f"{_DRAFT}*"):
        if path.stat().st_mtime < clock.wall() - _OLD:
            shutil.rmtree(path, ignore_errors=True)


def _remove(*folders: Path) -> None:
    for one in folders:
        shutil.rmtree(one, ignore_errors=True)
