"""A small invented web, served on localhost, that holds each case the product is about."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

WITA = timezone(timedelta(hours=8), "WITA")
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=WITA)
"""The sample's now: everything in it was published in the days before, so that every run is alike."""

FOLDER = Path(__file__).resolve().parent
SOURCES = FOLDER / "sources"
SITES = FOLDER / "sites"
EXPECTED = FOLDER / "expected.json"
