"""Issuing editions without Prefect: for the command line, the Monday flow and tests."""

from datetime import datetime

from core import clock
from core.errors import UsageError
from core.settings import Profile, Settings
from flows.workspace import open_workspace, refuse_lost
from pipeline.store import folder_profile
from reports.editions import KINDS, Issued, Press, count, issue
from reports.period import (
    Period,
    latest_week,
    monitoring_began,
    the_day,
    the_quarter,
    the_week,
    week_of,
)


def opened_press(settings: Settings, profile: Profile | None = None) -> Press:
    """The data folder, opened for reports. The sample's now is fixed, as everywhere.

    Raises UsageError where nothing was ever stored: looking makes and stamps nothing.
    """
    refuse_lost(settings)
    if folder_profile(settings) is None or not settings.database.exists():
        raise UsageError("nothing is stored yet, so there is nothing to report; run: pantau run")
    workspace = open_workspace(settings, profile)
    return Press(
        settings=settings, store=workspace.store, sources=workspace.sources, unusable=workspace.unusable
    )


def period_of(press: Press, week: str, day: str, quarter: str, now: datetime) -> Period:
    """What was asked for; the latest week with data if nothing was.

    Raises UsageError for what lies ahead, or before monitoring began.
    """
    zone = press.settings.zone
    with press.store.reading() as db:
        latest = latest_week(db, zone, now)  # raises where there is nothing to report of any time
        began = monitoring_began(db, zone)
    if week or day or quarter:
        found = the_week(week, zone) if week else the_day(day, zone) if day else the_quarter(quarter, zone)
        if found.begins > now:
            raise UsageError(f"{found.code} has not begun yet; there is nothing to report")
        if began is None or found.last < began:
            raise UsageError(
                f"{found.code} lies before monitoring began ({began}); ask for a period from then on"
            )
        return found
    return latest


def issue_monday(settings: Settings, profile: Profile | None = None) -> tuple[Issued, ...]:
    """All editions of last week: what the schedule does on Monday morning. None if monitoring began later."""
    press = opened_press(settings, profile)
    zone = settings.zone
    period = week_of(clock.now().astimezone(zone).date(), zone).earlier(1)
    with press.store.reading() as db:
        began = monitoring_began(db, zone)
    if began is None or period.last < began:
        return ()
    counted = count(press, period)
    return tuple(issue(press, counted, edition, "") for edition in KINDS["week"])
