"""Deputies: somebody stands in for a legal officer or supervisor who is away, until a day; the desk signs it.

The deputy is somebody who reads cases and approves none: so nobody holds both approvers' roles at once.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final

from cases.log import stamp
from cases.signers import APPROVING, Deputy, depute, deputed
from cases.signing import public_key
from core import clock
from desk.people.accounts import AccountError, User
from desk.people.affiliations import working
from desk.people.database import Database
from desk.people.roles import Permission
from desk.people.signing import as_json, deputy_of, desk_key, keep_deputy_end

LONGEST: Final = timedelta(days=30)


def may_stand_in(user: User) -> bool:
    """Whether a user's role lets them stand in: reads cases, approves none, is no administrator."""
    return (
        user.may(Permission.CASES)
        and not user.may(Permission.APPROVE)
        and not user.may(Permission.ACCOUNTS)
        and not user.disabled
    )


def candidates(people: Database, by: User) -> list[User]:
    """Whom this user may name."""
    return [one for one in working(people) if may_stand_in(one) and one.id != by.id]


def all_deputies(people: Database) -> list[Deputy]:
    """Every deputy there was, the newest first."""
    return [deputy_of(row) for row in people.read("SELECT deputy FROM deputies ORDER BY made_at DESC")]


def active(people: Database, user_id: str) -> Deputy | None:
    """What this user stands in for now; None where nothing, or where the desk did not sign it."""
    rows = people.read("SELECT deputy FROM deputies WHERE user_id = ?", (user_id,))
    if not rows:
        return None
    desk_public, now = public_key(desk_key(people)), stamp(clock.now())
    held = [one for one in map(deputy_of, rows) if _stands(one, desk_public, now)]
    return held[0] if held else None


def name_deputy(people: Database, by: User, user_id: str, for_role: str, until: datetime) -> Deputy:
    """Name a deputy from now until `until`. Raises AccountError, in Indonesian."""
    now = clock.now()
    if for_role not in APPROVING:
        raise AccountError("pilih peran yang digantikan")
    if not now < until <= now + LONGEST:
        raise AccountError(f"pengganti berlaku paling lama {LONGEST.days} hari dan berakhir sesudah hari ini")
    user = next((one for one in working(people) if one.id == user_id), None)
    if user is None or not may_stand_in(user):
        raise AccountError(
            "pilih pengganti yang bekerja dengan kasus, tidak berhak menyetujui dan tidak terkait peserta"
            " pemilihan; pengurus tidak boleh"
        )
    if user.id == by.id or not by.may(Permission.DEPUTE):
        raise AccountError("tidak ada yang boleh menunjuk dirinya sendiri")
    private = desk_key(people)
    named = depute(
        private,
        deputy_id=f"d-{secrets.token_hex(5)}",
        user=user.id,
        for_role=for_role,
        since=now,
        until=until,
        by_user=by.id,
    )
    _keep(people, named, public_key(private))
    return named


def end_deputy(people: Database, deputy_id: str) -> Deputy:
    """End a deputy before the day. Raises AccountError where there is none that still runs."""
    with people.writing() as db:
        row = db.execute("SELECT deputy FROM deputies WHERE id = ?", (deputy_id,)).fetchone()
        held = deputy_of(row) if row else None
        if held is None or held.ended_at or held.until < stamp(clock.now()):
            raise AccountError("penunjukan ini tidak ada atau sudah berakhir")
        keep_deputy_end(people, db, held)
    return held


def _keep(people: Database, named: Deputy, desk_public: bytes) -> None:
    """Within one transaction: nobody stands in for two roles at once, and nobody twice."""
    with people.writing() as db:
        rows = db.execute("SELECT deputy FROM deputies WHERE user_id = ?", (named.user,)).fetchall()
        if any(_stands(deputy_of(row), desk_public, named.since) for row in rows):
            raise AccountError("orang ini sudah menjadi pengganti; akhiri dulu penunjukan itu")
        db.execute(
            "INSERT INTO deputies VALUES (?, ?, ?, ?)",
            (named.id, named.user, as_json(named), clock.wall()),
        )


def _stands(held: Deputy, desk_public: bytes, at: str) -> bool:
    return not held.ended_at and deputed(desk_public, held, at)
