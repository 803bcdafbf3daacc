"""Route and norm: what is proposed, what was passed over, what may be named."""

from typing import Final

from desk.web import Way

WAYS: Final[tuple[Way, ...]] = ()
