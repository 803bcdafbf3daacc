"""Candidate incidents among the copies of a story."""

from collections.abc import Sequence
from typing import Final

from core.record import Channel
from desk.board.build import FoundIncident
from pipeline.event.merge import report_words
from pipeline.incident import find_incident
from pipeline.store.for_board import Copy

INCIDENT_DAYS: Final = 60
"""after so long a report is no candidate any more"""


def incidents_in(copies: Sequence[Copy]) -> list[FoundIncident]:
    """News among these copies that may report an event."""
    found = []
    for copy in copies:
        if copy.channel is not Channel.NEWS:
            continue
        role = copy.role.name if copy.role else None
        incident = find_incident(copy.title, copy.text, copy.places, copy.published_at, role)
        if incident is not None:
            found.append(FoundIncident(copy, incident, report_words(copy.title, copy.text)))
    return found
