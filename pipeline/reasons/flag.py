"""Reasons that a person can check: what the text does, which words hold its probability up, what speaks
against."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from core.record import Reason, RoleName, Span
from models.join import score_joined
from models.linear import Probabilities
from models.passages import ALONE
from models.quotes import quotes
from models.spans import Held, Piece, holding, sentence_ends
from models.words import read_tokens
from pipeline.reasons.named import ground, named, places
from pipeline.reasons.said import aim, passed_on, timing
from pipeline.reasons.words import Token, classes, labels, labels_against, tells, words

_LEAST: Final = 0.1  # log-odds from which what holds a probability down is told
_MOST: Final = 3
"""labels of a reason, words that hold a probability down, words of play that are told"""
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
    found = holding(
        lambda trials: score_joined(name, trials)[:, 0],
        [one.whole for one in texts],
        before,
        partial(tells, name),
    )
    return [_explained(name, one, held) for one, held in zip(texts, found, strict=True)]


def _explained(name: str, one: ToExplain, held: Held) -> Explained:
    tokens = read_tokens(one.whole)
    at = places(one.whole, tokens)
    ups = _phrases(held.up, one)
    spans = [_span(piece, one.shift) for piece in ups]
    weight = float(np.log(max(one.probability, 1e-6) / max(1 - one.probability, 1e-6)))
    told = [Reason(words="", weight=max(weight, 0.1), note=_said(name, one, tokens, at))]
    if one.is_part:
        told.append(Reason(words="", weight=-ALONE, note="berdasarkan satu bagian teks; bacalah seluruhnya"))
    told += [_reason(piece, one, labels(name, _inside(piece, tokens, at))) for piece in ups]
    against = [
        (piece, labels_against(name, _inside(piece, tokens, at)))
        for piece in held.down
        if piece.weight <= -_LEAST
    ]
    told += [_reason(piece, one, kinds) for piece, kinds in against if kinds][:_MOST]
    return Explained(tuple(span for span in spans if span), (*told, *_against(ups, one, tokens)))


def _inside(piece: Piece, tokens: Sequence[Token], at: frozenset[int]) -> list[str]:
    """The words of a piece, without those that are only a part of a place's name."""
    return [
        word
        for n, (word, start, end) in enumerate(tokens)
        if piece.start <= start and end <= piece.end and n not in at
    ]


def _phrases(pieces: Sequence[Piece], one: ToExplain) -> list[Piece]:
    """Neighbouring pieces as one, strongest first; none runs from the title, or a sentence, into the next."""
    ends = sentence_ends(one.whole)
    joined: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.start):
        last = joined[-1] if joined else None
        if (
            last is not None
            and not one.whole[last.end : piece.start].strip(" ,.")
            and bisect_right(ends, last.start) == bisect_right(ends, piece.start)
        ):
            joined[-1] = Piece(last.start, piece.end, last.weight + piece.weight)
        else:
            joined.append(piece)
    return sorted(joined, key=lambda piece: -piece.weight)


def _said(name: str, one: ToExplain, tokens: Sequence[Token], at: frozenset[int]) -> str:
    """What the text does, on which condition and when, and whom it names (Indonesian)."""
    of = ground(one.facets, tokens, at) if name == "provocation" else ""
    what = _GROUNDS[of] if of else _AGAINST[aim(one.facets, tokens)]
    when = [_TIMING[each] for each in timing(one.whole, tokens)]
    whom = named(one.whole, tokens, at, of)
    return "; ".join([what, *when, *([f"menyebut: {', '.join(whom)}"] if whom else [])])


def _against(ups: Sequence[Piece], one: ToExplain, tokens: Sequence[Token]) -> tuple[Reason, ...]:
    """What a reader should weigh against it: quoted, passed on, asked, said in play."""
    told = []
    quoted = quotes(one.whole)
    if _most(ups, [p for p in ups if any(start <= p.start and p.end <= end for start, end in quoted)]):
        told.append(Reason(words="", weight=-0.5, note="kata-kata itu berada di dalam kutipan"))
    elif saying := passed_on(one.whole, tokens, ups):
        note = f"mungkin menyampaikan ucapan orang lain: {saying}"
        told.append(Reason(words="", weight=-0.3, note=note))
    if _asks(one.whole) and _most(ups, [piece for piece in ups if piece.end > _last_sentence(one.whole)]):
        note = "bagian ini berupa pertanyaan" if one.is_part else "teks berupa pertanyaan"
        told.append(Reason(words="", weight=-0.3, note=note))
    play = [
        one.whole[start:end]
        for word, start, end in tokens
        if word not in words().untold and "play" in classes(word)
    ]
    if play:
        note = f"mungkin kiasan atau gurauan: {', '.join(list(dict.fromkeys(play))[:_MOST])}"
        told.append(Reason(words="", weight=-0.3, note=note))
    return tuple(told)


def _most(ups: Sequence[Piece], some: Sequence[Piece]) -> bool:
    """Whether some of what holds a probability up weighs at least half of it."""
    return bool(some) and sum(piece.weight for piece in some) >= sum(piece.weight for piece in ups) / 2


def _asks(text: str) -> bool:
    return text.rstrip(' "”)').endswith("?")


def _last_sentence(text: str) -> int:
    """Where it begins."""
    return max(sentence_ends(text.rstrip(' "”)\n')), default=0)


def _span(piece: Piece, shift: int) -> Span | None:
    """Where the piece stands in the item's text; None where it begins in the title."""
    start, end = piece.start - shift, piece.end - shift
    return Span(start=start, end=end) if start >= 0 else None


def _reason(piece: Piece, one: ToExplain, kinds: Sequence[str]) -> Reason:
    note = "; ".join(kinds[:_MOST])
    span = _span(piece, one.shift)
    if span is None:
        note = f"di judul; {note}" if note else "di judul"
    told = " ".join(one.whole[piece.start : piece.end].split())
    return Reason(words=told, weight=round(piece.weight, 3), span=span, note=note)
