"""Candidate incidents among the copies of a story."""

from collections.abc import Sequence
from typing import Final

from desk.board.build import FoundIncident
from desk.board.records import Copy

# Wide on purpose: it only spares reading news that report no event at all; `find_incident` judges.
INCIDENT_WORDS: Final = (
    "bentrok|tawuran|rusuh|ricuh|serang|serbu|aniaya|keroyok|pukul|bacok|tikam|tusuk|tembak|bakar|rusak|ancam|"
    "intimidasi|teror|unjuk|demo|aksi|massa|blokade|blokir|luka|tewas|lempar|usir|sandera|bom"
)


def incidents_in(copies: Sequence[Copy]) -> list[FoundIncident]:
    """News among these copies that may report an event."""
    return []
