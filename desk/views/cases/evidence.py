"""Evidence: captures, what somebody brought, time stamps."""

from typing import Final

from desk.web import Way

WAYS: Final[tuple[Way, ...]] = ()
