"""Whether a revision is material: it says something else than before. A typo put right is not.

Sites touch their articles all day; a story that was decided must come back when its text was changed, and
must not come back for every comma. Pure.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.text import model_form

READ: Final = 20_000
"""characters of a text that are compared"""
_ALIKE: Final = 0.9
"""share of the words, by number, that two texts have in common when they say the same"""
_TURN_WORDS: Final = "batal belum bukan jangan never no not ora tak tanpa tidak"
_TURNS: Final = frozenset(_TURN_WORDS.split())
"""words that turn a sentence into its contrary, however long the text is; as the model form writes them, so
"tidak" stands for gak, tdk, kada and ndak, too"""


@dataclass(frozen=True, slots=True)
class Said:
    """One revision of an item, as far as it is compared."""

    revision: int
    title: str
    text: str
    flagged: frozenset[str]  # names of the signals


def last_material(revisions: Sequence[Said]) -> int:
    """The latest revision that says something else; 0 where none does. `revisions`: of one item, in order.

    Each is compared with the last one that was material, so that many small steps are one large one.
    """
    if not revisions:
        return 0
    stands, words = revisions[0], _words(revisions[0])
    found = 0
    for one in revisions[1:]:
        new = _words(one)
        if one.flagged != stands.flagged or _differ(words, new):
            stands, words, found = one, new, one.revision
    return found


def _words(one: Said) -> Counter[str]:
    return Counter(model_form(f"{one.title}\n{one.text}"[:READ]).split())


def _differ(one: Counter[str], other: Counter[str]) -> bool:
    changed = (one - other) + (other - one)
    if any(word in _TURNS for word in changed):
        return True
    both = one.total() + other.total()
    return both > 0 and 1 - changed.total() / both < _ALIKE
