"""`/laporan`: issued editions, the report of a day, corrections."""

from typing import Final

from desk.web import Way

WAYS: Final[tuple[Way, ...]] = ()
