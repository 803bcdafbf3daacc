"""The custody log of a case as people read it; and whether its end is there that the audit trail tells of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cases.log import CaseStep, Entry
from desk.cases.wording import CHANNELS, CONDUCTS, READS, REVEAL_REASONS, STEPS
from desk.desk import Desk
from desk.work.incidents import place_names
from pipeline.store import Connection

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
    why = data.get("why")
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
    if entry.step is CaseStep.READ:
        what, _, which = str(data.get("what", "")).partition(":")
        return READS.get(what, what), [which]
    if entry.step is CaseStep.PARTY_ADDED:
        return now.get(party, party), [_conduct(data), *_flags(data)]
    if entry.step is CaseStep.PARTY_CHANGED:
        return before.get(party, party), _changed(data, before, now)
    if entry.step is CaseStep.REVEALED:
        reason = str(data.get("reason", ""))
        about = before.get(party, party) or str(data.get("evidence", ""))
        return about, [REVEAL_REASONS.get(reason, reason)]
    if entry.step is CaseStep.DESCRIBED:
        place, channel = str(data.get("place", "")), str(data.get("channel", ""))
        day = "-".join(reversed(str(data.get("act_on", "")).split("-")))
        return place_names().get(place, place), [day, CHANNELS.get(channel, channel)]
    if entry.step is CaseStep.CONCLUDED:
        return "", []  # two people conclude blind: what one wrote is for the page of the worksheets
    return _by_code(data, before)


_CODES: Final = ("evidence", "package", "objection", "approval", "route", "norm", "sheet", "story", "to")
_FURTHER: Final = ("what", "recipient", "outcome", "state", "by", "on", "reason", "upheld")


def _by_code(data: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, list[str]]:
    codes = [str(data[name]) for name in _CODES if isinstance(data.get(name), str) and data[name]]
    further = [_plain(data[name]) for name in _FURTHER if name in data]
    about = names.get(str(data.get("party") or ""), "") or (codes.pop(0) if codes else "")
    return about, [*codes, *further]


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return value if isinstance(value, str) else ""


def _conduct(data: Mapping[str, Any]) -> str:
    conduct = data.get("conduct")
    return next((words for one, words in CONDUCTS.items() if one == conduct and conduct != "none"), "")


def _flags(data: Mapping[str, Any]) -> list[str]:
    said = {"press": ("pers", "bukan pers"), "minor": ("diduga anak", "bukan anak")}
    first = "pseudonym" in data and "struck" not in data and "press" in data and "minor" in data
    return [
        yes if data[name] else no
        for name, (yes, no) in said.items()
        if name in data and (data[name] or not first)  # of somebody new only what is so
    ]


def _changed(data: Mapping[str, Any], before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    if data.get("struck"):
        return [_conduct(data), "dicoret"]
    party = str(data.get("party"))
    renamed = f"→ {now[party]}" if now.get(party) != before.get(party) and party in now else ""
    identity = "identitas dicatat" if data.get("identity") else ""
    return [renamed, _conduct(data), *_flags(data), identity]


def end_is_missing(desk: Desk, db: Connection, log: Sequence[Entry]) -> bool:
    """Whether the audit trail names an entry that the log lacks: its end was cut, or it was rewritten.

    The chain itself cannot show what is gone from its end. Every reading leaves the hash of its entry in the
    audit trail, which is another table and, for a while, another file; whoever cuts both in step stays
    unseen here, and is seen only by a package that was made before.
    """
    if not log:
        return False
    about = f"case:{log[0].case_id}"
    waiting = desk.people.read(
        "SELECT detail->>'head' AS head FROM audit_waiting WHERE object = ? ORDER BY rowid DESC LIMIT ?",
        (about, _COMPARED),
    )
    noted = db.execute(
        "SELECT detail->>'$.head' FROM audit WHERE object = ? ORDER BY number DESC LIMIT ?",
        [about, _COMPARED],
    ).fetchall()
    heads = {head for (head,) in noted if head} | {row["head"] for row in waiting if row["head"]}
    return not heads <= {one.hash for one in log}
