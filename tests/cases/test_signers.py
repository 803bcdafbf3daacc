"""Certificates and deputies count by the desk's signature alone, and only while they hold."""

import json
import secrets
from dataclasses import replace
from datetime import timedelta

import pytest

from cases.log import stamp
from cases.signers import (
    Certificate,
    Deputy,
    certified,
    certify,
    depute,
    deputed,
    end_certificate,
    end_deputy,
    signers_of,
)
from cases.signing import public_key
from tests.cases.made import NOON, approved_log

DESK = secrets.token_bytes(32)
PUBLIC = public_key(DESK)
KEY = secrets.token_bytes(32)
NEVER = "2099-01-01T00:00:00.000000Z"


def certificate() -> Certificate:
    return certify(DESK, user="u-1", name="Sari", role="legal", public=public_key(KEY), at=NOON)


def deputy(user: str = "u-2") -> Deputy:
    return depute(
        DESK,
        deputy_id="d-1",
        user=user,
        for_role="legal",
        since=NOON,
        until=NOON + timedelta(days=3),
        by_user="u-1",
    )


def later(days: float) -> str:
    return stamp(NOON + timedelta(days=days))


def test_a_certificate_holds_from_its_making_until_its_end() -> None:
    made = certificate()
    assert certified(PUBLIC, made, later(0))
    assert certified(PUBLIC, made, later(900))
    assert not certified(PUBLIC, made, later(-1))
    ended = end_certificate(DESK, made, NOON + timedelta(days=2))
    assert certified(PUBLIC, ended, later(1))  # what was signed before still verifies
    assert not certified(PUBLIC, ended, later(3))
    assert end_certificate(DESK, ended, NOON + timedelta(days=9)) == ended


@pytest.mark.parametrize("field", ["user", "name", "role", "public_key", "made_at", "signature"])
def test_a_changed_certificate_counts_for_nothing(field: str) -> None:
    changed = replace(certificate(), **{field: "administrator" if field == "role" else "00" * 32})
    assert not certified(PUBLIC, changed, NEVER)


def test_an_end_that_the_desk_did_not_sign_makes_it_doubtful() -> None:
    ended = end_certificate(DESK, certificate(), NOON + timedelta(days=2))
    assert not certified(PUBLIC, replace(ended, ended_at=later(50)), later(1))  # moved by hand
    assert not certified(PUBLIC, replace(ended, ended_at=""), later(3))  # taken away, the signature left
    assert not certified(public_key(KEY), certificate(), later(0))  # another desk's


def test_a_deputy_holds_from_day_to_day_and_until_it_is_ended() -> None:
    made = deputy()
    assert [deputed(PUBLIC, made, later(days)) for days in (-1, 0, 3, 3.1)] == [False, True, True, False]
    ended = end_deputy(DESK, made, NOON + timedelta(days=1))
    assert [deputed(PUBLIC, ended, later(days)) for days in (0, 1, 2)] == [True, True, False]


@pytest.mark.parametrize(
    ("field", "value"),
    [("user", "u-9"), ("for_role", "supervisor"), ("until", NEVER), ("by_user", "u-3"), ("id", "d-2")],
)
def test_a_changed_deputy_counts_for_nothing(field: str, value: str) -> None:
    assert not deputed(PUBLIC, replace(deputy(), **{field: value}), later(1))


def test_nobody_is_their_own_deputy_though_the_desk_signed_it() -> None:
    assert deputed(PUBLIC, deputy(), later(0))
    assert not deputed(PUBLIC, deputy("u-1"), later(0))


def test_one_kind_of_record_cannot_be_shown_as_another() -> None:
    made = deputy()
    posed = Certificate(
        user=made.user, name="", role="legal", public_key="", made_at=made.since, signature=made.signature
    )
    assert not certified(PUBLIC, posed, later(1))


def test_what_a_package_carries_is_read_back_the_same() -> None:
    made = approved_log().signers()
    carried = json.loads(json.dumps(made.facts()))
    assert signers_of(carried, made.desk_key) == made
    with pytest.raises(ValueError, match="signers"):
        signers_of({"certificates": [{"user": "u"}], "deputies": []}, made.desk_key)
