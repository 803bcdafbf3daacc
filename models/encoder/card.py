"""`encoder.yml`: which files the encoder is, and what it was trained on."""

from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from models.signal_card import CardError, check_files

CARD: Final = Path(__file__).parent / "encoder.yml"


class EncoderCard(BaseModel):
    """One version of the encoder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    version: str
    base: str
    licence: str
    training: dict[str, str | int]
    files: dict[str, str]


@lru_cache(maxsize=1)
def encoder_card() -> EncoderCard:
    """The card, its files checked. Raises CardError naming the file."""
    try:
        card = EncoderCard.model_validate(yaml.safe_load(CARD.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise CardError(f"{CARD}: cannot be read: {' '.join(str(error).split())}") from error
    check_files(CARD, card.files)
    return card
