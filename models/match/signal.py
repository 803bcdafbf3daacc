"""What `signal.yml` says: thresholds, version, and the files that belong to it."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from models.signal_card import CardError, check_files, sha256
from models.yamlfile import read_model

FOLDER: Final = Path(__file__).resolve().parent
_SIGNAL: Final = FOLDER / "signal.yml"
_Share = Annotated[float, Field(ge=0, le=1)]


class Thresholds(BaseModel):
    """Probabilities that a text is about a claim. They are the same in every channel: what matches is a
    claim."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    automatic: _Share
    suggested: _Share
    unsure: tuple[_Share, _Share]


class HoaxSignal(BaseModel):
    """The signal "hoax"."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    name: str
    label: Mapping[str, str]
    what: str = Field(alias="is")
    what_not: str = Field(alias="is_not")
    version: str
    thresholds: Thresholds
    files: Mapping[str, str]
    """the SHA-256 of each file, by its name"""
    training: tuple[str, ...]
    licence: str
    floors: Mapping[str, float]


@lru_cache(maxsize=1)
def hoax_signal() -> HoaxSignal:
    """The shipped signal, its files checked. Raises CardError if a file is not the one that the thresholds
    were chosen with."""
    signal = read_model(_SIGNAL, HoaxSignal, CardError)
    check_files(_SIGNAL, signal.files)
    return signal


def pin_files() -> None:
    """Write the SHA-256 of each file into signal.yml, and leave all else as it is. Raises CardError."""
    text = _SIGNAL.read_text(encoding="utf-8")
    for name in read_model(_SIGNAL, HoaxSignal, CardError).files:
        text = re.sub(rf"(?m)^(  {re.escape(name)}:).*$", rf"\1 {sha256(FOLDER / name)}", text)
    _SIGNAL.write_text(text, encoding="utf-8")
