"""Reasons that a person can check: the words that pushed a probability up or down, and where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from core.record import Reason, RoleName, Span
from core.text import model_tokens
from models.explain import word_weights
from models.features import Floats
from models.linear import Probabilities, load_linear
from models.words import lexicon, look_up, without_escapes

_FOR, _AGAINST = 4, 3
# A word counts as a reason from this share of the strongest one, and from this much log-odds.
_SHARE: Final = 0.25
_LEAST: Final = 0.2
_MARKS: Final = frozenset('?!"')  # they weigh, but a mark alone tells a reader nothing
_ROLE_NAMES: Final = {
    RoleName.ASSERT: "ucapan penulis sendiri",
    RoleName.REPORT: "melaporkan kejadian atau ucapan orang lain",
    RoleName.DEBUNK: "membantah atau meluruskan kabar",
    RoleName.COUNTER: "menentang kebencian atau menenangkan",
}
Token = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Explained:
    """Spans into the item's text that speak for the signal, strongest first, and reasons for and against."""

    spans: tuple[Span, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @staticmethod
    def of_role(roles: Probabilities) -> Reason:
        """What speaks against a flag when the author does not assert."""
        best = int(roles.argmax())
        share = f"{roles[best]:.0%}".replace("%", " %")
        against = float(np.log(max(roles[0], 1e-6) / max(1 - roles[0], 1e-6)))
        return Reason(
            words="", weight=against, note=f"Peran penulis: {_ROLE_NAMES[tuple(RoleName)[best]]} ({share})"
        )


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Neighbouring words that push the same way."""

    tokens: tuple[Token, ...]
    weight: float


@lru_cache(maxsize=4)
def _log_odds(model: str) -> Floats:
    return load_linear(model).log_odds()


def explain(model: str, texts: Sequence[tuple[str, int]]) -> list[Explained]:
    """Explain a model's probability for each (title and text as one, where the text begins in it)."""
    if not texts:
        return []
    tokens = [model_tokens(without_escapes(whole)) for whole, _ in texts]
    weights = word_weights([[word for word, _, _ in text] for text in tokens], _log_odds(model))
    return [
        _explained(words, pushes[:, 0], whole, shift)
        for words, pushes, (whole, shift) in zip(tokens, weights, texts, strict=True)
    ]


def _explained(tokens: Sequence[Token], pushes: Floats, whole: str, shift: int) -> Explained:
    ups, downs = _phrases(tokens, pushes, shift)[:_FOR], _phrases(tokens, -pushes, shift)[:_AGAINST]
    spans = [_span(phrase, shift) for phrase in ups]
    reasons = [_reason(phrase, phrase.weight, whole, shift) for phrase in ups]
    reasons += [_reason(phrase, -phrase.weight, whole, shift) for phrase in downs]
    return Explained(tuple(span for span in spans if span), tuple(reasons))


def _phrases(tokens: Sequence[Token], pushes: Floats, shift: int) -> list[_Phrase]:
    """Runs of words that push up enough, strongest first; none runs from the title into the text."""
    if not len(pushes):
        return []
    enough = pushes >= max(_LEAST, _SHARE * float(pushes.max()))
    runs: list[list[int]] = []
    for place in np.flatnonzero(enough).tolist():
        follows = bool(runs) and runs[-1][-1] == place - 1
        if follows and (tokens[place][1] >= shift) == (tokens[place - 1][1] >= shift):
            runs[-1].append(place)
        else:
            runs.append([place])
    phrases = [
        _Phrase(tuple(tokens[place] for place in run), float(pushes[run].sum()))
        for run in runs
        if any(tokens[place][0] not in _MARKS for place in run)
    ]
    return sorted(phrases, key=lambda phrase: -phrase.weight)


def _span(phrase: _Phrase, shift: int) -> Span | None:
    """Where the phrase stands in the item's text; None where it begins in the title."""
    start, end = phrase.tokens[0][1] - shift, phrase.tokens[-1][2] - shift
    return Span(start=start, end=end) if start >= 0 else None


def _reason(phrase: _Phrase, weight: float, whole: str, shift: int) -> Reason:
    words = whole[phrase.tokens[0][1] : phrase.tokens[-1][2]]
    known = lexicon()
    classes = {number for word, _, _ in phrase.tokens for number in look_up(word).classes}
    note = "; ".join(known.labels[number] for number in sorted(classes)[:3])
    span = _span(phrase, shift)
    if span is None:
        note = f"di judul; {note}" if note else "di judul"
    return Reason(words=" ".join(words.split()), weight=round(weight, 3), span=span, note=note)
