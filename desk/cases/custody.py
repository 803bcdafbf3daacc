"""The custody log of a case as people read it; and whether its end is there that the audit trail tells of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cases.log import CaseStep, Entry
from cases.store import CaseError
from desk.cases import codes
from desk.cases.evidence import REASONS as EVIDENCE_REASONS
from desk.cases.wording import CHANNELS, CONDUCTS, REVEAL_REASONS, STEPS
from desk.people.database import Database
from desk.work.incidents import place_names
from pipeline.store import Connection

_REASONS: Final = {**EVIDENCE_REASONS, **REVEAL_REASONS}
_COMPARED: Final = 200  # entries of the audit trail, the latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry, in words. `about` and `more` are Indonesian words or codes, to be said one by one."""

    place: int
    at: datetime
    by_user: str
    words: str  # "membuka identitas"
    about: str  # "Terlapor 1", "bukti", "" where the words say all
    more: tuple[str, ...]
    why: str  # id of its text, ""
    hash: str

    @property
    def quiet(self) -> bool:
        """A mere reading: shown paler."""
        return self.words == STEPS[CaseStep.READ]


def lines(log: Sequence[Entry]) -> tuple[Line, ...]:
    """All entries, the latest first."""
    pseudonyms: dict[str, str] = {}
    found = []
    for entry in log:
        before = dict(pseudonyms)
        if name := entry.data.get("pseudonym"):
            pseudonyms[str(entry.data.get("party"))] = str(name)
        found.append(_line(entry, before, pseudonyms))
    return tuple(reversed(found))


def _line(entry: Entry, before: Mapping[str, str], now: Mapping[str, str]) -> Line:
    data = entry.data
    about, more = _said(entry, before, now)
    why = data.get("why") or data.get("reason")  # struck evidence calls it so
    return Line(
        place=entry.place,
        at=entry.made_at,
        by_user=entry.by_user,
        words=STEPS.get(entry.step, entry.step.value),
        about=about,
        more=tuple(one for one in more if one),
        why=str(why["id"]) if isinstance(why, Mapping) else "",
        hash=entry.hash,
    )


def _said(entry: Entry, before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, list[str]]:
    """What an entry is about, and what else it says, without any word that lies apart."""
    data = entry.data
    party = str(data.get("party") or "")
    if entry.step in (CaseStep.READ, CaseStep.EXPORTED):
        what, *which = codes.read(str(data.get("what", "")))
        return what, which
    if entry.step is CaseStep.PARTY_ADDED:
        return now.get(party, party), [_conduct(data), *_flags(data, new=True)]
    if entry.step is CaseStep.PARTY_CHANGED:
        return before.get(party, party), _changed(data, before, now)
    if entry.step is CaseStep.REVEALED:
        reason = str(data.get("reason", ""))
        about = before.get(party, party) or str(data.get("evidence", ""))
        return about, [str(data.get("file", "")), _REASONS.get(reason, reason)]
    if entry.step is CaseStep.DESCRIBED:
        place, channel = str(data.get("place", "")), str(data.get("channel", ""))
        day = codes.day(str(data.get("act_on", "")))
        return place_names().get(place, place), [day, CHANNELS.get(channel, channel)]
    if entry.step is CaseStep.CONCLUDED:
        return "", []  # two people conclude blind: what one wrote is for the page of the worksheets
    about, *more = [*([before.get(party, party)] if party else []), *codes.told(data)] or [""]
    return about, more


def _conduct(data: Mapping[str, Any]) -> str:
    conduct = data.get("conduct")
    return next((words for one, words in CONDUCTS.items() if one == conduct and conduct != "none"), "")


def _flags(data: Mapping[str, Any], *, new: bool = False) -> list[str]:
    """The marks that an entry sets or takes back; of somebody new only what is so."""
    said = {"press": ("pers", "bukan pers"), "minor": ("diduga anak", "bukan anak")}
    return [
        yes if data[name] else no
        for name, (yes, no) in said.items()
        if name in data and (data[name] or not new)
    ]


def _changed(data: Mapping[str, Any], before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    if data.get("struck"):
        return [_conduct(data), "dicoret"]
    party = str(data.get("party"))
    renamed = f"→ {now[party]}" if now.get(party) != before.get(party) and party in now else ""
    identity = "identitas dicatat" if data.get("identity") else ""
    return [renamed, _conduct(data), *_flags(data), identity]


def refuse_cut(people: Database, db: Connection, log: Sequence[Entry]) -> None:
    """Raises CaseError where the log lacks an entry that the audit trail names: a withdrawal, say."""
    if end_is_missing(people, db, log):
        raise CaseError(
            "catatan pengawasan kasus ini terpotong: jejak audit menyebut catatan yang tidak ada lagi; "
            "pulihkan dari cadangan"
        )


def end_is_missing(people: Database, db: Connection, log: Sequence[Entry]) -> bool:
    """Whether the audit trail names an entry that the log lacks: its end was cut, or it was rewritten.

    The chain itself cannot show what is gone from its end. Every reading, and every step that a person takes,
    leaves the hash of its entry in the audit trail, which is another table and, for a while, another file;
    whoever cuts both in step stays unseen here, and is seen only by a package that was made before.
    """
    if not log:
        return False
    about = f"case:{log[0].case_id}"
    waiting = people.read(
        "SELECT detail->>'head' AS head FROM audit_waiting WHERE object = ? ORDER BY rowid DESC LIMIT ?",
        (about, _COMPARED),
    )
    noted = db.execute(
        "SELECT detail->>'$.head' FROM audit WHERE object = ? ORDER BY number DESC LIMIT ?",
        [about, _COMPARED],
    ).fetchall()
    heads = {head for (head,) in noted if head} | {row["head"] for row in waiting if row["head"]}
    return not heads <= {one.hash for one in log}
