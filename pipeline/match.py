"""Match: which checked claims an item is about, and the hoax signal that follows from it.

A match says what a text is about; the stance says what its author does with it. Only a text that asserts a
claim which the fact-checkers found false, by an automatic match, is flagged.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

import numpy as np
import numpy.typing as npt

from core.record import Annotated, Channel, Claim, ClaimMatch, Role, RoleName, Signal, Stance
from models.match.score import CANDIDATES, Matcher, matcher
from models.match.signal import hoax_signal
from pipeline.context import Context
from pipeline.match_reasons import Found, against, agreeing_spans, compare, reasons

_SHOWN: Final = 5
"""claims kept with an item"""
_LOOKED_AT: Final = 8
"""claims by words, and as many by meaning, that are compared closely with an item; more matter only where a
table of ranks is asked for"""
_LEAST: Final = 0.35
"""rough score (two cosines) below which no claim is a candidate by its words"""
READ: Final = 3000
"""characters of an item that are matched: a claim is stated early, and a long report shares words with all"""

_ASKS: Final = re.compile(
    r"\b(?:benar|bener(?:an)?|betul|valid|hoa(?:x|ks?)|fakta|fitnah|bohong)(?:kah)?\s*(?:ga+k?|ngga+k?|nggak|tidak|tdk|kah"
    r"|sih|ya|min|pak|bu|apa|atau|or)?\b[^.!?\n]{0,40}\?"
    r"|\b(?:benarkah|apa(?:kah)?\s+(?:benar|bener|betul|iya|ini (?:benar|hoa))|emang(?:nya)? (?:benar|bener))"
    r"|\b(?:hoa(?:x|ks)|fakta)\s+(?:atau|apa|or)\s+(?:fakta|hoa(?:x|ks)|bukan|benar)"
    r"|\b(?:mohon|minta|tolong)\s+(?:klarifikasi|pencerahan|konfirmasi|cek\s+fakta)",
    re.IGNORECASE,
)
_STANCES: Final = {
    RoleName.ASSERT: Stance.ASSERTS,
    RoleName.REPORT: Stance.REPORTS,
    RoleName.DEBUNK: Stance.DEBUNKS,
    RoleName.COUNTER: Stance.DEBUNKS,
}


def stance(text: str, role: Role | None, channel: Channel) -> Stance:
    """What the author does with a claim that the text is about. An unknown role counts as a report."""
    if channel is Channel.FACTCHECK:
        return Stance.DEBUNKS
    taken = Stance.REPORTS if role is None else _STANCES[role.name]
    if taken is not Stance.DEBUNKS and _ASKS.search(text):
        return Stance.QUESTIONS
    return taken


def match_posts(
    texts: Sequence[str], claims: Sequence[str], top: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """The `top` claims of each text: (which, from 0; how probably the text is about it; whether the first is
    above the automatic threshold). Shapes (texts, top), (texts, top), (texts,). Where a text has fewer
    claims beside it, -1 and NaN. Of identical claims the earlier comes first.
    """
    which = np.full((len(texts), top), -1, dtype=np.int64)
    score = np.full((len(texts), top), np.nan)
    library = matcher(tuple(claims))
    for start in range(0, len(texts), _BATCH):
        part = [text[:READ] for text in texts[start : start + _BATCH]]
        pairs = library.match(part, max(CANDIDATES, top))
        begins = np.searchsorted(pairs.text, np.arange(len(part)))
        rank = np.arange(len(pairs.text)) - begins[pairs.text]
        kept = rank < top
        which[start + pairs.text[kept], rank[kept]] = pairs.claim[kept]
        score[start + pairs.text[kept], rank[kept]] = pairs.probability[kept]
    automatic = np.nan_to_num(score[:, 0]) >= hoax_signal().thresholds.automatic
    return which, score, automatic


_BATCH: Final = 500


def match(batch: list[Annotated], context: Context) -> list[Annotated]:
    """Fill `matches`, the best first, and append the signal "hoax" (in place of an older one)."""
    found: dict[int, list[Found]] = {}
    library = matcher(tuple(claim.text for claim in context.claims))
    texts = [_readable(annotated) for annotated in batch]
    pairs = library.match(texts, _LOOKED_AT, _LEAST)
    worth = pairs.probability >= hoax_signal().thresholds.suggested
    rows = zip(
        pairs.text[worth].tolist(),
        pairs.claim[worth].tolist(),
        pairs.probability[worth].tolist(),
        strict=True,
    )
    for text, group in groupby(rows, key=lambda row: row[0]):
        best = [(context.claims[claim], claim, probability) for _, claim, probability in group][:_SHOWN]
        found[text] = [_found(one, number, p, library, texts[text]) for one, number, p in best]
    return [_annotated(one, found.get(number, [])) for number, one in enumerate(batch)]


def _readable(annotated: Annotated) -> str:
    item = annotated.item
    return f"{item.title}\n{item.text}"[:READ] if item.title else item.text[:READ]


def _found(claim: Claim, number: int, probability: float, library: Matcher, text: str) -> Found:
    agree, differ, stems = compare(library, number, text)
    other = against(library, number, text)
    return Found(claim=claim, probability=probability, agree=agree, differ=differ, stems=stems, against=other)


def _annotated(annotated: Annotated, found: list[Found]) -> Annotated:
    taken = stance(_readable(annotated), annotated.role, annotated.item.channel)
    automatic = hoax_signal().thresholds.automatic
    # A fact check is about the claims that it states, whatever its words share with them.
    own = tuple(
        ClaimMatch(claim_id=claim.id, score=1.0, automatic=True, stance=Stance.DEBUNKS)
        for claim in annotated.claims
    )
    stated = {claim.id for claim in annotated.claims}
    matches = own + tuple(
        ClaimMatch(
            claim_id=one.claim.id,
            score=one.probability,
            automatic=one.probability >= automatic,
            stance=taken,
            agree=one.agree,
            differ=one.differ,
        )
        for one in found
        if one.claim.id not in stated
    )
    others = tuple(signal for signal in annotated.signals if signal.name != "hoax")
    return replace(annotated, matches=matches, signals=(*others, _signal(annotated, found, taken)))


def _signal(annotated: Annotated, found: list[Found], taken: Stance) -> Signal:
    """Of the best match with a false claim. Where the text does not assert, its probability is that of the
    match times that of the role being wrong: a report of a hoax is none."""
    signal = hoax_signal()
    thresholds = signal.thresholds
    false = next((one for one in found if one.claim.false), None)
    asserts = taken is Stance.ASSERTS
    probability = 0.0
    if false is not None:
        probability = false.probability * (1.0 if asserts else _doubt(annotated, taken))
    flagged = asserts and probability >= thresholds.automatic
    low, high = thresholds.unsure
    return Signal(
        name=signal.name,
        probability=probability,
        threshold=thresholds.automatic,
        flagged=flagged,
        unsure=asserts and low <= probability < high,
        severity=2 if flagged else int(probability >= low),
        spans=agreeing_spans(annotated.item.text[:READ], false.stems) if false is not None else (),
        reasons=reasons(found, false, taken),
        model_version=signal.version,
    )


def _doubt(annotated: Annotated, taken: Stance) -> float:
    """How probably the text asserts after all."""
    if annotated.item.channel is Channel.FACTCHECK or annotated.role is None:
        return 0.0
    if taken is Stance.QUESTIONS:
        return 0.2
    return 1 - annotated.role.probability
