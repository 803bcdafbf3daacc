"""Match: which checked claims an item is about, and the hoax signal that follows from it.

A match says what a text is about; the stance (`stance.py`) says what its author does with it. Only a text
that surely asserts a claim which the fact-checkers found false, by an automatic match, is flagged.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

import numpy as np
import numpy.typing as npt

from core.record import Annotated, Claim, ClaimMatch, Signal, Stance
from models.match.score import CANDIDATES, Matcher, matcher
from models.match.signal import hoax_signal
from models.signal_card import load_card
from models.stance.score import NAME as STANCE
from pipeline.context import Context
from pipeline.extraction.claimreview import says_true
from pipeline.reasons.match import Found, against, agreeing_spans, compare, otherwise, reasons
from pipeline.stance import Taken, stances

_SHOWN: Final = 5
"""claims kept with an item"""
_LOOKED_AT: Final = 8
"""claims by words, and as many by meaning and other words, that are compared closely with an item; more
matter only where a table of ranks is asked for"""
_LEAST: Final = 0.35
"""rough score (two cosines) below which no claim is a candidate by its words"""
_BATCH: Final = 500
"""texts that are matched at once"""
READ: Final = 3000
"""characters of an item that are matched: a claim is stated early, and a long report shares words with all"""


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
    best = [row for _, group in groupby(rows, key=lambda row: row[0]) for row in list(group)[:_SHOWN]]
    taken = stances(
        [texts[text] for text, _, _ in best],
        [library.claims[claim] for _, claim, _ in best],
        [batch[text].item.channel for text, _, _ in best],
    )
    for (text, claim, probability), stance in zip(best, taken, strict=True):
        one = _found(context.claims[claim], claim, probability, stance, library, texts[text])
        found.setdefault(text, []).append(one)
    return [_annotated(one, found.get(number, [])) for number, one in enumerate(batch)]


def _readable(annotated: Annotated) -> str:
    item = annotated.item
    return f"{item.title}\n{item.text}"[:READ] if item.title else item.text[:READ]


def _found(
    claim: Claim, number: int, probability: float, stance: Taken, library: Matcher, text: str
) -> Found:
    agree, differ, stems = compare(library, number, text)
    return Found(
        claim=claim,
        probability=probability,
        stance=stance,
        agree=agree,
        differ=differ,
        stems=stems,
        otherwise=otherwise(library, number, text),
        against=against(library, number, text),
    )


def _annotated(annotated: Annotated, found: list[Found]) -> Annotated:
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
            stance=one.stance.name,
            agree=one.agree,
            differ=one.differ,
        )
        for one in found
        if one.claim.id not in stated
    )
    others = tuple(signal for signal in annotated.signals if signal.name != "hoax")
    return replace(annotated, matches=matches, signals=(*others, _signal(annotated, found)))


def _signal(annotated: Annotated, found: list[Found]) -> Signal:
    """Of the best match with a false claim. Where the text does not assert it, the probability is that of the
    match times that of asserting after all: a report of a hoax is none. A text that fits a claim as well
    which was rated true is not flagged: it may say that one."""
    signal = hoax_signal()
    thresholds = signal.thresholds
    false = next((one for one in found if one.claim.false), None)
    probability, surely, better = 0.0, False, None
    if false is not None:
        asserts = false.stance.name is Stance.ASSERTS
        probability = false.probability * (1.0 if asserts else false.stance.asserting)
        surely = false.stance.surely_asserts
        better = next((one for one in found if _rated_true(one, false.probability)), None)
    flagged = surely and better is None and probability >= thresholds.automatic
    low, high = thresholds.unsure
    return Signal(
        name=signal.name,
        probability=probability,
        threshold=thresholds.automatic,
        flagged=flagged,
        unsure=probability >= low and (probability < high or not flagged),
        severity=2 if flagged else int(probability >= low),
        spans=agreeing_spans(annotated.item.text[:READ], false.stems) if false is not None else (),
        reasons=reasons(found, false, better),
        model_version=f"{signal.version} {load_card(STANCE).version}",
    )


def _rated_true(found: Found, least: float) -> bool:
    """Whether a match that is at least so probable is with a claim that was rated true. An open rating
    (unproven, satire) clears no text."""
    claim = found.claim
    return bool(claim.rating) and not claim.false and found.probability >= least and says_true(claim.rating)
