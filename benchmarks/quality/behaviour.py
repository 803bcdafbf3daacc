"""The cascade, explanations and obfuscation."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from benchmarks.quality.sets import Sets
from benchmarks.quality.systems import SIGNALS
from benchmarks.quality.table import Row, bootstrap
from core.record import Channel
from models import cascade
from models.cascade import inputs, of_encoder, read
from models.join import load_join
from models.provocation.score import score as score_provocation
from models.quotes import quoted_shares
from models.signal_card import load_card
from models.spans import without
from models.training.data import Example
from models.violence.score import score as score_violence
from models.words import read_tokens
from pipeline.classify import Classified
from pipeline.quality.models import judge

_SCORES: Final = {"provocation": score_provocation, "violence": score_violence}
_MOST, _HALF = 0.4, 0.5
_BATCH: Final = 512


def cascade_rows(sets: Sets) -> Iterator[Row]:
    """How much the cascade closes, and what of the ensemble's flags that costs."""
    asked = [read(sets.stream[n : n + _BATCH]).open for n in range(0, len(sets.stream), _BATCH)]
    share = float(np.concatenate(asked).mean())
    yield _row(
        "cascade", "share of the stream for which the encoder is asked", f"{share:.2f}", n=len(sets.stream)
    )
    texts = [example.text for examples in sets.by_name().values() for example in examples]
    flagged, lost = _lost([*texts, *sets.stream])
    value = lost / max(1, flagged)
    yield _row(
        "cascade",
        "flags of the ensemble (probability at the threshold) that the cascade closes",
        f"{lost} of {flagged} ({value:.1%})",
        "at most 1 %",
        value <= 0.01,
        len(texts) + len(sets.stream),
    )


def _lost(texts: Sequence[str]) -> tuple[int, int]:
    flagged = lost = 0
    for start in range(0, len(texts), _BATCH):
        part = texts[start : start + _BATCH]
        found = read(part)
        closed = [part[row] for row in np.flatnonzero(~found.open).tolist()]
        for name in SIGNALS:
            least, join = load_card(name).thresholds[Channel.POST], load_join(name)
            flagged += (
                int((join.probabilities(found.inputs())[:, 0] >= least).sum()) if found.open.any() else 0
            )
            if closed:
                margins = [found.margins[one][~found.open] for one in cascade.LINEAR]
                whole = join.probabilities(inputs(margins, of_encoder(closed), quoted_shares(closed)))
                over = int((whole[:, 0] >= least).sum())
                flagged, lost = flagged + over, lost + over
    return flagged, lost


def explanation_rows(sets: Sets) -> Iterator[Row]:
    """Whether the marked words carry the score, over all flags of the labelled sets."""
    halved, small, n = [], [], 0
    for whole in sets.judged.values():
        judged = judge(whole.part(whole.flagged).examples, Channel.POST)
        for example, found in zip(judged.examples, judged.found, strict=True):
            for share, left in _of(example, found):
                n += 1
                small.append(share <= _MOST)
                halved.append(left <= _HALF)
    for name, good, goal in (
        ("flags whose probability falls by half or more without the marked words", halved, 0.9),
        ("flags that mark at most 40 % of the words", small, 1.0),
    ):
        values = np.array(good)
        held = bootstrap(lambda rows, values=values: float(values[rows].mean()), len(values))  # type: ignore[misc]
        yield _row("explanations", name, str(held), f"{goal:.2f}", held.value >= goal, n)


def _of(example: Example, found: Classified) -> Iterator[tuple[float, float]]:
    """Of each flag: the share of words marked, and the share of the probability left without them."""
    for signal in found.signals:
        if signal.flagged:
            spans = [(span.start, span.end) for span in signal.spans]
            read_as_one = {(start, end) for _, start, end in read_tokens(example.text)}
            whole = [one for one in read_as_one if any(a <= one[0] and one[1] <= b for a, b in spans)]
            marked = sum(max(1, len(example.text[a:b].split())) for a, b in spans)
            left = float(_SCORES[signal.name]([without(example.text, spans)])[0])
            # One word of a text of two is more than 40 %: one word may always be marked, "b a k a r" too.
            share = 0.0 if min(marked, len(whole)) <= 1 else marked / max(1, len(example.text.split()))
            yield share, left / max(signal.probability, 1e-9)


def _row(part: str, name: str, ours: str, goal: str = "", met: bool | None = None, n: int = 0) -> Row:
    return Row(part=part, name=name, tfidf="", linear="", ours=ours, goal=goal, met=met, n=n)
