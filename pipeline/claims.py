"""The library of checked claims: reading a claims file, making one claim.

What a rating means stands in `pipeline/reference/ratings.yml`; a rating that is not there is an error, never
guessed. `pantau claims sync` needs nothing here: fact-check pages carry their claims (`Annotated.claims`).
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from core import clock
from core.errors import UsageError
from core.record import Claim
from core.settings import settings
from core.text import model_tokens, normalise
from pipeline.extraction.claimreview import UnknownRatingError, claim_id, rating_says
from pipeline.extraction.dates import parse_date
from pipeline.table import Form, Table, read_table

COLUMNS: Final = ("claim", "rating", "url", "publisher", "date")
_SHORTEST: Final = 10
"""characters of what is asserted: a single word would match half of all posts"""
_LONGEST: Final = 500
_AHEAD: Final = timedelta(days=36_500)
_WEB: Final = re.compile(r"https?://(?=[^\s/?#]+\.[^\s/?#])\S+")
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class ClaimsError(UsageError):
    """A claim that cannot be taken in; the message names file, line, column and remedy."""


def read_claims(path: Path, *, must_be_rated: bool = False) -> tuple[Claim, ...]:
    """The claims of a CSV or JSON file, in order, each once. Only the column `claim` is required; columns are
    known whatever their capitals and the blanks around them.

    A file without a column `rating` is taken for a list of false claims (so `pantau score --claims` says), or
    with `must_be_rated` refused; so is one that has unknown columns instead, which may hold the ratings.
    Where there is the column, an empty cell means that nobody has rated the claim: it is matched, and never
    a reason for the hoax signal. Raises ClaimsError or TableError at the first bad row, or at one that rates
    the claim of a row before it otherwise.
    """
    table = read_table(str(path), "claim")
    if table.form is Form.LINES and table.rows:
        raise ClaimsError(
            f"{path}: line {table.lines[0]}: no header with a column 'claim'; save it as a CSV whose first "
            f"line names the columns ({', '.join(COLUMNS)})"
        )
    known = _known_columns(path, table)
    for name in ("claim", "rating") if must_be_rated else ("claim",):
        if name not in known and table.rows:
            raise ClaimsError(
                f"{path}: line 1: no column {name!r}; the file has: {', '.join(table.columns)} "
                f"(columns: {', '.join(COLUMNS)})"
            )
    rated = "rating" in known
    if unknown := [] if rated else [name for name in table.columns if name not in known.values()]:
        raise ClaimsError(
            f"{path}: line 1: no column 'rating', but unknown ones: {', '.join(unknown)}; "
            "call the one with the ratings so, or delete them if every claim of the file is false"
        )
    claims: dict[str, tuple[Claim, str]] = {}
    for line, row in zip(table.lines, table.rows, strict=True):
        where = f"{'entry' if table.form is Form.JSON else 'line'} {line}"
        if table.form is Form.CSV and list(row.values()) == [""]:
            continue  # a blank line between claims that are all of the file
        try:
            claim = make_claim(**{name: _cell(row, known.get(name, name)) for name in COLUMNS})
        except ClaimsError as error:
            raise ClaimsError(f"{path}: {where}: {error}") from error
        first, there = claims.setdefault(claim.id, (claim, where))
        if _says(first.rating) != _says(claim.rating):
            raise ClaimsError(
                f"{path}: {where}: column 'rating': {claim.rating!r}, but {there} rates the same claim "
                f"{first.rating!r}; keep the row that holds"
            )
    return tuple(claim if rated else replace(claim, false=True) for claim, _ in claims.values())


def _known_columns(path: Path, table: Table) -> dict[str, str]:
    """What each known column is called in the file. Raises ClaimsError where one is there twice."""
    known: dict[str, str] = {}
    for column in table.columns:
        name = column.strip().casefold()
        if name in known:
            raise ClaimsError(
                f"{path}: column {name!r} is there twice: {known[name]!r} and {column!r}; keep one"
            )
        if name in COLUMNS:
            known[name] = column
    return known


def same_claim(text: str) -> tuple[str, ...]:
    """A claim's words, by which it is compared with another: whatever its capitals, blanks and stops."""
    return tuple(word for word, _, _ in model_tokens(text) if word[0].isalnum())


def must_stand_alone(claim: Claim) -> None:
    """Raises ClaimsError for what one person may not add by hand to the library: too few letters, which would
    match half of all posts, or nobody who can be asked."""
    if not _SHORTEST <= len(claim.text) <= _LONGEST:
        raise ClaimsError(
            f"--claim: {len(claim.text)} characters; write what is asserted in one sentence of "
            f"{_SHORTEST} to {_LONGEST}"
        )
    if claim.url and not _WEB.fullmatch(claim.url):
        raise ClaimsError(f"--url: {claim.url!r} is no web address; write https://... or leave it empty")
    if not claim.publisher:
        raise ClaimsError("--publisher: empty; write who checked the claim")


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
        raise ClaimsError(
            f"column 'rating': {rating!r} is no rating that is known; write what it means: Salah, Sebagian "
            "salah, Menyesatkan, Sebagian benar, Belum terbukti or Benar (or have whoever installed Pantau "
            "add the word to pipeline/reference/ratings.yml)"
        ) from error
    if says == "none":
        raise ClaimsError(f"column 'rating': {rating!r} is no rating; write Salah, Menyesatkan, Benar ...")
    return says


def _date(written: str) -> datetime | None:
    """A date in the desk's time zone, as UTC; None for an empty cell."""
    if not written.strip():
        return None
    now, zone = clock.now(), settings().zone
    moment = parse_date(written, now=now, zone=zone)
    if moment is None:
        if parse_date(written, now=now + _AHEAD, zone=zone):
            raise ClaimsError(
                f"column 'date': {written!r} lies ahead of today ({now.astimezone(zone):%Y-%m-%d}); write "
                "the day on which it was published"
            )
        raise ClaimsError(f"column 'date': {written!r} is no date that can be read; write 2026-11-20")
    return moment.at.astimezone(UTC)


def _cell(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)
