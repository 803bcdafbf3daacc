"""Who may sign: certificates of approvers' keys and deputies, each signed by the desk's key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """That a key belongs to a person in a role. Kept for good, so that old approvals verify."""

    user: str  # id
    name: str
    role: str  # a desk.people.roles.RoleOfUser, by its value
    public_key: str  # hexadecimal
    made_at: str  # UTC, cases.log.stamp
    signature: str  # of the desk, over all of the above in canonical JSON
    ended_at: str = ""  # reset, change of role, disabled
    ended_signature: str = ""  # of the desk, over the above with ended_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Deputy:
    """Somebody stands in for a role from one day until another."""

    id: str
    user: str
    for_role: str
    since: str  # UTC stamp
    until: str  # UTC stamp
    by_user: str
    signature: str  # of the desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Signers:
    """All that a check of approvals needs besides the case."""

    desk_key: bytes  # public
    certificates: Mapping[str, Certificate] = field(default_factory=dict)  # by fingerprint
    deputies: Mapping[str, Deputy] = field(default_factory=dict)  # by id

    def facts(self) -> dict[str, Any]:
        """As a package carries them."""
        raise NotImplementedError
