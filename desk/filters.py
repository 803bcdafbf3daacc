"""How values are written on the pages: Indonesian numbers, the desk's time zone."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context

from core import clock
from core.indonesian import number, percent


def chance(value: float) -> str:
    """A probability in per cent. No machine is sure: the ends say "more than" and "less than"."""
    rounded = round(100 * value)
    return "> 99 %" if rounded >= 100 else "< 1 %" if rounded < 1 else f"{rounded} %"


def ago(moment: datetime, language: str = "id") -> str:
    """How long ago: "5 menit", "3 jam", "2 hari"."""
    minutes = max(0, int((clock.now() - moment).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} {'min' if language == 'en' else 'menit'}"
    if minutes < 48 * 60:
        return f"{minutes // 60} {'h' if language == 'en' else 'jam'}"
    return f"{minutes // (24 * 60)} {'days' if language == 'en' else 'hari'}"


@pass_context
def _ago(context: Context, moment: datetime) -> str:
    return ago(moment, context.get("language", "id"))


def for_zone(timezone: str) -> Mapping[str, Callable[..., Any]]:
    """The filters of the templates, times in this zone."""
    zone = ZoneInfo(timezone)

    def moment(value: datetime | None) -> str:
        return value.astimezone(zone).strftime("%d-%m-%Y %H:%M") if value else "–"

    def day(value: datetime | None) -> str:
        return value.astimezone(zone).strftime("%d-%m-%Y") if value else "–"

    return {"number": number, "percent": percent, "chance": chance, "ago": _ago, "moment": moment, "day": day}
