"""Evidence at the desk: what is there, capturing in the background, striking, looking into a file."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cases.case import Case, Evidence, EvidenceFile, Text
from cases.evidence import folder
from cases.evidence.capture import capture
from cases.evidence.manifest import Fault, check_evidence
from cases.evidence.places import FACTS
from cases.evidence.stamping import stamped_hash
from cases.evidence.timestamp import StampError, read_roots, verify_stamp
from cases.log import CaseStep, Entry
from cases.store import append, case_log, keep_text, texts, the_case
from core.canonical import sha256
from core.console import Report
from desk import jobs
from desk.cases import stamps
from desk.cases.forms import masked
from desk.desk import Desk
from desk.web import MissingError, RefusedError
from desk.work.wording import is_covered
from pipeline.store import Connection
from pipeline.store.for_board import copies

MOST_ITEMS: Final = 20  # captured in one go
LONGEST_REASON: Final = 500  # characters
REASONS: Final[Mapping[str, str]] = {
    "compare": "mencocokkan bukti dengan sumber aslinya",
    "elements": "menilai unsur pasal atau enam faktor",
    "dossier": "memeriksa isi berkas rujukan",
    "objection": "menangani keberatan",
    "danger": "ada orang yang mungkin dalam bahaya",
}
"""why a file that can name people is opened"""
NAMES: Final[Mapping[str, str]] = {
    "facts.json": "fakta pengambilan (untuk mesin)",
    "facts.txt": "fakta pengambilan (untuk dibaca)",
    "text.txt": "teks yang disamarkan, seperti yang dinilai",
    "text_original.txt": "teks asli, tanpa penyamaran",
    "response.warc.gz": "respons mentah dan permintaannya (WARC)",
    "headers.txt": "kepala HTTP",
    "page.html": "HTML halaman",
    "screenshot.png": "tangkapan layar",
    "page.pdf": "halaman sebagai PDF",
    "origin.json": "alamat dan asal yang dapat menyebut orang",
    "live_headers.txt": "kepala HTTP saat diambil lagi",
    "live_body.bin": "isi respons saat diambil lagi",
    "entered_screenshot": "tangkapan layar yang dimasukkan bersama teksnya",
    "brought": "berkas yang diberikan",
}
"""what each file of a piece is"""
_LONGEST_TITLE: Final = 200  # characters
_PART: Final = re.compile(r"_\d+(?=\.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseItem:
    """One item of the case, to be captured."""

    item: str
    revision: int
    title: str  # masked; "" where it is gone
    covered: bool  # may hold grave violence: shown when asked for
    source_id: str
    published_at: datetime | None
    captured: int  # how many pieces show it


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """A piece that counts no more."""

    entry: Entry
    why: str


def file_words(name: str) -> str:
    """What a file is, in Indonesian."""
    plain = _PART.sub("", name)
    return NAMES.get(plain) or NAMES.get(plain.partition(".")[0], "berkas")


def case_items(db: Connection, case: Case, blur_severity: int) -> list[CaseItem]:
    """The items of the case with their titles, and how often each was captured.

    `blur_severity`: from which on a title is covered.
    """
    found = copies(db, list(case.items))
    shown = []
    for item, revision in case.items:
        copy = found.get((item, revision))
        shown.append(
            CaseItem(
                item=item,
                revision=revision,
                title=(copy.title or copy.text)[:_LONGEST_TITLE] if copy else "",
                covered=copy is not None and is_covered(copy.signals, blur_severity),
                source_id=copy.source_id if copy else "",
                published_at=copy.published_at if copy else None,
                captured=sum((one.item, one.revision) == (item, revision) for one in case.evidence),
            )
        )
    return shown


def struck(db: Connection, case_id: str) -> list[Struck]:
    """What was struck, with its reason."""
    entries = [one for one in case_log(db, case_id) if one.step is CaseStep.EVIDENCE_STRUCK]
    reasons = [Text(**one.data["reason"]) if one.data.get("reason") else None for one in entries]
    words = texts(db, reasons)
    return [
        Struck(entry=entry, why=words.get(why.id, "") if why else "")
        for entry, why in zip(entries, reasons, strict=True)
    ]


def may_change(case: Case) -> None:
    """Raises RefusedError for a closed case."""
    if case.closed:
        raise RefusedError("kasus ini sudah ditutup; buka kembali dulu untuk mengubah buktinya")


def piece_of(case: Case, evidence_id: str) -> Evidence:
    """The piece with this id. Raises MissingError."""
    found = next((one for one in case.evidence if one.id == evidence_id), None)
    if found is None:
        raise MissingError
    return found


def file_of(piece: Evidence, name: str) -> EvidenceFile:
    """The file with this name. Raises MissingError."""
    found = next((one for one in piece.files if one.name == name), None)
    if found is None:
        raise MissingError
    return found


def content_of(desk: Desk, case_id: str, piece: Evidence, file: EvidenceFile) -> bytes:
    """The file's bytes as they were sealed. Raises RefusedError for others."""
    try:
        content = (folder(desk.settings, case_id, piece.id) / file.name).read_bytes()
    except OSError:
        raise RefusedError("berkas bukti ini hilang atau tidak terbaca; periksa ulang buktinya") from None
    if sha256(content) != file.sha256:
        raise RefusedError("berkas bukti ini berubah sejak disegel; periksa ulang buktinya")
    return content


