"""Candidate incidents among the copies of a story."""

from collections.abc import Sequence
from typing import Final

from core.record import Channel
from desk.board.build import FoundIncident
from desk.board.records import Copy
from pipeline.incident import find_incident

INCIDENT_STEMS: Final = (
    "hakim", "amuk", "hajar", "royok", "entrok", "erang", "acok", "empar", "tawur", "elahi", "hantam",
    "jotos", "ribut", "icuh", "usuh", "ikam", "usuk", "niaya", "ukul", "embak", "unuh", "bom", "ancam",
    "teror", "akar", "rusak", "jarah", "robek", "coret", "vandal", "intimidasi", "persekusi", "halang",
    "hadang", "usir", "kepung", "paksa", "sekap", "andera", "ampas", "unjuk rasa", "demo", "aksi",
    "mimbar", "ke jalan", "blok", "massa", "mogok", "depan kantor", "geruduk",
)  # fmt: skip
"""one of them stands in whatever `find_incident` looks for; by them most news is passed over unread"""


def incidents_in(copies: Sequence[Copy]) -> list[FoundIncident]:
    """News among these copies that may report an event."""
    found = []
    for copy in copies:
        if copy.channel is not Channel.NEWS:
            continue
        role = copy.role.name if copy.role else None
        incident = find_incident(copy.title, copy.text, copy.places, copy.published_at, role)
        if incident is not None:
            found.append(FoundIncident(copy, incident))
    return found
