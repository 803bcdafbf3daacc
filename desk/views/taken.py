"""What is taken along by hand: a text, a picture of one page, a clarification."""

from typing import Final

from desk.web import Way

WAYS: Final[tuple[Way, ...]] = ()
