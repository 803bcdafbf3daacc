"""Which sources should have had a round long ago: a schedule that stands still says so nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core import clock
from core.settings import Settings
from flows.alone import served_by, was_served
from flows.workspace import Workspace, choose, stored_sources
from pipeline.store import Store, folder_profile

_TURNS: Final = 3
_LEAST: Final = timedelta(hours=2)  # a round may wait for others, and for its site
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Late:
    """A source that may run, and its last round."""

    source_id: str
    every: int  # minutes
    last_round: datetime


def late_sources(settings: Settings) -> list[Late]:
    """Those switched on whose last round lies more than some turns back. Makes nothing.

    None in the sample, whose time stands still, nor soon after `pantau serve` has begun, which gives each
    source a round: the machine may have been off all night.
    """
    if folder_profile(settings) != "live" or not settings.database.exists():
        return []
    now, served = clock.now(), served_by(settings)
    if served and now - served.since <= _LEAST:
        return []
    sources, unusable, health = stored_sources(settings, "live")
    last = {one.source_id: one.last_round for one in health}
    workspace = Workspace(settings, "live", sources, unusable, Store(settings.database))
    return [
        Late(one.id, one.every, last[one.id])
        for one in choose(workspace, []).run
        if one.id in last and now - last[one.id] > max(_TURNS * timedelta(minutes=one.every), _LEAST)
    ]


def late_words(late: Sequence[Late], settings: Settings) -> str:
    """Which, since when, and what to do."""
    named = [
        f"{one.source_id} (terakhir {one.last_round.astimezone(settings.zone):%d-%m %H:%M}, "
        f"seharusnya tiap {_often(one.every)})"
        for one in late[:_NAMED]
    ]
    more = f" dan {len(late) - _NAMED} lagi" if len(late) > _NAMED else ""
    if served := served_by(settings):
        remedy = (
            f"pantau serve (proses {served.process}) berjalan: lihat prefect/server.log, hentikan, "
            "jalankan lagi"
        )
    else:
        remedy = "pantau serve tidak berjalan" + (": jalankan lagi" if was_served(settings) else "")
    return f"{len(late)} sumber terlambat: {', '.join(named)}{more}; {remedy}"


def _often(minutes: int) -> str:
    return f"{minutes} menit" if minutes % 60 else f"{minutes // 60} jam"
