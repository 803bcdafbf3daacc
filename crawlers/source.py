"""One source = one YAML file. A surprise in it is an error that names the file, the key and the remedy."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from core.record import Channel


class Kind(StrEnum):
    """How a source is read."""

    FEED = "feed"
    SITEMAP = "sitemap"
    WORDPRESS = "wordpress"
    LISTING = "listing"
    TELEGRAM = "telegram"
    FACTCHECK = "factcheck"
    FILE = "file"


class SourceError(Exception):
    """A source file that cannot be used."""


class Selectors(BaseModel):
    """CSS selectors, where the general rules do not suffice."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    links: str | None = None
    """listing: the links to articles"""
    next: str | None = None
    """listing: the link to the next page of the list"""
    title: str | None = None
    text: str | None = None
    author: str | None = None
    date: str | None = None
    remove: tuple[str, ...] = ()
    """parts of the page that are not the article"""


class Expect(BaseModel):
    """How many candidates a round should offer; outside it the source is reported."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min: int = Field(0, ge=0)
    max: int = Field(1000, ge=1)


class Source(BaseModel):
    """What `crawlers/sources/<id>.yml` may say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{1,60}$")]
    title: str
    publisher: str
    kind: Kind
    url: str
    """where the crawl starts: feed, sitemap, site root (wordpress), list page, t.me/s/NAME, or drop folder"""
    language: Literal["id", "ms", "en"] = "id"
    region: str = "64.08"
    """Kemendagri code of the region it mostly writes about"""
    timezone: str = "Asia/Makassar"
    """of dates that the site writes without one"""
    category: Literal["public_page", "official_account", "open_channel", "open_group"] | None = None
    """of a source of posts; a private person's account is no source"""
    preset: str | None = None
    """file: how its exports look"""
    every: int = Field(15, ge=1)
    """minutes"""
    selectors: Selectors = Selectors()
    expect: Expect = Expect()
    max_requests: int = Field(100, ge=1)
    delay: float | None = Field(None, ge=0)
    """seconds between requests, if the site needs more than the setting"""
    evidence: str
    """where we know the source from"""
    verified: date | Literal[False] = False
    """the day on which somebody fetched it and looked"""
    disabled: str | None = None
    """a reason, if it does not run"""

    @property
    def channel(self) -> Channel:
        """The channel of its items."""
        if self.kind is Kind.FACTCHECK:
            return Channel.FACTCHECK
        return Channel.POST if self.kind in (Kind.TELEGRAM, Kind.FILE) else Channel.NEWS

    @property
    def needs_mandate(self) -> bool:
        """Public posts are watched only under a mandate."""
        return self.channel is Channel.POST

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"{name!r} is no time zone (Asia/Makassar, Asia/Jakarta, Asia/Jayapura)")
        return name

    @model_validator(mode="after")
    def _posts_have_a_category(self) -> Self:
        if self.needs_mandate and self.category is None:
            raise ValueError("category is missing: public_page, official_account, open_channel or open_group")
        if self.kind is Kind.LISTING and self.selectors.links is None:
            raise ValueError("a listing needs selectors.links, the CSS selector of the links to articles")
        return self


def load_source(path: Path) -> Source:
    """Read one file. Raises SourceError with file, line where known, key and remedy."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise SourceError(f"{path}: not valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(raw, dict):
        raise SourceError(f"{path}: expected keys and values, found {type(raw).__name__}")
    try:
        source = Source.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "file"
        raise SourceError(f"{path}: {key}: {first['msg']} (see CONTRIBUTING.md, add a source)") from error
    if source.id != path.stem:
        raise SourceError(f"{path}: id {source.id!r} must be the file's name without .yml")
    return source


def load_sources(folder: Path) -> dict[str, Source]:
    """All sources of a folder by id, in order of id. Raises SourceError at the first bad file."""
    if not folder.is_dir():
        raise SourceError(f"{folder}: no such folder of sources (set PANTAU_SOURCES)")
    return {path.stem: load_source(path) for path in sorted(folder.glob("*.yml"))}
