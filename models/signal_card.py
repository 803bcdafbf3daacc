"""What `models/<name>/signal.yml` may say. Anything else in it is an error that names the file and the
key."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.errors import PantauError
from core.record import Channel
from models.yamlfile import read_model

MODELS: Final = Path(__file__).parent
NAMES: Final = ("provocation", "violence", "role", "severity", "stance", "incident")
"""the models with such a card, as pages show them"""
Probability = Annotated[float, Field(ge=0, le=1)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class CardError(PantauError):
    """A `signal.yml`, or a file that it names, that cannot be used. The message names file, key and
    remedy."""


class Label(BaseModel):
    """The name of the model, as people call it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    en: str


class Band(BaseModel):
    """Probabilities at which a second reader should look: from `low` on, and below `high` or the threshold of
    the channel, whichever is higher."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    low: Probability
    high: Probability

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}")
        return self


class Training(BaseModel):
    """What the weights learned from, and how the numbers in the card came about."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sets: tuple[str, ...]
    """the sets learned from: names in models/training/sets.yml, or of a file of claims"""
    texts: int = Field(ge=1)
    positives: dict[str, int]
    """how many texts there are of each class that is learned"""
    seed: int
    base_rate: Probability | None = None
    """share of posts that hold the signal, for which the probability is calibrated"""
    rule: str
    """how thresholds and band were chosen"""


class SignalCard(BaseModel):
    """One model: what it says, where it may be used, what it is made of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern="^[a-z_]+$")]
    label: Label
    is_: str = Field(alias="is")
    is_not: str
    version: str
    classes: tuple[str, ...]
    """what the columns of `score` mean"""
    thresholds: dict[Channel, Probability] = {}
    """A text is flagged from this probability on, by channel. Empty if the model flags nothing by itself."""
    unsure: Band | None = None
    """Provisional: chosen from out-of-fold predictions, not yet from decisions of the desk."""
    cuts: tuple[Probability, ...] = ()
    """Of severity: the probabilities from which a text is of each class. Of stance: that from which it surely
    asserts. Of incident: those of any event, from which it is in doubt and from which it is sure."""
    cascade: float | None = None
    """The least margin of the linear model from which the encoder is asked; None if it always is."""
    training: Training
    licence: str
    files: dict[str, Sha256]
    """each file of the model and its SHA-256"""
    floors: dict[str, float] = {}
    """least values of measures (pipeline/quality/models.py), pinned by pipeline.evaluate --update"""

    def near(self, probability: float) -> bool:
        """Whether a probability reaches the band, or lies above it."""
        return self.unsure is not None and probability >= self.unsure.low

    def doubts(self, probability: float, channel: Channel) -> bool:
        """Whether a probability is in the band. In news and fact-checks the band ends at their threshold,
        since a text that just misses a threshold is in doubt too."""
        if self.unsure is None or not self.near(probability):
            return False
        return probability < max(self.unsure.high, self.thresholds[channel])

    @model_validator(mode="after")
    def _all_channels(self) -> Self:
        missing = set(Channel) - set(self.thresholds)
        if self.thresholds and missing:
            raise ValueError(f"thresholds: {', '.join(sorted(missing))} missing")
        if bool(self.thresholds) != (self.unsure is not None):
            raise ValueError("thresholds and unsure go together")
        return self


def sha256(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def load_card_unchecked(name: str) -> SignalCard:
    """The card of a model, its files unchecked: training is about to write them. Raises CardError."""
    path = MODELS / name / "signal.yml"
    card = read_model(path, SignalCard, CardError)
    if card.name != name:
        raise CardError(f"{path}: name: {card.name!r} must be the folder's name")
    return card


@lru_cache(maxsize=16)
def load_card(name: str) -> SignalCard:
    """The card of a model, its files checked. Raises CardError."""
    card = load_card_unchecked(name)
    check_files(MODELS / name / "signal.yml", card.files)
    return card


def check_files(card: Path, files: Mapping[str, str]) -> None:
    """Check the files that a card beside them names. Raises CardError if one is missing, or is another
    file."""
    for file, digest in files.items():
        found = card.parent / file
        if not found.is_file():
            raise CardError(f"{found}: missing (named in {card}); fetch the repository again")
        if sha256(found) != digest:
            raise CardError(f"{found}: differs from its SHA-256 in {card}; train again or restore it")


def save_card(card: SignalCard) -> None:
    """Write a card. What a person wrote in the old card stays, since `card` was made from it."""
    path = MODELS / card.name / "signal.yml"
    raw = card.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    path.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=108), encoding="utf-8")
    load_card.cache_clear()
