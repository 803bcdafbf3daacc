"""What an approver should know beyond the matter: judged otherwise before, changed, struck, rejected.

All of it stands in the logs, but nobody reads a whole log before signing. None of it blocks.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final

from cases.case import Case, Conduct, Part
from cases.dissent import judged_before
from cases.log import CaseStep, Entry
from cases.worksheets import CONCLUSION_WORDS, Review
from core import clock
from desk.people.database import Database
from pipeline.decisions import Reopened
from pipeline.store import Connection, situations, story_decisions

_FLAGS: Final = {"minor": "diduga anak", "press": "pers"}
_WHO: Final = frozenset({"part", "conduct", "identity", "struck"})  # not: marks, which are told by themselves
_RESTS_ON: Final[Mapping[CaseStep, str]] = {
    CaseStep.STORY_ADDED: "cerita",
    CaseStep.DESCRIBED: "uraian",
    CaseStep.EVIDENCE_ADDED: "bukti",
    CaseStep.EVIDENCE_STRUCK: "bukti",
}
_CONCERNED: Final[Mapping[str, str]] = {Part.REPORTED.value: "terlapor", Part.VICTIM.value: "korban"}
_WITH_STORY: Final = """
    SELECT DISTINCT case_id FROM case_log
    WHERE step IN ('opened', 'story_added') AND contains(data, $story) AND case_id != $case
    ORDER BY case_id
