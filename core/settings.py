"""Settings: environment variables named PANTAU_*, else `pantau.toml` in the data folder, else defaults."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from core.errors import UsageError

PROJECT = Path(__file__).resolve().parent.parent
Profile = Literal["sample", "live"]


class SettingsError(UsageError):
    """A setting that cannot be used; the message names the place, the value and the remedy."""


class Settings(BaseSettings):
    """What can be set. Each field's description is what `docs/operating.md` prints."""

    model_config = SettingsConfigDict(env_prefix="PANTAU_", extra="forbid", frozen=True)

    data: Path = Field(
        PROJECT / "data", description="data folder: all that a round, the desk or a report writes"
    )
    sources: Path = Field(PROJECT / "crawlers" / "sources", description="folder of source YAML files (live)")
    timezone: str = Field("Asia/Makassar", description="time zone of the desk")
    capacity: int = Field(
        40, ge=1, description="items that the team reviews a day; cuts the queue, sets nothing else"
    )
    contact: str = Field(
        "", description="e-mail or URL that the user agent names; required by the live profile"
    )
    proxy: str = Field("", description="HTTP proxy for crawling, if the office has one")
    delay: float = Field(5.0, ge=0, description="least seconds between two requests to one site")
    pause: float = Field(30.0, ge=0, description="least seconds of silence after a 429")
    timeout: float = Field(30.0, gt=0, description="seconds before a request is given up")
    max_body: int = Field(5_000_000, gt=0, description="bytes of a response body before it is refused")
    prefect_port: int = Field(4200, ge=1, le=65535, description="port of the Prefect server on 127.0.0.1")
    allow: tuple[str, ...] = Field(
        (), description="host:port pairs on private addresses that fetch.py may reach"
    )

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("not a time zone (Asia/Makassar, Asia/Jakarta, Asia/Jayapura)")
        return name

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment first, then the file in the data folder."""
        folder = Path(os.environ.get("PANTAU_DATA", str(PROJECT / "data")))
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, folder / "pantau.toml")

    @property
    def zone(self) -> ZoneInfo:
        """The desk's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def archive(self) -> Path:
        """WARC files."""
        return self.data / "archive"

    @property
    def spool(self) -> Path:
        """Crawled and not yet stored: one folder a round."""
        return self.data / "spool"

    @property
    def keys(self) -> Path:
        """Secret keys, mode 600."""
        return self.data / "keys"

    @property
    def database(self) -> Path:
        """The DuckDB file."""
        return self.data / "pantau.duckdb"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process. Raises SettingsError with the field, the value and where to mend it."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"setting {name!r}: {first['msg']} (got {first.get('input')!r}); "
            f"mend PANTAU_{name.upper()} or pantau.toml in the data folder"
        ) from error
