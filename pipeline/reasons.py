"""Reasons that a person can check: what the text does, which words hold its probability up, what speaks
against."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict

from core.record import Reason, RoleName, Span
from models.join import score_joined
from models.lexicon import lexicon
from models.linear import Probabilities
from models.passages import ALONE
from models.quotes import quotes
from models.spans import Held, Piece, holding
from models.words import look_up, read_tokens

_LEAST: Final = 0.1  # log-odds from which what holds a probability down is told
_NAMED: Final = ("ethnic", "faith", "camp", "grouping", "authority", "election")
_MOST_NAMED: Final = 3
_ROLE_NAMES: Final = {
    RoleName.ASSERT: "ucapan penulis sendiri",
    RoleName.REPORT: "melaporkan kejadian atau ucapan orang lain",
    RoleName.DEBUNK: "membantah atau meluruskan kabar",
    RoleName.COUNTER: "menentang kebencian atau menenangkan",
}
_GROUNDS: Final = {
    "ethnicity": "tampaknya menghasut permusuhan atas dasar suku atau asal",
    "religion": "tampaknya menghasut permusuhan atas dasar agama",
    "race": "tampaknya menghasut permusuhan atas dasar ras atau keturunan",
    "newcomers": "tampaknya menghasut permusuhan terhadap pendatang",
    "political": "tampaknya menghasut permusuhan terhadap kubu politik",
    "authority": "tampaknya menghasut melawan aparat atau penyelenggara pemilihan",
    "other": "tampaknya menghasut permusuhan terhadap suatu kelompok",
}
_AGAINST: Final = {
    frozenset[str](): "tampaknya mengancam atau menyerukan kekerasan",
    frozenset({"person"}): "tampaknya mengancam atau menyerukan kekerasan terhadap orang",
    frozenset({"property"}): "tampaknya mengancam atau menyerukan perusakan barang atau bangunan",
    frozenset(
        {"person", "property"}
    ): "tampaknya mengancam atau menyerukan kekerasan terhadap orang dan barang",
}
_TIMING: Final = {"conditional": "bersyarat", "dated": "menyebut waktu"}
_SENTENCE_END: Final = re.compile(r"[.!?](?=\s)|\n")
_WORDS: Final = Path(__file__).parent / "reference" / "reasons.yml"
Token = tuple[str, int, int]


class Words(BaseModel):
    """`reference/reasons.yml`: words of which nothing is told, and words that make a condition."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    untold: frozenset[str]
    conditions: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> Words:
    raw = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return Words(**{name: frozenset(words.split()) for name, words in raw.items()})


@dataclass(frozen=True, slots=True)
class Explained:
    """Spans into the item's text that hold the signal up, strongest first, and reasons for and against."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ToExplain:
    """What is judged: a text (title and text as one) or a passage of it; where the item's text begins in it
    (before it, if negative); its own probability and facets."""

    whole: str
    shift: int
    probability: float
    facets: tuple[str, ...]
    is_part: bool


def explain(name: str, texts: Sequence[ToExplain]) -> list[Explained]:
    """Explain a signal's probability for each text."""
    if not texts:
        return []
    before = np.array([one.probability for one in texts])
    found = holding(lambda trials: score_joined(name, trials)[:, 0], [one.whole for one in texts], before)
    return [_explained(name, one, held) for one, held in zip(texts, found, strict=True)]


def _explained(name: str, one: ToExplain, held: Held) -> Explained:
    tokens = read_tokens(one.whole)
    ups = _phrases(held.up, one)
    spans = [_span(piece, one.shift) for piece in ups]
    weight = float(np.log(max(one.probability, 1e-6) / max(1 - one.probability, 1e-6)))
    told = [Reason(words="", weight=max(weight, 0.1), note=_said(name, one, tokens))]
    if one.is_part:
        told.append(Reason(words="", weight=-ALONE, note="berdasarkan satu bagian teks; bacalah seluruhnya"))
    told += [_reason(piece, one, tokens) for piece in ups]
    told += [_reason(piece, one, tokens) for piece in held.down if piece.weight <= -_LEAST]
    return Explained(tuple(span for span in spans if span), (*told, *_against(ups, one, tokens)))


