"""What the verifier asks of a package's records: do log, case, approvals, signers and evidence fit together?

Each function returns faults: "file: what is wrong", in Indonesian. Nothing here opens a file or a database.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from cases.approval import discounted, head_of_matter, matter, together
from cases.approval import faults as faults_of_approval
from cases.case import Case, Evidence, salted
from cases.log import WRONG, CaseStep, Entry, broken_at
from cases.package.container import Part, fits
from cases.package.records import (
    APPROVALS,
    CASE,
    CUSTODY,
    EVIDENCE,
    SIGNERS,
    Manifest,
    approvals_of,
    log_lines,
    text_hashes,
)
from cases.replay import read_case
from cases.seals import MANIFEST, SIGNATURE, STAMP
from cases.signers import Signers, signers_of
from cases.signing import verifies
from cases.worksheets import fillers, reviews
from core.canonical import canonical, sha256


@dataclass(frozen=True, slots=True)
class Check:
    """What was read of a package."""

    contents: Mapping[str, bytes]
    parts: Mapping[str, Part]
    manifest: Manifest
    public: bytes  # the desk's key


def custody(check: Check) -> tuple[tuple[Entry, ...], list[str]]:
    """The log and what is wrong with it."""
    raw = check.contents.get(CUSTODY)
    if raw is None:
        return (), [f"{CUSTODY}: tidak ada atau tidak terbaca"]
    log: list[Entry] = []
    for number, line in enumerate(raw.split(b"\n")[:-1], start=1):
        try:
            log.append(_entry(line))
        except WRONG:
            return (), [f"{CUSTODY}: catatan {number} tidak terbaca atau berubah"]
    if log_lines(log) != raw:
        return (), [f"{CUSTODY}: bukan bentuk yang dibuat sistem"]
    return tuple(log), _log_faults(check.manifest, log)


def _log_faults(manifest: Manifest, log: Sequence[Entry]) -> list[str]:
    place = broken_at([one.facts() for one in log], [one.hash for one in log])
    if place is not None:
        return [f"{CUSTODY}: rantai pengawasan putus pada catatan {place}"]
    if not log or (log[-1].hash, len(log)) != (manifest.custody_head, manifest.custody_entries):
        return [f"{CUSTODY}: rantai pengawasan dipotong atau disambung; akhirnya lain daripada manifest"]
    if {one.case_id for one in log} != {manifest.case}:
        return [f"{CUSTODY}: milik kasus lain"]
    try:
        read_case(log)
    except WRONG:
        return [f"{CUSTODY}: catatannya tidak membentuk sebuah kasus"]
    return []


def case_faults(check: Check, log: Sequence[Entry], case: Case) -> list[str]:
    """The case as told is the one that the log makes, and its words are those that were hashed."""
    found = []
    if (case.route, head_of_matter(case)) != (check.manifest.route, check.manifest.head_of_matter):
        found.append(f"{MANIFEST}: jalur atau isi yang disetujui lain daripada catatan kasus")
    try:
        told = _loaded(check.contents[CASE])
        if told["matter"] != json.loads(canonical(matter(case))):
            found.append(f"{CASE}: isi kasus lain daripada catatan kasus")
        known = text_hashes(log)
        for one in told["texts"]:
            if salted(one["salt"], one["text"]) != known.get(one["id"]):
                found.append(f"{CASE}: kata-kata {ascii(one['id'])[:40]} lain daripada yang tercatat")
    except WRONG:
        found.append(f"{CASE}: tidak ada atau tidak terbaca")
    return found


def approval_faults(check: Check, log: Sequence[Entry], case: Case) -> list[str]:
    """Two people approved exactly this, with keys that the desk certified."""
    try:
        signers: Signers = signers_of(_loaded(check.contents[SIGNERS]), check.public)
    except WRONG:
        return [f"{SIGNERS}: tidak ada atau tidak terbaca"]
    try:
        if _loaded(check.contents[APPROVALS]) != json.loads(canonical(approvals_of(case))):
            return [f"{APPROVALS}: persetujuan lain daripada yang tercatat di {CUSTODY}"]
    except WRONG:
        return [f"{APPROVALS}: tidak ada atau tidak terbaca"]
    try:
        wrong = {one.id: faults_of_approval(case, one, signers) for one in case.approvals}
        uncounted = discounted(log)
        held = [one for one in case.approvals if not wrong[one.id] and one.id not in uncounted]
        words = together(case, held, signers, fillers(reviews(log, case)))
    except WRONG:
        return [f"{APPROVALS}: persetujuan tidak terbaca"]
    # One that does not hold is no fault by itself: the case may have been changed and approved anew.
    reasons = [f"{ascii(name)[:40]}: {fault.words}" for name, found in wrong.items() for fault in found]
    return [f"{APPROVALS}: {one}" for one in (*words, *(reasons if words else ()))]


def evidence_faults(check: Check, log: Sequence[Entry], case: Case) -> list[str]:
    """All evidence of the case is there as it was recorded, or is said to be left out; and nothing else."""
    stamps = _stamps(log)
    found = [
        fault
        for piece in case.evidence
        for fault in (*_sealed(check, piece, stamps.get(piece.id, "")), *_piece_files(check, piece))
    ]
    known = {f"{EVIDENCE}/{piece.id}/" for piece in case.evidence}
    for name in check.parts:
        if name.startswith(f"{EVIDENCE}/") and not any(name.startswith(one) for one in known):
            found.append(f"{name}: bukti ini tidak tercatat di {CUSTODY}")
    return found


def _stamps(log: Sequence[Entry]) -> dict[str, str]:
    """SHA-256 of the time stamp of each piece of evidence that has a good one."""
    return {
        str(one.data.get("evidence")): str(one.data.get("sha256", ""))
        for one in log
        if one.step is CaseStep.TIMESTAMPED and one.data.get("state") == "good"
    }


def _sealed(check: Check, piece: Evidence, stamp: str) -> Iterator[str]:
    """The piece's own manifest, signature and time stamp."""
    place = f"{EVIDENCE}/{piece.id}"
    raw = check.contents.get(f"{place}/{MANIFEST}")
    if raw is None:
        yield f"{place}/{MANIFEST}: tidak ada atau tidak terbaca"
        return
    if sha256(raw) != piece.manifest:
        yield f"{place}/{MANIFEST}: bukan manifest bukti yang tercatat di {CUSTODY}"
    elif _loaded(raw).get("files") != sorted(map(asdict, piece.files), key=lambda one: str(one["name"])):
        yield f"{place}/{MANIFEST}: berkas yang disebutnya lain daripada yang tercatat di {CUSTODY}"
    signature = check.contents.get(f"{place}/{SIGNATURE}", b"").decode("ascii", "replace")
    if not verifies(check.public, raw, signature):
        yield f"{place}/{SIGNATURE}: tanda tangan bukti tidak cocok dengan kunci meja"
    answer = check.parts.get(f"{place}/{STAMP}")
    if stamp and (answer is None or answer.sha256 != stamp):
        yield f"{place}/{STAMP}: bukan cap waktu yang tercatat di {CUSTODY}"


