"""The list of cases, one case, its parties; opening one from a story."""

from typing import Final

from desk.web import Way

WAYS: Final[tuple[Way, ...]] = ()
