"""Evidence that somebody brings: a screenshot or recording from a phone, not captured by the system.

What it is, its first bytes say, never its name or what the browser calls it. It is stored under a name of
ours; the name it came with, and what was said about it, lie apart, since both may name people.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cases.case import Case
from cases.evidence.facts import FACTS_TEXT, as_text, software, times
from cases.evidence.seal import Held, Piece, seal
from cases.evidence.wording import REFUSALS
from cases.log import Entry
from cases.store import CaseError
from core import clock
from core.canonical import canonical
from core.settings import Settings
from core.text import mask
from pipeline.store import Store
from pipeline.store.notes import new_id

NOT_BY_SYSTEM: Final = "tidak diambil oleh sistem"
LONGEST_DEVICE: Final = 80  # characters
LONGEST_WORDS: Final = 2000
_IMAGE: Final = 12_000_000  # bytes
_PAPER: Final = 25_000_000
_SOUND: Final = 45_000_000
MOST: Final = _SOUND
_VIDEO_BRANDS: Final = frozenset(
    b"isom iso2 iso3 iso4 iso5 iso6 iso7 iso8 iso9 mp41 mp42 avc1 hvc1 dash MSNV 3gp4 3gp5 3gp6 3gp7".split()
) | {b"M4V "}
_AUDIO_BRANDS: Final = frozenset({b"M4A ", b"M4B "})


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of file that is taken."""

    media_type: str
    suffix: str
    most: int  # bytes


PNG: Final = Sort("image/png", "png", _IMAGE)
JPEG: Final = Sort("image/jpeg", "jpg", _IMAGE)
WEBP: Final = Sort("image/webp", "webp", _IMAGE)
PDF: Final = Sort("application/pdf", "pdf", _PAPER)
MP4: Final = Sort("video/mp4", "mp4", _SOUND)
M4A: Final = Sort("audio/mp4", "m4a", _SOUND)
OGG: Final = Sort("audio/ogg", "ogg", _SOUND)
SORTS: Final = (PNG, JPEG, WEBP, PDF, MP4, M4A, OGG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What was brought, by whom, when."""

    content: bytes
    name: str  # as it was called; kept apart
    given_by: str  # role, never a name: "warga", "pengawas TPS"
    made_at: datetime | None  # when the screenshot or recording was made, as the person says
    device: str  # "Samsung A14"; masked
    words: str  # what it shows, as the person says; kept apart


def sort_of(content: bytes) -> Sort | None:
    """What the first bytes say that it is; None for everything that is not taken."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"%PDF-"):
        return PDF
    if content[:4] == b"OggS" and (b"OpusHead" in content[:80] or b"\x01vorbis" in content[:80]):
        return OGG
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        return M4A if brand in _AUDIO_BRANDS else MP4 if brand in _VIDEO_BRANDS else None
    return None


def refusal(content: bytes) -> str:
    """Why a file is not taken, in Indonesian; "" where it is."""
    if not content:
        return REFUSALS["empty"]
    sort = sort_of(content)
    if sort is None:
        return REFUSALS["sort"]
    if len(content) > sort.most:
        return REFUSALS["large"]
    return ""


def take_in(
    store: Store,
    settings: Settings,
    case_id: str,
    brought: Brought,
    *,
    by_user: str,
    may: Callable[[Case], object] = lambda case: None,
) -> Entry:
    """Seal what somebody brought. Raises CaseError for a file that is not taken; `may`: see `seal`."""
    problem = refusal(brought.content)
    sort = sort_of(brought.content)
    if problem or sort is None:
        raise CaseError(problem)
    evidence_id, at = new_id(), clock.now()
    facts = {
        "format": "pantau-hand-1",
        "case": case_id,
        "evidence": evidence_id,
        "origin": NOT_BY_SYSTEM,
        "captured_by_system": False,
        "given_by": mask(brought.given_by),
        "received_by": by_user,
        "device": mask(brought.device[:LONGEST_DEVICE]),
        "times": {"made": times(brought.made_at, settings), "captured": times(at, settings)},
        "software": software(),
        "lacks": [],
    }
    piece = Piece(
        case_id=case_id,
        evidence_id=evidence_id,
        kind="hand",
        captured_at=at,
        facts=facts,
        files=_files(brought, sort, facts),
    )
    return seal(store, settings, piece, by_user=by_user, may=may)


def _files(brought: Brought, sort: Sort, facts: Mapping[str, Any]) -> list[Held]:
    apart = {"file_name": brought.name[:300], "words": brought.words[:LONGEST_WORDS]}
    name = f"brought.{sort.suffix}"
    return [
        Held(name=name, content=brought.content, media_type=sort.media_type, personal=True),
        Held(name="origin.json", content=canonical(apart), media_type="application/json", personal=True),
        Held(name=FACTS_TEXT, content=as_text(facts), media_type="text/plain", personal=False),
    ]
