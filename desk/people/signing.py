"""Each approver's own Ed25519 key: wrapped by the password, certified by the desk, kept for good.

A key is made when its owner first approves. A changed password wraps the same key anew; a reset, another
role or a disabled account ends it: its private half is deleted, its certificate says so, signed by the desk,
and what it signed before still verifies. The next approval makes a new key.
"""

import json
import secrets
import sqlite3
from dataclasses import asdict, replace
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cases.signers import Certificate, Deputy, Signers, certify, end_certificate, end_deputy
from cases.signing import fingerprint, public_key
from core import clock
from core.keys import SIGNATURE, load_key
from desk.people.accounts import AccountError, User
from desk.people.affiliations import tied_today
from desk.people.database import Database
from desk.people.history import WAIT, lately_administrator
from desk.people.passwords import Cost, stretched

COST: Cost = Cost()
_NONCE: Final = 12  # bytes: NIST SP 800-38D
_UNOPENED: Final = (
    "kunci tanda tangan tidak terbuka dengan sandi ini; minta pengurus membuat sandi baru untuk Anda"
)


def desk_key(people: Database) -> bytes:
    """The desk's own private key: it lies in the same data folder. Raises core.keys.KeysError."""
    return load_key(people.path.parent / "keys", SIGNATURE)


def signers(people: Database, desk_public: bytes) -> Signers:
    """All certificates and deputies, as a check of approvals needs them."""
    certificates = [_certificate(row) for row in people.read("SELECT certificate FROM signing_keys")]
    deputies = [deputy_of(row) for row in people.read("SELECT deputy FROM deputies")]
    return Signers(
        desk_key=desk_public,
        certificates={one.fingerprint: one for one in certificates},
        deputies={one.id: one for one in deputies},
    )


def desk_signers(people: Database) -> Signers:
    """The same, under the desk's own key, and who of them answers to a contestant today."""
    found = signers(people, public_key(desk_key(people)))
    return replace(found, tied=frozenset(tied_today(people)))


def own_certificate(people: Database, user_id: str) -> Certificate | None:
    """The certificate of the key that this user signs with now; None before the first approval."""
    row = people.one("SELECT certificate FROM signing_keys WHERE user_id = ? AND ended = 0", (user_id,))
    return _certificate(row) if row else None


def unlock(people: Database, user: User, password: str) -> bytes:
    """The user's private key, made now if there is none. The caller has checked the password.

    Raises AccountError where the key doesn't open with it.
    """
    row = people.one("SELECT * FROM signing_keys WHERE user_id = ? AND ended = 0", (user.id,))
    if row is not None:
        return _unwrap(row, password)
    private = secrets.token_bytes(32)
    wrapped = _wrap(private, user.id, password)  # before the transaction: it takes long
    try:
        with people.writing() as db:
            _insert(db, desk_key(people), user.id, private, wrapped)
    except sqlite3.IntegrityError:  # the same person in another window was faster: that one's key is the key
        return unlock(people, user, password)
    return private


def rewrapped(people: Database, user_id: str, current: str, new: str) -> dict[str, str] | None:
    """What `keep_wrapped` writes when a password changes; None where no key opens with the current one."""
    row = people.one("SELECT * FROM signing_keys WHERE user_id = ? AND ended = 0", (user_id,))
    if row is None:
        return None
    try:
        private = _unwrap(row, current)
    except AccountError:
        return None
    return {**_wrap(private, user_id, new), "fingerprint": row["fingerprint"]}


def keep_wrapped(db: sqlite3.Connection, wrapped: dict[str, str]) -> None:
    """Write a key that was wrapped anew, in the transaction that changes the password."""
    db.execute(
        "UPDATE signing_keys SET wrapped = :wrapped, salt = :salt, cost = :cost"
        " WHERE fingerprint = :fingerprint AND ended = 0",
        wrapped,
    )


def end_of(people: Database, db: sqlite3.Connection, user_id: str, *, deputies: bool) -> None:
    """End the user's key, what they stand in for and whom they named, as something is taken from them.

    In the transaction that takes it.
    """
    keys = db.execute("SELECT * FROM signing_keys WHERE user_id = ? AND ended = 0", (user_id,)).fetchall()
    for row in keys:
        ended = end_certificate(desk_key(people), _certificate(row), clock.now())
        db.execute(
            "UPDATE signing_keys SET ended = 1, wrapped = '', certificate = ? WHERE fingerprint = ?",
            (as_json(ended), row["fingerprint"]),
        )
    if deputies:
        for held in [deputy_of(row) for row in db.execute("SELECT deputy FROM deputies").fetchall()]:
            if user_id in (held.user, held.by_user):
                keep_deputy_end(people, db, held)


def keep_deputy_end(people: Database, db: sqlite3.Connection, held: Deputy) -> None:
    """End one deputy now, signed by the desk."""
    ended = end_deputy(desk_key(people), held, clock.now())
    db.execute("UPDATE deputies SET deputy = ? WHERE id = ?", (as_json(ended), held.id))


def deputy_of(row: sqlite3.Row) -> Deputy:
    """A deputy as its row holds it; whether it counts, cases.signers tells."""
    return Deputy(**json.loads(row["deputy"]))


def _certificate(row: sqlite3.Row) -> Certificate:
    return Certificate(**json.loads(row["certificate"]))


def _insert(
    db: sqlite3.Connection, desk_private: bytes, user_id: str, private: bytes, wrapped: dict[str, str]
) -> None:
    # Read here: a role that was changed a moment ago must not be certified.
    row = db.execute("SELECT name, role, disabled FROM users WHERE id = ?", (user_id,)).fetchone()
    if row is None or row["disabled"]:
        raise AccountError("akun ini nonaktif")
    if lately_administrator(lambda sql, values: db.execute(sql, values).fetchone(), user_id):
        raise AccountError(WAIT)
    public = public_key(private)
    certificate = certify(
        desk_private, user=user_id, name=row["name"], role=row["role"], public=public, at=clock.now()
    )
    db.execute(
        "INSERT INTO signing_keys VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
        (
            fingerprint(public),
            user_id,
            wrapped["wrapped"],
            wrapped["salt"],
            wrapped["cost"],
            as_json(certificate),
            clock.wall(),
        ),
    )


def _wrap(private: bytes, user_id: str, password: str) -> dict[str, str]:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(_NONCE)
    sealed = AESGCM(stretched(password, salt, COST)).encrypt(nonce, private, user_id.encode())
    return {"wrapped": (nonce + sealed).hex(), "salt": salt.hex(), "cost": json.dumps(asdict(COST))}


def _unwrap(row: sqlite3.Row, password: str) -> bytes:
    cost: dict[str, Any] = json.loads(row["cost"])
    wrapped = bytes.fromhex(row["wrapped"])
    opening = AESGCM(stretched(password, bytes.fromhex(row["salt"]), Cost(**cost)))
    try:
        private = opening.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], str(row["user_id"]).encode())
    except InvalidTag as error:
        raise AccountError(_UNOPENED) from error
    if fingerprint(public_key(private)) != row["fingerprint"]:
        raise AccountError(_UNOPENED)
    return private


def as_json(held: Certificate | Deputy) -> str:
    """A record as its row holds it."""
    return json.dumps(asdict(held), ensure_ascii=False, sort_keys=True)
