"""Who may do what: the one table. `docs/roles.md` prints it, the server enforces it on every route."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class RoleOfUser(StrEnum):
    """What somebody is at the desk."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    SUPERVISOR = "supervisor"
    LEGAL = "legal"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a route asks for."""

    COUNTS = "counts"  # read numbers, no texts
    READ = "read"  # queue and items, masked
    COMMENT = "comment"
    DECIDE = "decide"  # answer, hold, skip, hand over, second opinion, harmless, claims, incidents
    ENTER = "enter"  # put in by hand, upload
    REVEAL = "reveal"  # what the masking took away, with a reason
    EXPORT = "export"  # masked rows, up to the role's limit
    SETTLE = "settle"  # where two differ
    OVERSEE = "oversee"  # agreement, times, overturned decisions
    SWITCH = "switch"  # sources of posts on and off
    REJECTIONS = "rejections"
    AUDIT = "audit"
    ACCOUNTS = "accounts"


_EVERYBODY: Final = frozenset({Permission.COUNTS})
_READER: Final = _EVERYBODY | {Permission.READ, Permission.COMMENT, Permission.EXPORT}
_ANALYST: Final = _READER | {Permission.DECIDE, Permission.ENTER, Permission.REVEAL}

MAY: Final[Mapping[RoleOfUser, frozenset[Permission]]] = {
    RoleOfUser.VIEWER: _EVERYBODY,
    RoleOfUser.ANALYST: _ANALYST,
    RoleOfUser.SUPERVISOR: _ANALYST
    | {
        Permission.SETTLE,
        Permission.OVERSEE,
        Permission.SWITCH,
        Permission.REJECTIONS,
        Permission.AUDIT,
    },
    # Reads all, decides nothing in the queue: the one who approves a referral has not fed it.
    RoleOfUser.LEGAL: _READER | {Permission.REVEAL, Permission.OVERSEE, Permission.AUDIT},
    # Keeps the machine running; neither reads items nor decides.
    RoleOfUser.ADMINISTRATOR: _EVERYBODY
    | {Permission.SWITCH, Permission.REJECTIONS, Permission.AUDIT, Permission.ACCOUNTS},
}

EXPORT_ROWS: Final[Mapping[RoleOfUser, int]] = {
    RoleOfUser.VIEWER: 0,
    RoleOfUser.ANALYST: 200,
    RoleOfUser.SUPERVISOR: 2000,
    RoleOfUser.LEGAL: 200,
    RoleOfUser.ADMINISTRATOR: 0,
}
"""Rows of one export, by role."""


def may(role: RoleOfUser, permission: Permission) -> bool:
    """Whether a user with this role has this permission."""
    return permission in MAY[role]
