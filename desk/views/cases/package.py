"""The package: what still blocks it, making it, where it went."""

from typing import Final

from desk.web import Way

WAYS: Final[tuple[Way, ...]] = ()
