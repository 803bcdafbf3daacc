"""How two texts differ, in words. The cost is bounded, whatever the texts are.

`difflib` takes time with the square of the length, more where a word is repeated over and over. So what both
texts begin and end with is set aside first, long texts are compared in part, and where words repeat too
often the stretch between is shown as replaced.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

MOST_WORDS: Final = 4000
"""words of each text that are compared"""
_MOST_CHARACTERS: Final = 40 * MOST_WORDS
_MOST_PAIRS: Final = 100_000  # of equal words: what the matcher walks through, again and again
_AROUND: Final = 12  # words of agreement that stay on each side of a change
_LONGEST: Final = 4000  # characters of one stretch that are shown

_PLAIN: Final = str.maketrans("“”„‘’–—", '"""\'\'--')
"""marks that an editor's keyboard sets: no difference in what is said"""

_Run = tuple[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words: "same" in both, "gone" from the first, "new" in the second, or "skipped" (equal)."""

    kind: str
    text: str
    words: int


@dataclass(frozen=True, slots=True)
class Difference:
    """How the second text differs from the first. `part`: only their beginnings were compared."""

    stretches: tuple[Stretch, ...]
    gone: int  # words
    new: int
    part: bool

    @property
    def equal(self) -> bool:
        """Whether nothing was found that differs."""
        return not (self.gone or self.new)


def difference(first: str, second: str) -> Difference:
    """Compare two texts by their words; spaces are not compared."""
    (old, old_left), (new, new_left) = _words(first), _words(second)
    runs = [run for run in _compared(old, new) if run[1]]
    return Difference(
        tuple(_folded(runs)),
        sum(len(words) for kind, words in runs if kind == "gone"),
        sum(len(words) for kind, words in runs if kind == "new"),
        old_left or new_left,
    )


def _words(text: str) -> tuple[list[str], bool]:
    """The words that are compared, and whether there are more; the rest of a long text is not even cut."""
    words = text[:_MOST_CHARACTERS].split(None, MOST_WORDS)
    return words[:MOST_WORDS], len(words) > MOST_WORDS or len(text) > _MOST_CHARACTERS


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[_Run]:
    plain, plain_new = [word.translate(_PLAIN) for word in old], [word.translate(_PLAIN) for word in new]
    head = _shared(plain, plain_new)
    tail = _shared(plain[head:][::-1], plain_new[head:][::-1])
    middle, other = old[head : len(old) - tail], new[head : len(new) - tail]
    keys, other_keys = plain[head : len(old) - tail], plain_new[head : len(new) - tail]
    yield "same", old[:head]
    if _pairs(keys, other_keys) <= _MOST_PAIRS:
        matcher = SequenceMatcher(None, keys, other_keys, autojunk=False)
        yield from _matched(matcher, middle, other)
    else:
        yield from (("gone", middle), ("new", other))
    yield "same", old[len(old) - tail :]


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _pairs(one: Sequence[str], other: Sequence[str]) -> int:
    counts = Counter(other)
    return sum(number * counts[word] for word, number in Counter(one).items())


def _matched(matcher: SequenceMatcher[str], old: Sequence[str], new: Sequence[str]) -> Iterator[_Run]:
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield "same", old[a:b]
        else:
            yield from (("gone", old[a:b]), ("new", new[c:d]))


def _folded(runs: Sequence[_Run]) -> Iterator[Stretch]:
    """Long runs that agree are folded to the words around the changes."""
    for place, (kind, words) in enumerate(runs):
        before = _AROUND if place > 0 else 0
        after = _AROUND if place < len(runs) - 1 else 0
        folded = len(words) - before - after
        if kind != "same" or folded <= _AROUND:
            yield _stretch(kind, words)
            continue
        if before:
            yield _stretch("same", words[:before])
        yield Stretch("skipped", "", folded)
        if after:
            yield _stretch("same", words[-after:])


def _stretch(kind: str, words: Sequence[str]) -> Stretch:
    text = " ".join(words)
    return Stretch(kind, text if len(text) <= _LONGEST else text[:_LONGEST] + " …", len(words))