"""


def concerns(
    say: Callable[[str], str],
    people: Database,
    db: Connection,
    log: Sequence[Entry],
    case: Case,
    found: Sequence[Review],
    names: Mapping[str, str],
    tied: Collection[str],
) -> list[str]:
    """One sentence each, in the language of `say`; conclusions only once two people are done.

    `tied`: ids of those who answer to a contestant today.
    """
    told = [*_judged_before(say, log, found, names), *_unseen_sheets(say, people, db, case, found, names)]
    told += [*_older_sheets(say, log, found, names), *_people_of_the_case(say, log)]
    bound = say("{name} mengisi lembar kerja dan terkait peserta pemilihan")
    told += [bound.format(name=names.get(one.user, "–")) for one in found if one.user in tied]
    rejected = sum(one.upheld is False for one in case.objections)
    if rejected:
        told.append(say("{n} keberatan ditolak; baca di halaman keberatan").format(n=rejected))
    told += _fallen(say, db, case)
    for story in case.stories:
        rows = db.execute(_WITH_STORY, {"story": f'"{story}"', "case": case.id}).fetchall()
        told += [say("cerita yang sama ada juga di kasus {id}").format(id=row[0]) for row in rows]
    return list(dict.fromkeys(told))


def _fallen(say: Callable[[str], str], db: Connection, case: Case) -> Iterator[str]:
    """Stories that were decided a hoax by a claim which is found false no more."""
    decisions = [one for story in case.stories for one in story_decisions(db, story)]
    told = say("cerita {id} diputuskan hoaks, tetapi klaim yang mendasarinya tidak lagi dinilai salah")
    for story, found in situations(db, decisions, clock.now()).items():
        if found.why is Reopened.CLAIM:
            yield told.format(id=story[:8])


def _judged_before(
    say: Callable[[str], str], log: Sequence[Entry], found: Sequence[Review], names: Mapping[str, str]
) -> Iterator[str]:
    told = say("{name} pernah menyimpulkan: {what} (norma saat itu: {norm}); tidak lagi dihitung")
    for one in judged_before(log, found):
        what = say(CONCLUSION_WORDS[one.conclusion])
        yield told.format(name=names.get(one.user, "–"), what=what, norm=one.norm or "–")


def _unseen_sheets(
    say: Callable[[str], str],
    people: Database,
    db: Connection,
    case: Case,
    found: Sequence[Review],
    names: Mapping[str, str],
) -> Iterator[str]:
    """Worksheets carry no signature: one that nobody saved at the desk was written past it."""
    about = f"case:{case.id}"
    waiting = people.read(
        "SELECT DISTINCT by_user FROM audit_waiting WHERE action = 'case_sheet' AND object = ?", (about,)
    )
    noted = db.execute(
        "SELECT DISTINCT by_user FROM audit WHERE action = 'case_sheet' AND object = ?", [about]
    ).fetchall()
    saved = {row["by_user"] for row in waiting} | {row[0] for row in noted}
    for one in found:
        if one.user not in names:
            yield say("lembar kerja atas nama akun yang tidak dikenal meja ini")
        elif one.user not in saved:
            yield say(
                "jejak audit tidak mencatat bahwa {name} menyimpan lembar kerjanya; tanyakan kepadanya"
            ).format(name=names[one.user])


def _older_sheets(
    say: Callable[[str], str], log: Sequence[Entry], found: Sequence[Review], names: Mapping[str, str]
) -> Iterator[str]:
    """Who judged before what is judged was changed. Their sheets still count: the approver weighs it."""
    told = say("{name} mengisi lembar kerja sebelum ini berubah: {what}; nilai apakah masih cocok")
    changes = list(_changes(log))
    for one in found:
        filled = max(
            entry.place for entry in log if entry.step is CaseStep.SHEET and entry.by_user == one.user
        )
        since = dict.fromkeys(say(what) for place, what in changes if place > filled)
        if one.complete and since:
            yield told.format(name=names.get(one.user, "–"), what=", ".join(since))


def _changes(log: Sequence[Entry]) -> Iterator[tuple[int, str]]:
    """Where in the log something was changed on which a worksheet rests, and what, in Indonesian."""
    parts: dict[str, str] = {}
    for entry in log:
        if what := _RESTS_ON.get(entry.step):
            yield entry.place, what
        elif entry.step in (CaseStep.PARTY_ADDED, CaseStep.PARTY_CHANGED):
            party = str(entry.data["party"])
            before = parts.get(party, "")
            parts[party] = str(entry.data.get("part", before))
            if not _WHO.isdisjoint(entry.data):
                for part, words in _CONCERNED.items():
                    if part in (before, parts[party]):
                        yield entry.place, words


def _people_of_the_case(say: Callable[[str], str], log: Sequence[Entry]) -> Iterator[str]:
    """Who was struck, and which marks that stop a referral were taken back."""
    pseudonyms: dict[str, str] = {}
    marks: dict[str, set[str]] = {}
    parts: dict[str, str] = {}
    for entry in log:
        if entry.step not in (CaseStep.PARTY_ADDED, CaseStep.PARTY_CHANGED):
            continue
        party, data = str(entry.data["party"]), entry.data
        pseudonyms[party] = str(data.get("pseudonym", pseudonyms.get(party, "–")))
        why = f"; {say('alasannya di catatan pengawasan')}" if data.get("why") else ""
        held = marks.setdefault(party, set())
        before, parts[party] = parts.get(party), str(data.get("part", parts.get(party)))
        for name, words in _FLAGS.items():
            stops = name == "minor" or before == Part.REPORTED
            if name in held and data.get(name) is False and stops:
                told = say("tanda {mark} pada {who} dicabut")
                yield told.format(mark=say(words), who=pseudonyms[party]) + why
            if name in data:
                (held.add if data[name] else held.discard)(name)
        if "press" in held and before == Part.REPORTED != parts[party]:
            yield say("{who} (pers) bukan lagi terlapor").format(who=pseudonyms[party]) + why
        if data.get("struck"):
            only = [say("hanya meneruskan")] if data.get("conduct") == Conduct.FORWARDED.value else []
            known = ", ".join([*(say(_FLAGS[one]) for one in sorted(held)), *only])
            who = pseudonyms[party] + (f" ({known})" if known else "")
            yield say("{who} dicoret dari kasus").format(who=who) + why
