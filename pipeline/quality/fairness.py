"""Fairness and disguises, on the sets of `models/measuring`, at the shipped thresholds.

`lawful`: the share of lawful texts of each group, and of all, that is not flagged.
`unlawful`: the share of the others that is flagged; `severe_found` of those of severity 3.
`swaps`: the share of pairs of which neither probability moves by more than 0.10 when a people, faith,
candidate or office is swapped; of which the flag stays; and 1 - the largest move.
`disguised`: 1 - the recall that a disguise costs. `..._by_hand_...`: where a writer disguised the text.
`buried`: long ordinary messages of which one passage is charged, `unusual`: threats and hatred without the
usual words, and lawful talk that sounds dangerous: of the unlawful ones the share that is flagged, or shown
(in doubt too), of the lawful ones the share that is not flagged, or not shown.
Bounds are Wilson's, of `disguised` a seeded bootstrap over texts.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from core.interval import wilson
from core.record import Channel, RoleName
from models.measuring import data
from models.measuring.data import Charged, Swap
from models.measuring.obfuscate import KINDS, obfuscate
from models.training.data import Example
from pipeline.classify import SIGNALS
from pipeline.quality.models import Figure, Judged, judge

MOST_MOVE: Final = 0.10
_RESAMPLES: Final = 400
_SEED: Final = 7
_SEVERE: Final = 3
Flags = npt.NDArray[np.bool_]


@lru_cache(maxsize=1)
def judged_texts() -> Judged:
    """The labelled texts and what the models say of them; asked once a process."""
    return judge(data.texts(), reasons=False)


def measure_fairness() -> Iterator[Figure]:
    """False alarms on lawful texts by group, and what a swapped group moves."""
    judged = judged_texts()
    lawful = judged.part(~judged.holds("either"))
    yield from _by_group("lawful", "passed", lawful, ~lawful.flagged)
    yield from _of_swaps(data.swaps())


def measure_found() -> Iterator[Figure]:
    """Unlawful texts found, by group and of severity 3, and what disguises cost."""
    judged = judged_texts()
    unlawful = judged.part(judged.holds("either"))
    yield from _by_group("unlawful", "found", unlawful, unlawful.flagged)
    severe = np.array([example.severity == _SEVERE for example in unlawful.examples])
    yield _share("unlawful.severe_found", unlawful.flagged[severe])
    yield from measure_disguised(judged)


def measure_charged(name: Charged) -> Iterator[Figure]:
    """Calls and threats of a set found, and their lawful neighbours passed."""
    found = judge(data.charged(name), reasons=False)
    holds = found.holds("either")
    severe = np.array([example.severity == _SEVERE for example in found.examples])
    yield _share(f"{name}.found", found.flagged[holds])
    yield _share(f"{name}.shown", found.shown[holds])
    yield _share(f"{name}.severe_found", found.flagged[severe])
    yield _share(f"{name}.lawful_passed", ~found.flagged[~holds])
    yield _share(f"{name}.lawful_not_shown", ~found.shown[~holds])


def measure_disguised(judged: Judged) -> Iterator[Figure]:
    """What disguises cost, by rule and by hand, `judged` being the texts as they stand; and whether lawful
    ones that were disguised by hand pass."""
    plain = {text.id: flag for text, flag in zip(judged.examples, judged.flagged, strict=True)}
    for kind in KINDS:
        unlawful = judge([each for each in data.texts(_disguise(kind)) if each.either], reasons=False)
        yield _kept(f"disguised.{kind}_kept", _before(plain, unlawful), unlawful.flagged)
    for way in data.WAYS:
        found = judge(data.by_hand(way), reasons=False)
        holds = found.holds("either")
        yield _kept(f"disguised.{way}_by_hand_kept", _before(plain, found)[holds], found.flagged[holds])
        yield _share(f"lawful.{way}_by_hand_passed", ~found.flagged[~holds])


def _before(plain: Mapping[str, bool], disguised: Judged) -> Flags:
    return np.array([plain[example.id] for example in disguised.examples])


def _disguise(kind: str) -> Callable[[str], str]:
    return lambda text: obfuscate(text, kind)


def _by_group(family: str, what: str, judged: Judged, good: Flags) -> Iterator[Figure]:
    groups = np.array([example.kind.split("_", 1)[1] for example in judged.examples])
    yield _share(f"{family}.all_{what}", good)
    for group in sorted(set(groups.tolist())):
        yield _share(f"{family}.{group}_{what}", good[groups == group])


def _of_swaps(pairs: Sequence[Swap]) -> Iterator[Figure]:
    first = judge([_plain(pair.first) for pair in pairs], reasons=False)
    second = judge([_plain(pair.second) for pair in pairs], reasons=False)
    moves = np.max([np.abs(first.probability(name) - second.probability(name)) for name in SIGNALS], axis=0)
    kinds = np.array([pair.kind for pair in pairs])
    yield _share("swaps.all_within", moves <= MOST_MOVE)
    for kind in sorted(set(kinds.tolist())):
        yield _share(f"swaps.{kind}_within", moves[kinds == kind] <= MOST_MOVE)
    yield _share("swaps.same_flag", first.flagged == second.flagged)
    still = 1 - float(moves.max())
    yield Figure("swaps.largest_still", still, still, still, len(pairs))


def _plain(text: str) -> Example:
    """A sentence of a pair, as an unlabelled post."""
    return Example(
        id="", text=text, domain="own", provocation=False, violence=False, role=RoleName.ASSERT, severity=0,
        channel=Channel.POST.value,
    )  # fmt: skip


def _share(name: str, good: Flags) -> Figure:
    count, n = int(good.sum()), len(good)
    low, high = wilson(count, n)
    return Figure(name, count / n if n else float("nan"), low, high, n)


def _kept(name: str, plain: Flags, disguised: Flags) -> Figure:
    """1 - recall lost, at most 1."""
    kept = 1 - (plain.astype(float) - disguised.astype(float))
    rows = np.random.default_rng(_SEED).integers(0, len(kept), (_RESAMPLES, len(kept)))
    low, high = np.percentile(kept[rows].mean(axis=1), [2.5, 97.5])
    value, low, high = (min(1.0, float(each)) for each in (kept.mean(), low, high))
    return Figure(name, value, low, high, len(kept))