def _piece_files(check: Check, piece: Evidence) -> Iterator[str]:
    place = f"{EVIDENCE}/{piece.id}"
    left_out = {(one.evidence, one.name, one.sha256) for one in check.manifest.left_out}
    names = {f"{place}/{one}" for one in (MANIFEST, SIGNATURE, STAMP)}
    for file in piece.files:
        name = f"{place}/{file.name}"
        names.add(name)
        part = check.parts.get(name)
        if part is None and (piece.id, file.name, file.sha256) not in left_out:
            yield f"{name}: tidak ada, dan tidak disebut sengaja ditinggalkan"
        elif part is not None and (part.sha256, part.size) != (file.sha256, file.size):
            yield f"{name}: bukan berkas bukti yang tercatat di {CUSTODY}"
    for name in check.parts:
        if name.startswith(f"{place}/") and name not in names and fits(name):
            yield f"{name}: tidak termasuk bukti yang tercatat di {CUSTODY}"


def _entry(line: bytes) -> Entry:
    """One entry of the log. Raises one of `WRONG` for anything else."""
    told = _loaded(line)
    given = told.pop("hash")
    entry = Entry(
        case_id=told["case"],
        place=told["place"],
        id=told["id"],
        step=CaseStep(told["step"]),
        data=told["data"],
        by_user=told["by"],
        made_at=datetime.fromisoformat(told["at"]),
        previous=told["previous"],
        hash=given,
    )
    if entry.facts() != told or not isinstance(given, str):
        raise ValueError("not as the system writes it")
    return entry


def _loaded(raw: bytes) -> Any:
    """Canonical JSON. Raises ValueError for any other bytes that mean the same."""
    told = json.loads(raw)
    if canonical(told) != raw:
        raise ValueError("not canonical JSON")
    return told
