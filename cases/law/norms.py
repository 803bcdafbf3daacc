"""The norms (`pipeline/reference/law/*.yml`): which may be named for an act, chosen by the day of the act."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class NormState(StrEnum):
    """What a norm is for an act of some day."""

    IN_FORCE = "in_force"
    VOID = "void"  # certainly not: is not offered
    DOUBTFUL = "doubtful"  # perhaps not: is offered with a warning
    OUTSIDE_STAGE = "outside_stage"  # holds only within stages that were not active


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of a norm, as the worksheet asks for it."""

    id: str
    text: str  # Indonesian


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """One norm, as data. The owner of this module may add fields; others rely on these."""

    id: str  # "kuhp-246"
    title: str  # "Pasal 246 KUHP: penghasutan di muka umum"
    elements: tuple[Element, ...]
    valid_from: date | None
    valid_to: date | None  # the last day
    complaint: bool  # only on the victim's complaint
    certainty: str  # "verified", "single", "unverified", "inferred"
    narrowed: tuple[str, ...]  # Indonesian: which decision, how
    penalty: str
    source: str
    last_checked: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A norm as it may be named for an act of a day."""

    norm: Norm
    state: NormState
    warnings: tuple[str, ...]  # Indonesian; "harus dipastikan ahli hukum" where the source is not certain


def norms() -> tuple[Norm, ...]:
    """All norms of the catalogue."""
    raise NotImplementedError


def offer(norm_id: str, act_on: date) -> Offer:
    """This norm for an act of that day. Raises KeyError for an unknown id."""
    raise NotImplementedError


def offers(act_on: date) -> tuple[Offer, ...]:
    """The norms that may be named for an act of that day: void ones and those outside their stage are out."""
    raise NotImplementedError
