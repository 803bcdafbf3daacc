"""Approvals, deputies; objections and outcomes."""

from typing import Final

from desk.web import Way

WAYS: Final[tuple[Way, ...]] = ()
