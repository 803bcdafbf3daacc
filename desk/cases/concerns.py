"""What an approver should know beyond the matter: judged otherwise before, struck, taken back, rejected.

All of it stands in the logs, but nobody reads a whole log before signing. None of it blocks.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from cases.case import Case, Conduct
from cases.dissent import judged_before
from cases.log import CaseStep, Entry
from cases.worksheets import CONCLUSION_WORDS, Review
from desk.people.database import Database
from pipeline.store import Connection

_FLAGS: Final = {"minor": "diduga anak", "press": "pers"}
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
) -> list[str]:
    """One sentence each, in the language of `say`; conclusions only once two people are done."""
    told = [*_judged_before(say, log, found, names), *_unseen_sheets(say, people, db, case, found, names)]
    told += _people_of_the_case(say, log)
    rejected = sum(one.upheld is False for one in case.objections)
    if rejected:
        told.append(say("{n} keberatan ditolak; baca di halaman keberatan").format(n=rejected))
    for story in case.stories:
        rows = db.execute(_WITH_STORY, {"story": f'"{story}"', "case": case.id}).fetchall()
        told += [say("cerita yang sama ada juga di kasus {id}").format(id=row[0]) for row in rows]
    return list(dict.fromkeys(told))


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


def _people_of_the_case(say: Callable[[str], str], log: Sequence[Entry]) -> Iterator[str]:
    """Who was struck, and which marks that stop a referral were taken back."""
    pseudonyms: dict[str, str] = {}
    marks: dict[str, set[str]] = {}
    for entry in log:
        if entry.step not in (CaseStep.PARTY_ADDED, CaseStep.PARTY_CHANGED):
            continue
        party, data = str(entry.data["party"]), entry.data
        pseudonyms[party] = str(data.get("pseudonym", pseudonyms.get(party, "–")))
        held = marks.setdefault(party, set())
        for name, words in _FLAGS.items():
            if name in held and data.get(name) is False:
                told = say("tanda {mark} pada {who} dicabut; alasannya di catatan pengawasan")
                yield told.format(mark=say(words), who=pseudonyms[party])
            if name in data:
                (held.add if data[name] else held.discard)(name)
        if data.get("struck"):
            only = [say("hanya meneruskan")] if data.get("conduct") == Conduct.FORWARDED.value else []
            why = ", ".join([*(say(_FLAGS[one]) for one in sorted(held)), *only])
            told = say("{who} dicoret dari kasus; alasannya di catatan pengawasan")
            yield told.format(who=pseudonyms[party] + (f" ({why})" if why else ""))
