"""`/peta`: the map of areas with its table, and the data behind the vulnerability layer."""

from typing import Final

from desk.web import Way

WAYS: Final[tuple[Way, ...]] = ()
