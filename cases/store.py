"""Cases in the store: append to a log, read it, keep words apart.

with store.writing() as db:
    title = keep_text(db, case_id, "Ajakan menyerang kantor desa")
    append(db, case_id, CaseStep.OPENED, {...}, by_user=user.id)
"""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pyarrow as pa

from cases.case import Case, Text, salted
from cases.log import WRONG, CaseStep, Entry, broken_at, chained
from cases.replay import read_case
from core import clock
from core.canonical import canonical
from core.errors import PantauError
from pipeline.store import Connection
from pipeline.store.database import registered
from pipeline.store.notes import new_id, next_number
from pipeline.store.reading import fetch


class CaseError(PantauError):
    """A case that cannot be read, or a step that it does not allow: one line for the one who asked."""


class NoCaseError(CaseError):
    """There is no such case."""


def case_log(db: Connection, case_id: str) -> tuple[Entry, ...]:
    """The log of a case, from its opening. Empty where there is no such case."""
    return _logs(db, "WHERE case_id = ?", [case_id]).get(case_id, ())


def all_logs(db: Connection) -> dict[str, tuple[Entry, ...]]:
    """The log of every case, by its id: for lists and counts."""
    return _logs(db, "", [])


def _logs(db: Connection, where: str, values: list[Any]) -> dict[str, tuple[Entry, ...]]:
    rows = fetch(db, f"SELECT * FROM case_log {where} ORDER BY case_id, place, number", values)  # noqa: S608
    logs: dict[str, list[Entry]] = {}
    for row in rows:
        logs.setdefault(row["case_id"], []).append(_entry(row))
    return {case_id: tuple(log) for case_id, log in logs.items()}


def _entry(row: Mapping[str, Any]) -> Entry:
    """A row as an entry. What no desk can have written does not fit its hash, whatever it says."""
    try:
        step, data = CaseStep(row["step"]), json.loads(row["data"])
    except ValueError:
        step, data = CaseStep.READ, {"unreadable": row["data"]}
    return Entry(
        case_id=row["case_id"],
        place=row["place"],
        id=row["id"],
        step=step,
        data=data if isinstance(data, dict) else {"unreadable": row["data"]},
        by_user=row["by_user"],
        made_at=row["made_at"],
        previous=row["previous"],
        hash=row["hash"],
    )


def the_case(db: Connection, case_id: str) -> Case:
    """The case as it stands. Raises NoCaseError, or CaseError where its log was altered."""
    return checked_case(case_log(db, case_id), case_id)


def checked_case(log: Sequence[Entry], case_id: str) -> Case:
    """The case that this log makes, if the chain holds. Raises NoCaseError, CaseError."""
    _refuse_broken(log, case_id)
    try:
        return read_case(log)
    except WRONG as error:  # chained anew over what is no case
        raise CaseError(f"kasus {case_id}: catatannya tidak terbaca; pulihkan dari cadangan") from error


def _refuse_broken(log: Sequence[Entry], case_id: str) -> None:
    if not log:
        raise NoCaseError(f"kasus {case_id[:40]} tidak ada")
    place = broken_at([one.facts() for one in log], [one.hash for one in log])
    if place is not None:
        raise CaseError(
            f"kasus {case_id}: catatan {place} telah diubah; rantai pengawasan putus. "
            "Pulihkan dari cadangan dan periksa siapa yang membuka basis data"
        )


def append(db: Connection, case_id: str, step: CaseStep, data: Mapping[str, Any], *, by_user: str) -> Entry:
    """Append one entry, within the caller's transaction; as it was stored.

    The store has one writer at a time, so that two desks cannot both take the same place. Raises
    NoCaseError, and CaseError where the log was altered: nothing is built on a broken chain.
    """
    log = case_log(db, case_id)
    if step is CaseStep.OPENED:
        if log:
            raise CaseError(f"kasus {case_id} sudah dibuka")
    else:
        _refuse_broken(log, case_id)
    entry = chained(log, case_id, step, data, by_user=by_user, at=clock.now(), entry_id=new_id())
    db.execute(
        "INSERT INTO case_log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            next_number(db, "case_log"),
            case_id,
            entry.place,
            entry.id,
            entry.step.value,
            canonical(dict(entry.data)).decode(),
            entry.by_user,
            entry.made_at,
            entry.previous,
            entry.hash,
        ],
    )
    return entry


def keep_text(db: Connection, case_id: str, text: str) -> dict[str, str] | None:
    """Keep words apart; what an entry names them by, or None for nothing typed."""
    text = text.strip()
    if not text:
        return None
    text_id, salt = new_id(), secrets.token_hex(16)
    db.execute("INSERT INTO private.case_texts VALUES (?, ?, ?, ?)", [text_id, case_id, salt, text])
    return {"id": text_id, "sha256": salted(salt, text)}


def texts(db: Connection, wanted: Collection[Text | None]) -> dict[str, str]:
    """These words by id; erased ones are missing. Raises CaseError for words that were altered."""
    kept = {one.id: one.sha256 for one in wanted if one is not None}
    if not kept:
        return {}
    with registered(db, wanted=pa.table({"id": pa.array(list(kept), pa.string())})):
        rows = db.execute(
            "SELECT id, salt, text FROM private.case_texts SEMI JOIN wanted USING (id)"
        ).fetchall()
    for text_id, salt, text in rows:
        if salted(salt, text) != kept[text_id]:
            raise CaseError(f"teks kasus {text_id} telah diubah")
    return {str(text_id): str(text) for text_id, _, text in rows}
