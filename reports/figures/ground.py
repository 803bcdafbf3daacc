"""What the team has given for the map: its estimate of vulnerability, and boundaries."""

from dataclasses import replace

from core.settings import Settings
from reports.area_map.boundaries import BoundariesError, read_boundaries, unusable
from reports.figures.collect import Figures
from reports.vulnerability.scores import filled, vulnerability, with_scores
from reports.vulnerability.tables import ImportRefusedError


def with_ground(f: Figures, settings: Settings) -> Figures:
    """The figures with both, where there are any; what cannot be read is told in `ground_problems`."""
    problems = []
    try:
        scored = with_scores(f.areas, vulnerability(settings.data))
        f = replace(f, areas=scored, filled=filled(settings.data))
    except ImportRefusedError as error:
        problems.append(("data kerawanan", str(error)))
    if settings.boundaries is not None:
        try:
            f = replace(f, boundaries=read_boundaries(settings.boundaries))
        except BoundariesError:
            problems.append(("peta batas", unusable(settings.boundaries)))
    return replace(f, ground_problems=tuple(problems))
