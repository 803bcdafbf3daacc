"""The map of areas: 18 equal tiles that we draw, or a true map where the team gives boundaries."""

from collections.abc import Sequence
from enum import StrEnum

from reports.areas import Area


class Layer(StrEnum):
    """What the map is shaded by."""

    STORIES = "stories"
    HOAX = "hoax"
    PROVOCATION = "provocation"
    VIOLENCE = "violence"
    INCIDENTS = "incidents"
    VULNERABILITY = "vulnerability"


def draw_tiles(areas: Sequence[Area], layer: Layer, title: str) -> str:
    """The tiles as one SVG with a legend and a description: no script, no request to anywhere."""
    raise NotImplementedError