def facts_of(desk: Desk, case_id: str, piece: Evidence) -> Mapping[str, Any]:
    """The piece's own facts; empty where their file is lost or altered: the check tells which."""
    try:
        content = content_of(desk, case_id, piece, file_of(piece, FACTS))
    except (MissingError, RefusedError):
        return {}
    facts = json.loads(content)
    return facts if isinstance(facts, dict) else {}


def job_name(case_id: str) -> str:
    """By which the capture of a case is found among the jobs."""
    return f"capture:{case_id}"


def start_capture(
    desk: Desk, case: Case, chosen: Sequence[tuple[str, int]], user: str, *, live: bool
) -> jobs.Job:
    """Capture these items in the background. Raises RefusedError for what is not of the case."""
    may_change(case)
    if not chosen:
        raise RefusedError("pilih setidaknya satu butir yang akan diambil")
    if len(chosen) > MOST_ITEMS:
        raise RefusedError("paling banyak 20 butir sekali ambil")
    if not set(chosen) <= set(case.items):
        raise RefusedError("butir ini tidak ada di kasus ini; muat ulang halaman")

    def work(report: Report) -> int:
        for number, (item, revision) in enumerate(chosen):
            report(number, len(chosen))
            capture(
                desk.store,
                desk.settings,
                case.id,
                item,
                revision,
                by_user=user,
                live=live,
                may=may_change,
            )
        report(len(chosen), len(chosen))
        stamps.ask(desk)
        return len(chosen)

    return jobs.start(desk, job_name(case.id), work)


def capture_all(desk: Desk, case_id: str, user: str) -> None:
    """Begin to capture every item of a case: asked for when it is opened."""
    with desk.store.reading() as db:
        case = the_case(db, case_id)
    if case.items:
        start_capture(desk, case, case.items[:MOST_ITEMS], user, live=False)


def strike(desk: Desk, case_id: str, evidence_id: str, why: str, user: str) -> Entry:
    """A piece counts no more; its files and its entries stay. Raises RefusedError, MissingError."""
    why = masked(why, 5, "tulis mengapa bukti ini dicoret")
    with desk.store.writing() as db:
        case = the_case(db, case_id)
        may_change(case)
        piece_of(case, evidence_id)
        data = {"evidence": evidence_id, "reason": keep_text(db, case_id, why)}
        return append(db, case_id, CaseStep.EVIDENCE_STRUCK, data, by_user=user)


def reveal(desk: Desk, case_id: str, evidence_id: str, name: str, reason: str, user: str) -> Entry:
    """Enter that somebody opens a file that can name people. Raises RefusedError, MissingError."""
    if reason not in REASONS:
        raise RefusedError("pilih alasan membuka berkas ini")
    with desk.store.writing() as db:
        file_of(piece_of(the_case(db, case_id), evidence_id), name)
        data = {"evidence": evidence_id, "file": name, "reason": reason}
        return append(db, case_id, CaseStep.REVEALED, data, by_user=user)


def check(desk: Desk, case_id: str, evidence_id: str, user: str) -> tuple[list[Fault], Entry]:
    """What differs from what the custody log says of a piece, and the entry that this was looked at."""
    with desk.store.reading() as db:
        log = case_log(db, case_id)
        piece = piece_of(the_case(db, case_id), evidence_id)
    place = folder(desk.settings, case_id, evidence_id)
    known = stamped_hash(log, evidence_id)
    faults = check_evidence(place, manifest=piece.manifest, evidence_id=evidence_id, stamp=known)
    faults += _listed_faults(place, piece, faults)
    faults += _stamp_faults(desk, place, piece) if known and not faults else []
    with desk.store.writing() as db:
        found: dict[str, Any] = {"what": f"evidence:{evidence_id}", "checked": len(faults)}
        return faults, append(db, case_id, CaseStep.READ, found, by_user=user)


def _listed_faults(place: Path, piece: Evidence, faults: Sequence[Fault]) -> list[Fault]:
    """Where the manifest is no help, the log itself lists the files."""
    if not any(one.file == "manifest.json" for one in faults):
        return []
    named = {one.file for one in faults}
    found = []
    for one in piece.files:
        try:
            fits = sha256((place / one.name).read_bytes()) == one.sha256
        except OSError:
            fits = False
        if not fits and one.name not in named:
            found.append(Fault(one.name, "altered"))
    return found


def _stamp_faults(desk: Desk, place: Path, piece: Evidence) -> list[Fault]:
    if desk.settings.tsa_roots is None:
        return []
    try:
        answer = (place / "manifest.tsr").read_bytes()
        verify_stamp(answer, piece.manifest, read_roots(desk.settings.tsa_roots))
    except (StampError, OSError):
        return [Fault("manifest.tsr", "signature")]
    return []
