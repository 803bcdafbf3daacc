"""`/peta`: the map of areas of one week, with its table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup
from starlette.responses import Response

from core import clock
from desk.people.roles import Permission
from desk.web import Asked, Way
from pipeline.store import Connection
from reports.area_map.areas import Area, areas, without_place
from reports.area_map.boundaries import BoundariesError, read_boundaries, unusable
from reports.area_map.layers import MARKS, Layer, shown, value_of
from reports.area_map.tiles import draw_tiles
from reports.area_map.true_map import draw_boundaries
from reports.figures.coverage import by_hand, missed_days, watched_days
from reports.period import Period, monitoring_began, week_of
from reports.telling import Teller
from reports.vulnerability.scheme import scheme
from reports.vulnerability.scores import Filled, filled, vulnerability, with_scores
from reports.vulnerability.tables import ImportRefusedError
from reports.words import tiny_days

WEEKS: Final = 26
"""that the selector offers, at most"""
LAYERS: Final[Mapping[Layer, str]] = {
    Layer.STORIES: "Cerita yang menyebut kecamatan",
    Layer.HOAX: "Sinyal hoaks",
    Layer.PROVOCATION: "Sinyal provokasi",
    Layer.VIOLENCE: "Sinyal kekerasan",
    Layer.INCIDENTS: "Peristiwa yang dipastikan",
    Layer.VULNERABILITY: "Kerawanan (perkiraan tim)",
}
COLUMNS: Final[Mapping[Layer, str]] = {
    Layer.STORIES: "Cerita",
    Layer.HOAX: "Hoaks",
    Layer.PROVOCATION: "Provokasi",
    Layer.VIOLENCE: "Kekerasan",
    Layer.VULNERABILITY: "Kerawanan",
}
MARK_COLUMNS: Final[Mapping[str, str]] = {
    "force": "Peristiwa: kekerasan",
    "damage": "Perusakan",
    "threat": "Ancaman",
    "protest": "Unjuk rasa damai",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One kecamatan of the table, as the map tells it."""

    code: str
    name: str
    cells: tuple[str, ...]  # in the order of COLUMNS without the last, MARK_COLUMNS, the score
    covered: bool


def page(asked: Asked) -> Response:
    """The map of a week, shaded by one layer, with the same numbers as a table."""
    zone = asked.desk.settings.zone
    layer = _layer(asked.query.get("lapisan", ""))
    with asked.desk.store.reading() as db:
        weeks = _weeks(db, asked)
        period = _period(asked, weeks)
        uploads = by_hand(db, asked.desk.sources)
        found = areas(db, period.first, period.last, zone, uploads, period.closes)
        watched = watched_days(db, period.begins, period.ends, zone, uploads)
        nowhere, every = without_place(db, period.first, period.last, zone, period.closes)
    missed = missed_days(period, watched, clock.now())
    found, history, problem = _with_scores(asked, found)
    suppress = not asked.user.may(Permission.READ)
    teller = Teller("public" if suppress else "full")
    title = f"Kutai Timur, {period.words()}"
    say = asked.say
    true_map, wrong = _true_map(asked, found, layer, title, suppress)
    return asked.desk.pages.render(
        asked,
        "area_map.html",
        # drawn by us, everything escaped
        tiles=Markup(draw_tiles(found, layer, title, suppress=suppress, say=say)),  # noqa: S704
        true_map=Markup(true_map),  # noqa: S704
        problems=[one for one in (problem, wrong) if one],
        period=period,
        weeks=weeks,
        layer=layer,
        layers=LAYERS,
        history=history if layer is Layer.VULNERABILITY else None,
        scheme=scheme(),
        columns=(*list(COLUMNS.values())[:-1], *MARK_COLUMNS.values(), COLUMNS[Layer.VULNERABILITY]),
        rows=[_row(asked, area, suppress) for area in found],
        suppress=suppress,
        nowhere=teller.n(nowhere),
        every=teller.n(every),
        complete=period.complete(clock.now()),
        unwatched=bool(missed) and not watched,
        missed=len(missed),
        missed_days=tiny_days(missed),
    )


def _layer(text: str) -> Layer:
    return Layer(text) if text in set(Layer) else Layer.STORIES


def _weeks(db: Connection, asked: Asked) -> tuple[Period, ...]:
    """The latest one first, back to the one in which monitoring began, as for reports."""
    zone = asked.desk.settings.zone
    latest = week_of(clock.now().astimezone(zone).date(), zone)
    began = monitoring_began(db, zone) or latest.first
    offered = [latest.earlier(back) for back in range(WEEKS)]
    return tuple(one for one in offered if one is offered[0] or one.last >= began)


def _period(asked: Asked, weeks: Sequence[Period]) -> Period:
    """The week that is asked for; the running one for what is none."""
    known = {one.code: one for one in weeks}
    return known.get(asked.query.get("pekan", ""), weeks[0])


def _with_scores(asked: Asked, found: Sequence[Area]) -> tuple[tuple[Area, ...], Filled | None, str]:
    """The areas with their scores, and what these rest on; where a stored table was spoilt by hand, without
    them, and why."""
    data = asked.desk.settings.data
    try:
        return with_scores(found, vulnerability(data)), filled(data), ""
    except ImportRefusedError as error:
        return tuple(found), None, str(error)


def _true_map(
    asked: Asked, found: Sequence[Area], layer: Layer, title: str, suppress: bool
) -> tuple[str, str]:
    """The map with boundaries, where the team gives some; else what is wrong with them."""
    path = asked.desk.settings.boundaries
    if path is None:
        return "", ""
    try:
        boundaries = read_boundaries(path)
    except BoundariesError:
        return "", unusable(path)
    return draw_boundaries(found, boundaries, layer, title, suppress=suppress, say=asked.say), ""


def _row(asked: Asked, area: Area, suppress: bool) -> Row:
    layers = [*list(COLUMNS)[:-1]]
    values = [value_of(area, one) for one in layers]
    marks: list[float | None] = [
        sum(area.incidents.get(kind, 0) for kind in mark.types) if area.covered else None for mark in MARKS
    ]
    told = [shown(value, Layer.STORIES, suppress=suppress, say=asked.say) for value in values]
    told += [shown(value, Layer.INCIDENTS, suppress=suppress, say=asked.say) for value in marks]
    score = shown(area.vulnerability, Layer.VULNERABILITY, suppress=False, say=asked.say)
    return Row(area.code, area.name, (*told, score), area.covered)


WAYS: Final[tuple[Way, ...]] = (Way("GET", "/peta", page, Permission.COUNTS),)
