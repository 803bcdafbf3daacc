"""The library of checked claims: reading a claims file, making one claim.

What a rating means stands in `pipeline/reference/ratings.yml`; a rating that is not there is an error, never
guessed. `pantau claims sync` needs nothing here: fact-check pages carry their claims (`Annotated.claims`).
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from core import clock
from core.errors import UsageError
from core.record import Claim
from core.settings import settings
from core.text import normalise
from pipeline.extraction.claimreview import UnknownRatingError, claim_id, rating_says
from pipeline.extraction.dates import parse_date
from pipeline.table import Form, Table, read_table

COLUMNS: Final = ("claim", "rating", "url", "publisher", "date")
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class ClaimsError(UsageError):
    """A claim that cannot be taken in; the message names file, line, column and remedy."""


def read_claims(path: Path, *, must_be_rated: bool = False) -> tuple[Claim, ...]:
    """The claims of a CSV or JSONL file, in order, each once. Only the column `claim` is required.

    A file without a column `rating` is taken for a list of false claims (so `pantau score --claims` says), or
    with `must_be_rated` refused. Where there is the column, an empty cell means that nobody has rated the
    claim: it is matched, and never a reason for the hoax signal. Raises ClaimsError or TableError at the
    first bad row.
    """
    table = read_table(str(path), "claim")
    for name in ("claim", "rating") if must_be_rated else ("claim",):
        if name not in table.columns and table.rows:
            raise ClaimsError(
                f"{path}: line 1: no column {name!r}; the file has: {', '.join(table.columns)} "
                f"(columns: {', '.join(COLUMNS)})"
            )
    rated = "rating" in table.columns
    claims: dict[str, Claim] = {}
    for number, row in enumerate(table.rows):
        cells = {name: _cell(row, name) for name in COLUMNS}
        try:
            claim = make_claim(**cells)
        except ClaimsError as error:
            raise ClaimsError(f"{path}: line {_line(table, number)}: {error}") from error
        claims.setdefault(claim.id, claim if rated else replace(claim, false=True))
    return tuple(claims.values())


def make_claim(*, claim: str, rating: str, url: str = "", publisher: str = "", date: str = "") -> Claim:
    """One claim. `rating` as the fact-checker put it, empty where nobody has; `date` as people write dates.

    Raises ClaimsError for an empty claim, an unknown rating, an unreadable date or what is no web address.
    """
    text = " ".join(normalise(claim).split())
    if not text:
        raise ClaimsError("column 'claim': empty; write what is asserted, or leave the row out")
    publisher, url = publisher.strip(), url.strip()
    if _SCHEME.match(url) and not url.lower().startswith(("https://", "http://")):
        raise ClaimsError(f"column 'url': {url!r} is no web address; write https://...")
    return Claim(
        id=claim_id(publisher, url, text),
        text=text,
        rating=rating.strip(),
        url=url,
        publisher=publisher,
        published_at=_date(date),
        false=_says(rating) == "false",
    )


def _says(rating: str) -> str:
    if not rating.strip():
        return "open"
    try:
        says = rating_says(rating)
    except UnknownRatingError as error:
        raise ClaimsError(f"column 'rating': {error}") from error
    if says == "none":
        raise ClaimsError(f"column 'rating': {rating!r} is no rating; write Salah, Menyesatkan, Benar ...")
    return says


def _date(written: str) -> datetime | None:
    """A date in the desk's time zone, as UTC; None for an empty cell."""
    if not written.strip():
        return None
    moment = parse_date(written, now=clock.now(), zone=settings().zone)
    if moment is None:
        raise ClaimsError(f"column 'date': {written!r} is no date that can be read; write 2026-11-20")
    return moment.at.astimezone(UTC)


def _cell(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def _line(table: Table, number: int) -> int:
    """The line on which a row begins: a CSV has a header, and its cells may hold line breaks."""
    if table.form is not Form.CSV:
        return 1 + number
    return 2 + number + sum(str(cell).count("\n") for row in table.rows[:number] for cell in row.values())
