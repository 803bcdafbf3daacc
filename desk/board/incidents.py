"""Candidate incidents among the copies of a story."""

from collections.abc import Sequence

from desk.board.build import FoundIncident
from desk.board.records import Copy


def incidents_in(copies: Sequence[Copy]) -> list[FoundIncident]:
    """News among these copies that may report an event."""
    return []
