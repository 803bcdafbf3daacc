"""What the map shows of each kecamatan in a period: stories by signal, confirmed incidents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from core.record import IncidentType
from pipeline.store import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One kecamatan in a period."""

    code: str  # Kemendagri
    name: str
    stories: int  # that name it, decided or not
    signals: Mapping[str, int] = field(default_factory=dict)  # stories flagged, by signal
    incidents: Mapping[IncidentType, int] = field(default_factory=dict)  # confirmed
    covered: bool = False  # at least one item of the period names it or a source of the area was healthy


def areas(db: Connection, first: date, last: date, zone: ZoneInfo) -> tuple[Area, ...]:
    """The 18 kecamatan in the order of their codes; both days inclusive, by the local calendar."""
    raise NotImplementedError
