"""The supervisor's page: agreement, overturned decisions, times, precision of what was shown."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Final

from starlette.responses import Response

from core import clock
from desk.oversight.agreement import ENOUGH, Share
from desk.oversight.quality import DAYS, Quality, first_day, quality, recent_decisions
from desk.people.accounts import user_names
from desk.people.roles import Permission
from desk.web import Asked, Way
from desk.work.turns import SIGNALS
from pipeline.store import unfounded

_BAR: Final = 8  # units of a day in the drawing
_HIGH: Final = 60


def page(asked: Asked) -> Response:
    """The figures of the last 30 days."""
    now, zone = clock.now(), asked.desk.settings.zone
    since = datetime.combine(first_day(now, zone), time(), zone).astimezone(UTC)
    with asked.desk.store.reading() as db:
        decisions = recent_decisions(db, since)
        fallen = unfounded(db, decisions)
    found = quality(decisions, now, zone, unfounded=fallen)
    asked.note("read", "page:quality")
    return asked.desk.pages.render(
        asked,
        "quality.html",
        quality=found,
        days=DAYS,
        enough=ENOUGH,
        signals=SIGNALS,
        drawings={name: _drawing(found, name) for name in SIGNALS},
        width=_BAR * DAYS,
        height=_HIGH,
        people=_people(found.by_person, user_names(asked.desk.people)),
    )


def _people(counts: Mapping[str, int], names: Mapping[str, str]) -> list[tuple[str, int]]:
    """Work done, by name: an order by number would be a ranking."""
    return sorted((names.get(user_id, "–"), count) for user_id, count in counts.items() if user_id)


def _drawing(found: Quality, name: str) -> Mapping[str, str]:
    """Outlines of bars, oldest day first: stories shown flagged, and of these those decided yes."""
    shares = [day.precision[name] for day in reversed(found.days)]
    most = max((one.n for one in shares), default=0)
    return {"shown": _bars(shares, most, hits=False), "yes": _bars(shares, most, hits=True)}


def _bars(shares: list[Share], most: int, *, hits: bool) -> str:
    return "".join(
        f"M{_BAR * at + 1} {_HIGH}v-{_HIGH * value / most:.1f}h{_BAR - 2}V{_HIGH}z"
        for at, one in enumerate(shares)
        if (value := one.hits if hits else one.n)
    )


WAYS: Final = (Way("GET", "/mutu", page, Permission.OVERSEE),)
