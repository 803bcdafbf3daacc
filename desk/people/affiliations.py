"""Who answers to a contestant of an election: no access to items, no approval that counts, while candidates
stand.

From the determination of candidates until the election's last day such a user may do what a viewer may: read
numbers. Set by an administrator, in the audit trail. Asked of whoever opens a page (desk/web.py, for every
route), of who has signed (desk/people/signing.py), and of whoever is offered for something: a second opinion,
a story handed over, a deputy, an objection (`working`).
"""

import secrets
from dataclasses import replace
from datetime import date

from core import clock
from desk.people.accounts import AccountError, User, not_the_last, user_by_id, users
from desk.people.database import Database
from desk.people.roles import RoleOfUser
from desk.people.sessions import Session, end_all
from pipeline.contestants import Contestant, all_contestants, contestants
from pipeline.election_calendar import day_of, determined

_LAST = "pengurus terakhir tidak bisa dinyatakan terkait peserta pemilihan; tambahkan pengurus lain dulu"


def standing(people: Database) -> dict[str, str]:
    """Contestant by user id, of all that stand."""
    rows = people.read("SELECT user_id, contestant FROM affiliations WHERE ended_at IS NULL")
    return {row["user_id"]: row["contestant"] for row in rows}


def choices(day: date) -> tuple[Contestant, ...]:
    """Contestants of elections that are not over on `day`: a tie may be told before they are determined."""
    return tuple(one for one in all_contestants() if one.until >= day)


def set_affiliation(people: Database, user_id: str, contestant: str, by_user: str) -> None:
    """Say that a user answers to a contestant; "" that he does no more. Ends the user's sessions and holds.

    Raises AccountError for an unknown user or contestant, and for the last administrator.
    """
    if contestant and contestant not in {one.id for one in all_contestants()}:
        raise AccountError("peserta pemilihan ini tidak ada; muat ulang halaman")
    if user_by_id(people, user_id) is None:
        raise AccountError("pengguna ini tidak ada")
    now = clock.wall()
    with people.writing() as db:
        if contestant:
            not_the_last(db, user_id, _LAST)
        db.execute(
            "UPDATE affiliations SET ended_by = ?, ended_at = ? WHERE user_id = ? AND ended_at IS NULL",
            (by_user, now, user_id),
        )
        if contestant:
            db.execute(
                "INSERT INTO affiliations (id, user_id, contestant, made_by, made_at) VALUES (?, ?, ?, ?, ?)",
                (f"a-{secrets.token_hex(5)}", user_id, contestant, by_user, now),
            )
            db.execute("DELETE FROM holds WHERE user_id = ?", (user_id,))
        end_all(db, user_id)


def tied_today(people: Database) -> dict[str, str]:
    """Contestant by user id, of all who are bound: while the rule holds today.

    A contestant whose row has gone from the list binds as long as any candidates stand.
    """
    day = day_of(clock.now())
    if not determined(day):
        return {}
    over = {one.id for one in all_contestants()} - {one.id for one in contestants(day)}
    return {user: contestant for user, contestant in standing(people).items() if contestant not in over}


def working(people: Database) -> list[User]:
    """Accounts that may do today what their role says, by name: not disabled, bound to no contestant."""
    bound = tied_today(people)
    return [one for one in users(people) if not one.disabled and one.id not in bound]


def as_bound(people: Database, session: Session) -> Session:
    """The session as the rule leaves it: of a viewer, whatever the user's role."""
    contestant = tied_today(people).get(session.user.id, "")
    if not contestant:
        return session
    return replace(session, user=replace(session.user, role=RoleOfUser.VIEWER), contestant=contestant)
