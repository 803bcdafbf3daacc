"""Codes of the custody log in words, one field after another; a code that nobody knows any more stays one."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from cases.law.norms import find_norm
from cases.law.routes import route_title
from cases.outcomes import OUTCOMES, SENT_BY, STOP_REASONS
from desk.cases.wording import READS, SHEETS, STAMPS
from desk.people.roles import ROLE_WORDS

_ROLES: Final = {role.value: words for role, words in ROLE_WORDS.items()}
_LONGEST: Final = 120  # characters


def told(data: Mapping[str, Any]) -> list[str]:
    """What an entry says by codes, in the order of this table; texts that lie apart are not among it."""
    found = [
        say(value) for name, say in _FIELDS.items() if isinstance(value := data.get(name), str) and value
    ]
    if isinstance(upheld := data.get("upheld"), bool):
        found.append("dikabulkan" if upheld else "ditolak")
    payload = data.get("payload")
    if isinstance(payload, Mapping) and isinstance(role := payload.get("role"), str):
        found.append(_ROLES.get(role, role))
    return [one[:_LONGEST] for one in found if one]


def read(what: str) -> list[str]:
    """What was read or taken out: "evidence:ID" as its kind and its id."""
    kind, _, which = what.partition(":")
    return [READS.get(kind, kind), *([which] if which else [])]


def _norm(code: str) -> str:
    found = find_norm(code)
    return found.title if found else code


def day(text: str) -> str:
    """An ISO date as Indonesians write it."""
    return "-".join(reversed(text.split("-")))


def _of(table: Mapping[str, str]) -> Callable[[str], str]:
    return lambda code: table.get(code, code)


_FIELDS: Final[dict[str, Callable[[str], str]]] = {
    "evidence": str,
    "package": str,
    "objection": str,
    "approval": str,
    "route": route_title,
    "sheet": _of(SHEETS),
    "norm": _norm,
    "story": str,
    "to": str,
    "recipient": route_title,
    "state": _of(STAMPS),
    "outcome": _of(OUTCOMES),
    "by": _of(SENT_BY),
    "on": day,
    "reason": _of(STOP_REASONS),
}
