"""Time stamps from the desk: asked for beside the pages, since an authority may be slow or away."""

from typing import Final

from cases.evidence.stamping import retry_stamps
from core import clock
from desk import jobs
from desk.desk import Desk

_EVERY: Final = 60.0  # seconds between two looks for what waits; each stamp has its own, longer turn
_last: Final[dict[str, float]] = {}


def ask(desk: Desk) -> None:
    """Ask for all stamps whose turn it is, in a thread of its own. Nothing without an authority."""
    if desk.settings.tsa:
        jobs.start(desk, "stamps", lambda report: retry_stamps(desk.store, desk.settings))


def ask_now(desk: Desk, evidence_id: str, by_user: str) -> jobs.Job:
    """Ask for this one now, though it failed just before."""

    def work(report: object) -> int:
        return retry_stamps(desk.store, desk.settings, only=evidence_id, by_user=by_user, force=True)

    return jobs.start(desk, f"stamp:{evidence_id}", work)


def turn(desk: Desk) -> None:
    """A turn of the background: every minute it looks whether a stamp is missing."""
    key, now = str(desk.settings.data), clock.wall()
    if desk.settings.tsa and not 0 <= now - _last.get(key, -_EVERY) < _EVERY:
        _last[key] = now
        ask(desk)
