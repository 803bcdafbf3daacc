"""What the team has given for the map: its estimate of vulnerability, and boundaries."""

from dataclasses import replace

from core.settings import Settings
from reports.area_map.boundaries import BoundariesError, read_boundaries
from reports.figures.collect import Figures
from reports.vulnerability.scores import vulnerability, with_scores
from reports.vulnerability.tables import ImportRefusedError


def with_ground(f: Figures, settings: Settings) -> Figures:
    """The figures with both, where there are any; what cannot be read is told in `ground_problems`."""
    problems = []
    try:
        f = replace(f, areas=with_scores(f.areas, vulnerability(settings.data)))
    except ImportRefusedError as error:
        problems.append(f"data kerawanan: {error}")
    if settings.boundaries is not None:
        try:
            f = replace(f, boundaries=read_boundaries(settings.boundaries))
        except BoundariesError as error:
            problems.append(f"batas wilayah: {error}")
    return replace(f, ground_problems=tuple(problems))
