"""Settings: environment variables named PANTAU_*, else `pantau.toml` in the data folder, else defaults."""

import os
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from core.errors import UsageError
from core.region import ZONE
from core.remedy import remedy

PROJECT = Path(__file__).resolve().parent.parent
FILE = "pantau.toml"
Profile = Literal["sample", "live"]
_PATHS = ("sources", "tsa_roots", "boundaries")


def _is_a_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no time zone (Asia/Makassar, Asia/Jakarta, Asia/Jayapura)")
    return name


ZoneName = Annotated[str, AfterValidator(_is_a_zone)]
"""the name of a time zone, as a setting or a source gives it"""


class SettingsError(UsageError):
    """A setting that cannot be used; the message names the place, the value and the remedy."""


class _FileSource(TomlConfigSettingsSource):
    """The file in the data folder; the paths in it begin there, wherever pantau is called."""

    def __call__(self) -> dict[str, Any]:
        """What it says. Raises SettingsError where it names the folder that it lies in."""
        found = super().__call__()
        if "data" in found:
            raise SettingsError(
                f"setting data: {_file()} lies in the data folder and cannot name another; take it out, "
                "and set PANTAU_DATA"
            )
        paths = {name: found[name] for name in _PATHS if isinstance(found.get(name), str)}
        return found | {name: _file().parent / Path(path).expanduser() for name, path in paths.items()}


class Settings(BaseSettings):
    """What can be set. Each field's description is what `docs/operating.md` prints."""

    # A service file may hold `PANTAU_DATA=`: an empty value is none, and no working folder.
    model_config = SettingsConfigDict(
        env_prefix="PANTAU_", env_ignore_empty=True, extra="forbid", frozen=True
    )

    data: Path = Field(
        PROJECT / "data", description="data folder: all that a round, the desk or a report writes"
    )
    sources: Path = Field(PROJECT / "crawlers" / "sources", description="folder of source YAML files (live)")
    timezone: ZoneName = Field(ZONE, description="time zone of the desk")
    capacity: int = Field(
        40, ge=1, description="items that the team reviews a day; cuts the queue, sets nothing else"
    )
    hold_minutes: int = Field(
        15,
        ge=1,
        le=480,
        description="minutes that an opened story is held without a sign of its page",
    )
    blur_severity: int = Field(
        3,
        ge=0,
        le=3,
        description="severity of violence from which the desk covers a text until asked; 0 covers none",
    )
    pause_minutes: int = Field(
        50, ge=0, le=480, description="minutes of reading after which the desk proposes a pause; 0 never"
    )
    second_share: float = Field(
        0.1,
        ge=0,
        le=1,
        description="share of first decisions that somebody else decides too, blind, to measure agreement",
    )
    contact: str = Field(
        "", description="e-mail or URL that the user agent names; required by the live profile"
    )
    proxy: str = Field("", description="HTTP proxy for crawling, if the office has one")
    delay: float = Field(5.0, ge=0, le=3600, description="least seconds between two requests to one site")
    pause: float = Field(30.0, ge=0, le=3600, description="least seconds of silence after a 429")
    timeout: float = Field(30.0, gt=0, le=3600, description="seconds before a request is given up")
    max_body: int = Field(5_000_000, gt=0, description="bytes of a response body before it is refused")
    prefect_port: int = Field(4200, ge=1, le=65535, description="port of the Prefect server on 127.0.0.1")
    desk_port: int = Field(8000, ge=1, le=65535, description="port of the desk")
    office: str = Field(
        "Meja Pantau Kabupaten Kutai Timur",
        description="name of the office, as reports and dossiers print it",
    )
    chromium: str = Field(
        "", description="Chromium that renders captures; by default the one that is found, else none"
    )
    tsa: str = Field("", description="URL of an RFC 3161 time-stamp authority; empty: no time stamps")
    tsa_roots: Path | None = Field(
        None, description="PEM file with the root certificates by which its answers are trusted"
    )
    boundaries: Path | None = Field(
        None, description="GeoJSON of the kecamatan, for a true map beside the tiles"
    )
    allow: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="host:port pairs on private addresses that fetch.py may reach; commas between them"
    )

    @field_validator("data", "sources")
    @classmethod
    def _at_home(cls, path: Path) -> Path:
        return path.expanduser()

    @field_validator("contact")
    @classmethod
    def _can_be_reached(cls, contact: str) -> str:
        if contact and not re.fullmatch(r"[!-'*-~]+@[!-'*-~]+|https?://[!-'*-~]+", contact):
            raise ValueError(f"{contact!r} is neither an e-mail address nor a URL")
        return contact

    @field_validator("proxy")
    @classmethod
    def _is_a_proxy(cls, proxy: str) -> str:
        if proxy and not re.fullmatch(r"http://[^\s/]+/?", proxy):
            raise ValueError(f"{proxy!r} is no proxy; write http://host:port")
        return proxy

    @field_validator("allow", mode="before")
    @classmethod
    def _split(cls, pairs: object) -> object:
        return (
            tuple(part.strip() for part in pairs.split(",") if part.strip())
            if isinstance(pairs, str)
            else pairs
        )

    @field_validator("allow")
    @classmethod
    def _are_pairs(cls, pairs: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := [pair for pair in pairs if not re.fullmatch(r"[^\s/,]+:\d{1,5}", pair)]:
            raise ValueError(f"{wrong[0]!r} is no pair; write host:port, as tsa.kantor.example:8080")
        return pairs

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment comes first, then the file in the data folder."""
        return init_settings, env_settings, _FileSource(settings_cls, _file())

    @property
    def zone(self) -> ZoneInfo:
        """The desk's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def archive(self) -> Path:
        """The folder of WARC files."""
        return self.data / "archive"

    @property
    def spool(self) -> Path:
        """The folder of what is crawled and not yet stored: one folder a round."""
        return self.data / "spool"

    @property
    def keys(self) -> Path:
        """The folder of secret keys, mode 700, each file 600."""
        return self.data / "keys"

    @property
    def cases(self) -> Path:
        """The folder of evidence and packages: one folder a case, mode 700."""
        return self.data / "cases"

    @property
    def reports(self) -> Path:
        """The folder of issued editions of reports."""
        return self.data / "reports"

    @property
    def database(self) -> Path:
        """The DuckDB file."""
        return self.data / "pantau.duckdb"


def _file() -> Path:
    """Where the settings' file is, if there is one."""
    return Path(os.environ.get("PANTAU_DATA") or PROJECT / "data").expanduser() / FILE


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process. Raises SettingsError: which one, what is wrong, where to mend it."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        raise SettingsError(
            f"setting {name}: {remedy(first, Settings)}; mend PANTAU_{name.upper()} or {_file()}"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(
            f"{_file()}: cannot be read: {error}; mend it (UTF-8, one `name = value` a line)"
        ) from error
