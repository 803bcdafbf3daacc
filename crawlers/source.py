"""One source = one YAML file. A surprise in it is an error that names the file, the key and the remedy."""

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from core.errors import UsageError
from core.record import Channel
from core.region import REGENCY, ZONE
from core.settings import ZoneName
from core.yamlfile import load_model
from crawlers.presets import presets


class Kind(StrEnum):
    """How a source is read."""

    FEED = "feed"
    SITEMAP = "sitemap"
    WORDPRESS = "wordpress"
    LISTING = "listing"
    TELEGRAM = "telegram"
    FACTCHECK = "factcheck"
    FILE = "file"


Words = Annotated[str, Field(min_length=1)]
_OFF: Final = "if the source shall not run, write why, as in disabled: situs tutup sejak 2025"


class SourceError(UsageError):
    """A source file that cannot be used; one line naming file, key and remedy."""


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

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.min > self.max:
            raise ValueError(f"min {self.min} is more than max {self.max}")
        return self


class Source(BaseModel):
    """What `crawlers/sources/<id>.yml` may say."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{1,60}$")]
    title: Words
    publisher: Words
    kind: Kind
    url: Words
    """where the crawl starts: feed, sitemap, site root (wordpress), list page, t.me/s/NAME, or drop folder"""
    language: Literal["id", "ms", "en"] = "id"
    region: str = REGENCY
    """Kemendagri code of the region it mostly writes about"""
    timezone: ZoneName = ZONE
    """of dates that the site writes without one"""
    category: Literal["public_page", "official_account", "open_channel", "open_group"] | None = None
    """of a source of posts; a private person's account is no source"""
    preset: str | None = None
    """file: how its exports look"""
    every: int = Field(15, ge=1)
    """minutes"""
    selectors: Selectors = Selectors()
    expect: Expect = Expect()
    max_requests: int = Field(100, ge=3)  # robots.txt, the start page, one article
    delay: float | None = Field(None, ge=0)
    """seconds between requests, if the site needs more than the setting"""
    evidence: Words
    """where we know the source from"""
    verified: date | Literal[False] = False
    """the day on which somebody fetched it and looked"""
    disabled: Words | None = None
    """a reason, if it does not run; the desk shows it"""

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

    @field_validator("region")
    @classmethod
    def _is_a_code(cls, code: str) -> str:
        if not re.fullmatch(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?", code):
            raise ValueError(f"{code!r} is no Kemendagri code (64, 64.08, 64.08.01)")
        return code

    @model_validator(mode="before")
    @classmethod
    def _is_not_enabled(cls, keys: Any) -> Any:
        """`enabled: false` would else be sent to `disabled: false`, which means the opposite."""
        if isinstance(keys, dict) and "enabled" in keys:
            raise ValueError(f"enabled: no such key; take it out, or {_OFF}")
        return keys

    @field_validator("disabled", mode="before")
    @classmethod
    def _is_a_reason(cls, reason: Any) -> Any:
        if str(reason).strip().lower() in ("true", "false"):
            raise ValueError(f"{reason} is no reason; take the line out, or {_OFF}")
        return reason

    @model_validator(mode="after")
    def _posts_have_a_category(self) -> Self:
        if self.needs_mandate and self.category is None:
            raise ValueError("category is missing: public_page, official_account, open_channel or open_group")
        if self.kind is Kind.LISTING and self.selectors.links is None:
            raise ValueError("a listing needs selectors.links, the CSS selector of the links to articles")
        return self

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        web = re.fullmatch(r"https?://[^\s/?#]+\S*", self.url)
        if self.kind is not Kind.FILE and not web:
            raise ValueError(f"url: {self.url!r} is no address; write it with https://")
        if self.kind is Kind.FILE and (web or ".." in Path(self.url).parts):
            raise ValueError(f"url: {self.url!r} is no drop folder; write one like masuk/warga")
        if self.preset is not None and (self.kind is not Kind.FILE or self.preset not in presets()):
            raise ValueError(f"preset: {self.preset!r}; only for kind file, one of {', '.join(presets())}")
        return self

    @model_validator(mode="after")
    def _selects(self) -> Self:
        for name, value in self.selectors:
            for selector in (value,) if isinstance(value, str) else value or ():
                try:
                    CSSSelector(selector)
                except SelectorError as error:
                    raise ValueError(f"selectors.{name}: {selector!r} is no CSS selector: {error}") from error
        return self


class FieldSource(Source):
    """What people enter at the desk: a file source of channel `field`. Built in; no YAML file can be one."""

    @property
    def channel(self) -> Channel:
        """Brought to the team, not watched: so no mandate is asked for."""
        return Channel.FIELD


FIELD: Final = FieldSource(
    id="lapangan",
    title="Laporan lapangan",
    publisher="Meja Pantau",
    kind=Kind.FILE,
    url="masuk/lapangan",
    preset="generic",
    evidence="ours: texts and tips that people enter at the desk",
)


def load_source(path: Path) -> Source:
    """Read one file. Raises SourceError with file, line where known, key and remedy."""
    try:
        source = load_model(path, Source, SourceError)
    except FileNotFoundError as error:
        raise SourceError(f"{path}: no such file") from error
    if source.id != path.stem:
        raise SourceError(f"{path}: id: {source.id!r} must be the file's name without .yml")
    if source.id == FIELD.id:
        raise SourceError(
            f"{path}: id: {source.id!r} is built in, for what is entered at the desk; rename it"
        )
    return source


def usable_sources(folder: Path) -> tuple[dict[str, Source], dict[str, str]]:
    """The sources of a folder by id, in order of id; and what is wrong with each file that cannot be used, by
    the id that it would have. Raises SourceError if there is no file at all."""
    if not folder.is_dir():
        raise SourceError(f"{folder}: no such folder of sources (set PANTAU_SOURCES)")
    sources: dict[str, Source] = {}
    unusable = {
        path.stem: f"{path}: would not be read; name it {path.stem}.yml" for path in folder.glob("*.yaml")
    }
    for path in sorted(folder.glob("*.yml")):
        try:
            source = load_source(path)
        except SourceError as error:
            unusable[path.stem] = str(error)
        else:
            sources[source.id] = source
    if not sources and not unusable:
        raise SourceError(f"{folder}: no source (*.yml) is in it; pantau sources new, or set PANTAU_SOURCES")
    return {name: one for name, one in sources.items() if name not in unusable}, unusable