def _phrases(pieces: Sequence[Piece], one: ToExplain) -> list[Piece]:
    """Neighbouring pieces as one, strongest first; none runs from the title into the text."""
    joined: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.start):
        last = joined[-1] if joined else None
        near = last is not None and not one.whole[last.end : piece.start].strip(" \n,.")
        if last is not None and near and (last.start >= one.shift or piece.end <= one.shift):
            joined[-1] = Piece(last.start, piece.end, last.weight + piece.weight)
        else:
            joined.append(piece)
    return sorted(joined, key=lambda piece: -piece.weight)


def _said(name: str, one: ToExplain, tokens: Sequence[Token]) -> str:
    """What the text does, and whom it names (Indonesian)."""
    if name == "provocation":
        grounds = [_GROUNDS[facet] for facet in one.facets if facet in _GROUNDS]
        what = "; ".join(grounds[:1]) or _GROUNDS["other"]
    else:
        aim = frozenset(one.facets) & {"person", "property"}
        what = _AGAINST[aim]
        what = "; ".join([what, *(_TIMING[facet] for facet in _timing(one.facets, tokens))])
    named = _named(one.whole, tokens)
    return what + (f"; menyebut: {', '.join(named)}" if named else "")


def _timing(facets: Sequence[str], tokens: Sequence[Token]) -> list[str]:
    """Whether it is conditional or dated; the former only where a word says so."""
    conditional = any(word in _words().conditions for word, _, _ in tokens)
    return [facet for facet in facets if facet in _TIMING and (conditional or facet != "conditional")]


def _named(whole: str, tokens: Sequence[Token]) -> list[str]:
    """The groups and offices that the text names, as written, peoples and faiths first; at most three."""
    known = lexicon()
    found = []
    for word, start, end in tokens:
        classes = [known.names[number] for number in look_up(word).classes]
        places = [_NAMED.index(name) for name in classes if name in _NAMED]
        if places and word not in _words().untold:
            found.append((min(places), " ".join(whole[start:end].split()).lower()))
    in_order = sorted(found, key=lambda one: one[0])
    return list(dict.fromkeys(name for _, name in in_order))[:_MOST_NAMED]


def _against(ups: Sequence[Piece], one: ToExplain, tokens: Sequence[Token]) -> tuple[Reason, ...]:
    """What a reader should weigh against it: quoted, asked, said in play."""
    told = []
    quoted = quotes(one.whole)
    inside = [p for p in ups if any(start <= p.start and p.end <= end for start, end in quoted)]
    if inside and sum(p.weight for p in inside) >= sum(p.weight for p in ups) / 2:
        told.append(Reason(words="", weight=-0.5, note="kata-kata itu berada di dalam kutipan"))
    if _asks(one.whole) and any(piece.end > _last_sentence(one.whole) for piece in ups):
        note = "bagian ini berupa pertanyaan" if one.is_part else "teks berupa pertanyaan"
        told.append(Reason(words="", weight=-0.3, note=note))
    known = lexicon()
    play = known.names.index("play")
    words = list(
        dict.fromkeys(
            word for word, _, _ in tokens if word not in _words().untold and play in look_up(word).classes
        )
    )
    if words:
        note = f"mungkin kiasan atau gurauan: {', '.join(words[:3])}"
        told.append(Reason(words="", weight=-0.3, note=note))
    return tuple(told)


def _asks(text: str) -> bool:
    return text.rstrip(' "”)').endswith("?")


def _last_sentence(text: str) -> int:
    """Where it begins."""
    whole = text.rstrip(' "”)\n')
    return max((end.end() for end in _SENTENCE_END.finditer(whole)), default=0)


def _span(piece: Piece, shift: int) -> Span | None:
    """Where the piece stands in the item's text; None where it begins in the title."""
    start, end = piece.start - shift, piece.end - shift
    return Span(start=start, end=end) if start >= 0 else None


def _reason(piece: Piece, one: ToExplain, tokens: Sequence[Token]) -> Reason:
    inside = [word for word, start, end in tokens if piece.start <= start and end <= piece.end]
    telling = [word for word in inside if word not in _words().untold]
    kinds = dict.fromkeys(label for word in telling for label in lexicon().told(word))
    note = "; ".join(list(kinds)[:_MOST_NAMED])
    span = _span(piece, one.shift)
    if span is None:
        note = f"di judul; {note}" if note else "di judul"
    words = " ".join(one.whole[piece.start : piece.end].split())
    return Reason(words=words, weight=round(piece.weight, 3), span=span, note=note)
