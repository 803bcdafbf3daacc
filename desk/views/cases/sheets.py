"""Worksheets that two people fill in, and what each concludes."""

from typing import Final

from desk.web import Way

WAYS: Final[tuple[Way, ...]] = ()
