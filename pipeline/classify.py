"""Stage classify: role, and the signals provocation and violence, of each item.

Models see title and text together, as one text, and the passages of a long one; spans are offsets into the
item's text only, so words of the title are named in reasons without a span. Flagged is what reaches its
channel's threshold and is more likely asserted than not; a word by itself is doubtful at most. Severity,
facets and reasons are those of the passage that the probability comes from, if it does not come from the
whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from core.record import Annotated, Channel, Role, RoleName, Signal
from core.text import model_form
from models.cascade import read
from models.encoder.card import encoder_card
from models.facets import facets as name_facets
from models.linear import Probabilities
from models.match.signal import hoax_signal
from models.passages import ALONE, Judged, Passage, judge, of_carriers, telling
from models.role.score import score as score_role
from models.severity.score import score as score_severity
from models.signal_card import NAMES, load_card
from pipeline.context import Context
from pipeline.reasons.flag import Explained, ToExplain, explain

SIGNALS: Final = ("provocation", "violence")
ROLES: Final = tuple(RoleName)
# Between these probabilities of role assert, a signal that reaches its threshold is unsure.
_OPEN_ROLE: Final = (0.3, 0.7)
_LIKELY: Final = 0.5
"""of role assert: what is as likely told, denied or condemned is not flagged"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is classified: a title (may be empty) and a text, normalised and masked, and where it was said."""

    title: str
    text: str
    channel: Channel

    @property
    def whole(self) -> str:
        """Title and text as one."""
        return f"{self.title}\n{self.text}" if self.title else self.text

    @property
    def is_one_word(self) -> bool:
        """Whether no more is said than a word, and to nobody: it names a thing or a group, and no more."""
        words = model_form(self.whole).split()
        return sum(word[0].isalnum() or word == "_akun_" for word in words) == 1

    @property
    def shift(self) -> int:
        """Where the text begins in the whole."""
        return len(self.title) + 1 if self.title else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """What the models say of one text."""

    role: Role
    signals: tuple[Signal, ...]


def classify(batch: list[Annotated], context: Context) -> list[Annotated]:
    """Fill role and the signals provocation and violence."""
    said = [Said(title=each.item.title, text=each.item.text, channel=each.item.channel) for each in batch]
    return [
        replace(each, role=found.role, signals=found.signals)
        for each, found in zip(batch, classify_texts(said), strict=True)
    ]


def check_weights() -> tuple[str, ...]:
    """The names of all models that ship, matching and the encoder among them. Raises CardError if a file is
    missing, or is not the one whose SHA-256 its card names."""
    return (*(load_card(name).name for name in NAMES), hoax_signal().name, encoder_card().name)


def classify_texts(said: Sequence[Said], *, reasons: bool = True) -> list[Classified]:
    """Role and signals of each text, in order.

    Reasons are given where a probability reaches the lower edge of the unsure band: below it nobody asks, and
    they cost more than the scores. Who only measures scores asks for none (`reasons`).
    """
    texts = tuple(each.whole for each in said)
    read(texts)  # the encoder begins, and goes on while passages are looked for
    parts = telling(texts, ALONE)
    words = [part.words for part in parts]
    roles = score_role(texts)
    judged = {name: judge(name, texts) for name in SIGNALS}
    of_texts, of_parts = _severities(score_severity(texts)), _severities(score_severity(words))
    severity = {name: of_carriers(judged[name], of_texts.tolist(), of_parts.tolist()) for name in SIGNALS}
    facets = {
        name: of_carriers(judged[name], name_facets(name, texts), name_facets(name, words))
        for name in SIGNALS
    }
    explained = {
        name: _explained(name, said, judged[name], parts, facets[name]) if reasons else {} for name in SIGNALS
    }
    return [
        Classified(
            role=_role(roles[row]),
            signals=tuple(
                _signal(
                    name,
                    float(judged[name].probability[row]),
                    roles[row],
                    severity[name][row],
                    each,
                    facets[name][row],
                    explained[name].get(row, Explained()),
                )
                for name in SIGNALS
            ),
        )
        for row, each in enumerate(said)
    ]


def _role(probabilities: Probabilities) -> Role:
    best = int(probabilities.argmax())
    version = load_card("role").version
    return Role(name=ROLES[best], probability=float(probabilities[best]), model_version=version)


def _severities(probabilities: Probabilities) -> np.ndarray:
    """1 to 3: each class supposes the one below."""
    reaches = probabilities >= np.array(load_card("severity").cuts)
    return np.asarray(1 + reaches.cumprod(axis=1).sum(axis=1))


def _explained(
    name: str,
    said: Sequence[Said],
    judged: Judged,
    parts: Sequence[Passage],
    facets: Sequence[tuple[str, ...]],
) -> dict[int, Explained]:
    """Reasons of the texts that somebody may ask about, by row."""
    band = load_card(name).unsure
    rows = np.flatnonzero(judged.probability >= (band.low if band else 1)).tolist()
    asked = []
    for row in rows:
        part = parts[judged.carrier[row]] if judged.carrier[row] >= 0 else None
        asked.append(
            ToExplain(
                whole=part.words if part else said[row].whole,
                shift=said[row].shift - (part.start if part else 0),
                probability=float(judged.alone[row]),
                facets=facets[row],
                is_part=part is not None,
            )
        )
    return dict(zip(rows, explain(name, asked), strict=True))


def _signal(
    name: str,
    probability: float,
    roles: Probabilities,
    severity: int,
    said: Said,
    facets: tuple[str, ...],
    reasons: Explained,
) -> Signal:
    card = load_card(name)
    threshold = card.thresholds[said.channel]
    asserts = ROLES[int(roles.argmax())] is RoleName.ASSERT
    near = card.near(probability)
    reaches = probability >= threshold
    alone = reaches and said.is_one_word
    open_role = _OPEN_ROLE[0] <= float(roles[0]) <= _OPEN_ROLE[1]
    return Signal(
        name=name,
        probability=probability,
        threshold=threshold,
        flagged=reaches and float(roles[0]) >= _LIKELY and not alone,
        unsure=(card.doubts(probability, said.channel) and asserts) or (reaches and open_role) or alone,
        severity=severity if near and asserts else 0,
        spans=reasons.spans,
        reasons=reasons.reasons + (() if asserts or not near else (reasons.of_role(roles),)),
        model_version=card.version,
        facets=facets if near else (),
    )
