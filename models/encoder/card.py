"""`encoder.yml`: which files the encoder is made of, and what it was trained on."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from models.signal_card import CardError, check_files
from models.yamlfile import read_model

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
    """The card of the encoder, its files checked. Raises CardError, which names the file."""
    card = read_model(CARD, EncoderCard, CardError)
    check_files(CARD, card.files)
    return card
