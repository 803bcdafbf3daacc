"""Cases for tests: complete ones, step by step, in memory or in a store, approved by two people.

log = complete_log()                          # in memory: everything but the approvals
made = approved_case(store, settings)         # in a store: two people have approved, the gate is open
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cases.approval import approve
from cases.law.routes import NOT_CRITICISM
from cases.log import CaseStep, Entry, chained
from cases.replay import read_case
from cases.signers import Deputy, Signers, certify
from cases.signing import fingerprint, public_key
from cases.store import append, case_log, keep_text, the_case
from cases.worksheets import RABAT_FACTORS, questions
from core import clock
from core.keys import SIGNATURE, load_key
from core.settings import Settings
from desk.people.accounts import User, add_user, user_by_name
from desk.people.database import Database
from desk.people.roles import RoleOfUser
from desk.people.signing import desk_signers, unlock
from pipeline.store import Store
from pipeline.store.notes import new_id

ROUTE = "police"
NORM = "kuhp-246"
PASSWORD = "sandi-uji-coba-2026"
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
TEAM = {
    "opener": ("Rina Pembuka", RoleOfUser.ANALYST),
    "analyst": ("Dewi Analis", RoleOfUser.ANALYST),
    "supervisor": ("Sari Penyelia", RoleOfUser.SUPERVISOR),
    "legal": ("Hasan Hukum", RoleOfUser.LEGAL),
    "administrator": ("Adi Pengurus", RoleOfUser.ADMINISTRATOR),
}
"""A team of five, invented: who they are in a case, their name, their role."""

Keep = Callable[[str], dict[str, str] | None]
Step = tuple[CaseStep, dict[str, Any], str]


def opening(keep: Keep, opener: str, items: Sequence[tuple[str, str, int]] = ()) -> Step:
    """How a case opens. `items`: story, item, revision."""
    chosen = list(items) or [("s-1", "i-1", 1)]
    data = {
        "stories": list(dict.fromkeys(story for story, _, _ in chosen)),
        "items": [[item, revision] for _, item, revision in chosen],
        "known_at": NOON.isoformat(),
        "title": keep("Ajakan menyerang kantor desa Sepaso Timur"),
    }
    return CaseStep.OPENED, data, opener


def complete_steps(
    keep: Keep,
    people: Mapping[str, str],
    *,
    outcome: str = "criminal",
    evidence: Mapping[str, Any] | None = None,
) -> list[Step]:
    """Everything between the opening and the approvals. `people`: user ids by the names of TEAM."""
    opener, second = people["opener"], people["analyst"]
    return [
        (CaseStep.DESCRIBED, described(keep), opener),
        (CaseStep.PARTY_ADDED, party(keep), opener),
        (CaseStep.EVIDENCE_ADDED, dict(evidence or EVIDENCE), opener),
        (CaseStep.ROUTED, routed(keep), opener),
        (CaseStep.NORMED, {"norm": NORM}, opener),
        *sheets(keep, opener, outcome=outcome),
        *sheets(keep, second, outcome=outcome),
    ]


def described(keep: Keep) -> dict[str, Any]:
    return {
        "description": keep("Unggahan publik mengajak warga membakar kantor desa pada hari rapat."),
        "place": "64.08.09",
        "act_on": "2026-11-19",
        "channel": "public_post",
    }


def party(keep: Keep, **changed: Any) -> dict[str, Any]:
    return {
        "party": "p-1",
        "part": "reported",
        "conduct": "authored",
        "pseudonym": "Terlapor 1",
        "press": False,
        "identity": keep("Akun karangan @contoh_saja"),
        **changed,
    }


def routed(keep: Keep, route: str = ROUTE) -> dict[str, Any]:
    return {
        "route": route,
        "passed": ["clarification"],
        "why": keep("Ajakan kekerasan dengan hari dan tempat."),
        "confirmed": [NOT_CRITICISM],
    }


EVIDENCE: Mapping[str, Any] = {
    "evidence": "e-1",
    "kind": "capture",
    "captured_at": NOON.isoformat(),
    "files": [{"name": "text.txt", "sha256": "a" * 64, "size": 10, "media_type": "text/plain"}],
    "manifest": "b" * 64,
    "item": "i-1",
    "revision": 1,
}


def answers(keep: Keep, ids: Sequence[str], answer: str = "met") -> dict[str, Any]:
    return {one: {"answer": answer, "why": keep(f"Alasan untuk {one}.")} for one in ids}


def sheets(
    keep: Keep, user: str, *, norm: str = NORM, outcome: str = "criminal", answer: str = "met"
) -> list[Step]:
    """Both sheets of one person, and what they conclude."""
    rabat = answers(keep, [one.id for one in RABAT_FACTORS], answer)
    elements = answers(keep, [one.id for one in questions("elements", norm)], answer)
    return [
        (CaseStep.SHEET, {"sheet": "rabat", "norm": norm, "answers": rabat}, user),
        (CaseStep.SHEET, {"sheet": "elements", "norm": norm, "answers": elements}, user),
        (CaseStep.CONCLUDED, {"outcome": outcome}, user),
    ]


@dataclass
class Logged:
    """A case in memory, with invented people who have keys that an invented desk certified."""

    log: list[Entry] = field(default_factory=list)
    case_id: str = "c-1"
    now: datetime = NOON
    desk: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    keys: dict[str, bytes] = field(default_factory=lambda: {one: secrets.token_bytes(32) for one in TEAM})
    deputies: dict[str, Deputy] = field(default_factory=dict)

    def keep(self, text: str) -> dict[str, str]:
        """Words that lie apart; only their name and hash matter here."""
        return {"id": f"t-{len(text)}", "sha256": fingerprint(text.encode())}

    def add(self, step: CaseStep, data: Mapping[str, Any], user: str) -> Entry:
        """One more entry, a second later."""
        self.now += timedelta(seconds=1)
        entry = chained(
            self.log, self.case_id, step, data, by_user=user, at=self.now, entry_id=secrets.token_hex(8)
        )
        self.log.append(entry)
        return entry

    def signers(self) -> Signers:
        """Certificates of all of TEAM, made before the case."""
        made = {
            name: certify(
                self.desk,
                user=name,
                name=TEAM[name][0],
                role=TEAM[name][1].value,
                public=public_key(private),
                at=NOON - timedelta(days=1),
            )
            for name, private in self.keys.items()
        }
        return Signers(
            desk_key=public_key(self.desk),
            certificates={one.fingerprint: one for one in made.values()},
            deputies=self.deputies,
        )

    def approval(self, user: str, **signed: Any) -> dict[str, Any]:
        """The data of an approval that this person signs now."""
        role = signed.pop("role", TEAM[user][1].value)
        private = signed.pop("private", self.keys[user])
        at = self.now + timedelta(seconds=1)
        return approve(read_case(self.log), private, user=user, role=role, at=at, **signed)

    def approve(self, user: str, **signed: Any) -> Entry:
        """Somebody approves."""
        return self.add(CaseStep.APPROVED, self.approval(user, **signed), user)


def complete_log(*, outcome: str = "criminal", without: str = "") -> Logged:
    """A case in memory that lacks only its approvals. `without`: a step, by its value, that is left out."""
    made = Logged()
    people = {name: name for name in TEAM}
    made.add(*opening(made.keep, "opener"))
    for step, data, user in complete_steps(made.keep, people, outcome=outcome):
        if step.value != without:
            made.add(step, data, user)
    return made


def approved_log() -> Logged:
    """A case in memory that two people have approved: the gate is open."""
    made = complete_log()
    made.approve("supervisor")
    made.approve("legal")
    return made


@dataclass(frozen=True)
class Made:
    """A case in a store, and the team that made it."""

    case_id: str
    people: Database
    users: Mapping[str, User]
    settings: Settings

    @property
    def names(self) -> dict[str, str]:
        """Names by user id, as a package is given them."""
        return {one.id: one.name for one in self.users.values()}

    @property
    def signers(self) -> Signers:
        """As the desk gives them to the gate."""
        return desk_signers(self.people)


def team(people: Database) -> dict[str, User]:
    """The accounts of TEAM, made where they are missing, with passwords that cost little."""
    from tests.desk.conftest import cheap_hashes

    found = {}
    with cheap_hashes():
        for key, (name, role) in TEAM.items():
            user = user_by_name(people, name)
            found[key] = user or add_user(people, name, role, PASSWORD, must_change=False)[0]
    return found


def unapproved_case(
    store: Store,
    settings: Settings,
    people: Database | None = None,
    *,
    items: Sequence[tuple[str, str, int]] = (),
    evidence: Callable[[str], Mapping[str, Any]] | None = None,
    outcome: str = "criminal",
) -> Made:
    """A case in a store that lacks only its approvals.

    `items`: story, item, revision; by default the first item of the store. `evidence`: given the case's id,
    makes the files and gives the data of EVIDENCE_ADDED; by default an entry without files.
    """
    people = people or Database(settings.data / "desk.sqlite")
    load_key(settings.keys, SIGNATURE)
    users = team(people)
    case_id = new_id()
    ids = {key: user.id for key, user in users.items()}
    with store.writing() as db:
        rows = db.execute("SELECT story_id, id, revision FROM items ORDER BY id, revision LIMIT 1").fetchall()
        chosen = list(items) or [(str(story), str(item), int(revision)) for story, item, revision in rows]

        def keep(text: str) -> dict[str, str] | None:
            return keep_text(db, case_id, text)

        step, data, user = opening(keep, ids["opener"], chosen)
        append(db, case_id, step, data, by_user=user)
    piece = evidence(case_id) if evidence else None
    with store.writing() as db:
        for step, data, user in complete_steps(keep_in(db, case_id), ids, outcome=outcome, evidence=piece):
            append(db, case_id, step, data, by_user=user)
    return Made(case_id, people, users, settings)


def keep_in(db: Any, case_id: str) -> Keep:
    """Keep words apart in a store."""
    return lambda text: keep_text(db, case_id, text)


def approve_as(store: Store, made: Made, who: str, *, role: str = "", deputy: str = "") -> Entry:
    """One of the team approves with their own key."""
    from tests.desk.conftest import cheap_hashes

    user = made.users[who]
    with cheap_hashes():
        private = unlock(made.people, user, PASSWORD)
    with store.writing() as db:
        case = the_case(db, made.case_id)
        data = approve(
            case, private, user=user.id, role=role or user.role.value, deputy=deputy, at=clock.now()
        )
        return append(db, made.case_id, CaseStep.APPROVED, data, by_user=user.id)


def approved_case(store: Store, settings: Settings, people: Database | None = None, **told: Any) -> Made:
    """A case in a store that supervisor and legal officer have approved: the gate is open."""
    made = unapproved_case(store, settings, people, **told)
    approve_as(store, made, "supervisor")
    approve_as(store, made, "legal")
    return made


def logs(store: Store, case_id: str) -> tuple[Entry, ...]:
    """The log of a case as it is stored."""
    with store.reading() as db:
        return case_log(db, case_id)


def places(log: Sequence[Entry], step: CaseStep) -> Iterator[int]:
    """Where in a log such entries stand, from 0."""
    return (place for place, one in enumerate(log) if one.step is step)
