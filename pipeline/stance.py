"""What the author of a text does with a claim that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.record import Channel, Stance
from models.stance.score import CLASSES, score, sure_from


@dataclass(frozen=True, slots=True)
class Taken:
    """The most probable stance, how probably the text asserts, and whether it does so surely enough to be
    flagged."""

    name: Stance
    asserting: float
    surely_asserts: bool


_OF_A_CHECK: Final = Taken(Stance.DEBUNKS, 0.0, False)
"""of a fact-check, whatever its words"""


def stances(texts: Sequence[str], claims: Sequence[str], channels: Sequence[Channel]) -> list[Taken]:
    """The stance of each text (normalised and masked) to the claim that it is about."""
    sure = sure_from()
    found = []
    for chances, channel in zip(score(texts, claims), channels, strict=True):
        name, asserting = CLASSES[int(chances.argmax())], float(chances[CLASSES.index(Stance.ASSERTS)])
        surely = name is Stance.ASSERTS and asserting >= sure
        found.append(_OF_A_CHECK if channel is Channel.FACTCHECK else Taken(name, asserting, surely))
    return found
