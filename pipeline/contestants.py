"""Contestants of an election (`reference/contestants.yml`): public facts, from their determination on."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, Literal

from core.errors import UsageError
from core.yamlfile import Slug, load_rows
from pipeline import REFERENCE
from pipeline.election_calendar import Term, elections

_FILE: Final = REFERENCE / "contestants.yml"
_Certainty = Literal["verified", "single", "inferred", "unverified"]


class ContestantsError(UsageError):
    """The file cannot be used: which line, and what is wrong."""


class Contestant(Term):
    """One pair or party, with its days as a contestant."""

    election: Slug
    name: str
    office: str
    certainty: _Certainty
    source: str


def read_contestants(file: Path = _FILE) -> tuple[Contestant, ...]:
    """The contestants of this file. Raises ContestantsError: which line, what is wrong."""
    found = load_rows(file, Contestant, ContestantsError)
    known = {one.election: one for one in elections()}
    for one in found:
        election = known.get(one.election)
        if election is None:
            raise ContestantsError(f"{file}: {one.id}: there is no election {one.election} in stages/")
        if election.determined is None or one.start < election.determined.start:
            raise ContestantsError(f"{file}: {one.id}: from lies before candidates are determined")
    if len({one.id for one in found}) != len(found):
        raise ContestantsError(f"{file}: an id stands twice; give each its own")
    return found


@cache
def all_contestants() -> tuple[Contestant, ...]:
    """The shipped contestants, of every election. Raises ContestantsError if the file is wrong."""
    return read_contestants()


def contestants(day: date) -> tuple[Contestant, ...]:
    """Those who are contestants on `day` (local calendar); empty between elections."""
    return tuple(one for one in all_contestants() if one.holds(day))
