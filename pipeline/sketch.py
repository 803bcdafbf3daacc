"""Sketches of texts for grouping: a k-minimum-values MinHash over shingles of words, with numbers and names.

The shingles are triples of content words, in their order, within a window of five, so that a changed, dropped
or added word spoils few of them. The sketch keeps the `KEPT` smallest hashes of a text's shingles: all of a
post's, a fair sample of an article's. Unlike a MinHash of fixed permutations it tells containment as well as
resemblance (a copy with a cut tail is contained, yet resembles little), and it is exact for short texts.
Broder, "On the resemblance and containment of documents", 1997; Bar-Yossef et al., 2002.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from core.facts import figures, names
from core.hashes import word_hash
from core.text import model_form
from models.names import listed
from pipeline.contestants import all_contestants

VERSION: Final = 1
"""Of the signature's layout and hashes; a sketch of another version is never compared."""
KEPT: Final = 192
BANDS: Final = 16
SHORT: Final = 8
"""Texts of fewer words group only with their like, all but word for word."""
_FACTS: Final = 48
_SPACE: Final = float(1 << 63)
_MASK: Final = np.uint64((1 << 63) - 1)
_WINDOW: Final = ((1, 2), (1, 3), (2, 3), (1, 4), (2, 4), (3, 4))

Hashes = npt.NDArray[np.uint64]

# The wrapping of forwarded messages; and words too common to tell texts apart (negations are not among them).
_WRAPPING_WORDS: Final = """
diteruskan teruskan forward forwarded fwd sebarkan viralkan bagikan share copas grup sebelah mohon tolong info
berkali kali dibaca baca rt assalamualaikum salam user url selengkapnya haha
"""
_STOP_WORDS: Final = """
yang dan di ke dari untuk pada dengan ini itu ada adalah akan juga sudah telah saya kami kita dia ia
mereka anda kamu aku nya oleh sebagai dalam karena agar atau tapi tetapi jika kalau bisa dapat lebih
sangat saat para serta bagi hanya saja lagi masih harus seperti tersebut hingga sampai antara secara
setelah sebelum maka namun lalu kemudian yaitu yakni pun lah kah sih dong deh kok nih tuh ya yuk mari
semua bapak ibu pak bu the of to in and
"""
_KINDS: Final = frozenset(["people", "faith", "branch", "house"])
"""of the names in models/names.yml: what is said of one of these is another story when said of another"""
_CONTESTANT: Final = "contestant"
_WRAPPING: Final = frozenset(_WRAPPING_WORDS.split())
_STOP: Final = _WRAPPING.union(_STOP_WORDS.split())


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a signature says. `shingles` are the smallest hashes; complete if fewer than KEPT."""

    words: int
    whole: int
    numbers: frozenset[int]
    """hashes of the numbers, days, months and place codes that the text states"""
    slots: Mapping[int, frozenset[int]]
    """the word before a number -> the numbers that follow it"""
    kinds: Mapping[int, frozenset[int]]
    """a kind of names of the lists -> those that are named"""
    names: frozenset[int]
    shingles: frozenset[int]
    largest: int
    """beyond it no shingle is known: the largest kept hash, or 2**63 where all are kept"""

    @property
    def size(self) -> float:
        """How many distinct shingles the text has; estimated where the sketch is full."""
        if self.largest == 1 << 63:
            return float(len(self.shingles))
        return (KEPT - 1) * _SPACE / self.largest


class Likeness(NamedTuple):
    """How the shingles of two texts compare; shares from 0 to 1."""

    containment: float  # share of the smaller one's shingles that the other has
    resemblance: float  # Jaccard
    ratio: float  # size of the smaller by that of the larger
    common: int  # shared shingles that were seen


class Agreement(NamedTuple):
    """How many facts of two texts agree and how many contradict; what only one text has tells nothing."""

    same: int
    other: int


class Facts(NamedTuple):
    """How numbers, days, months, places and names compare."""

    numbers: Agreement  # wherever they stand
    slots: Agreement  # those after the same word
    names: Agreement  # capitalised words
    kinds: int  # of names of the lists: how many where each text names one that the other does not


_word_hash = lru_cache(maxsize=1 << 17)(word_hash)


def _mix(hashes: Hashes) -> Hashes:
    """splitmix64's finaliser: every bit depends on every bit."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


_HASHTAG: Final = re.compile(r"#\w+")


def signatures(texts: Sequence[str], places: Sequence[Collection[str]] = ()) -> list[tuple[int, ...]]:
    """One signature a text: (version, words, hash of all words, how many numbers, how many names, the hashes
    of the numbers, of the names, and the smallest of the shingles in rising order). Hashes have 63 bits.

    `places` are codes of the places that each text names, if known: facts like the numbers. The peoples,
    faiths and contestants that it names are kept among the numbers. Hashtags count only in a text that has
    nothing else: a campaign shares them, not a story. A text without words has the signature (). About 60
    microseconds for a short post.
    """
    words = [_words(_HASHTAG.sub(" ", text) if "#" in text else text) or _words(text) for text in texts]
    content = [[w for w in ws if w not in _STOP] or ws for ws in words]
    shingles = _smallest(content)
    where = places or [()] * len(texts)
    return [
        _pack(ws, text, kept, codes) if ws else ()
        for ws, text, kept, codes in zip(words, texts, shingles, where, strict=True)
    ]


def _words(text: str) -> list[str]:
    return [w for w in model_form(text, pictures=False).split() if w[0] != "_" and w not in '?!"']


def _pack(words: list[str], text: str, shingles: list[int], places: Collection[str]) -> tuple[int, ...]:
    plain = [w for w in words if w not in _WRAPPING] or words
    whole = word_hash(" ".join(plain)) >> 1
    facts = figures(text, words) | {("tempat", code) for code in places} | _named(words)
    counted = sorted(_figure_hash(*fact) for fact in facts)[:_FACTS]
    named = sorted(_word_hash(name) >> 1 for name in names(text))[:_FACTS]
    return (VERSION, len(words), whole, len(counted), len(named), *counted, *named, *shingles)


def _named(words: list[str]) -> set[tuple[str, str]]:
    """Peoples, faiths and contestants that a text names, whatever its case."""
    return listed(words, _KINDS) | {(_CONTESTANT, word) for word in _contestants().intersection(words)}


@cache
def _contestants() -> frozenset[str]:
    """The words of all contestants' names: of a pair, each of the two is somebody, what joins them nobody."""
    return frozenset(word for one in all_contestants() for word in _words(one.name)) - _STOP


def _figure_hash(before: str, value: str) -> int:
    """31 bits of the word before (0 for none), 32 of the number."""
    return (_before_hash(before) if before else 0) << 32 | _word_hash(value) >> 32


def _before_hash(word: str) -> int:
    return _word_hash(word) >> 33


_LISTED: Final = frozenset(_before_hash(kind) for kind in (*_KINDS, _CONTESTANT))


def _smallest(texts: list[list[str]]) -> list[list[int]]:
    """The KEPT smallest distinct shingle hashes of each text, in rising order."""
    lengths = np.array([len(words) + 2 for words in texts], dtype=np.int64)
    flat = np.fromiter(
        (h for words in texts for h in chain((1,), map(_word_hash, words), (2,))),
        dtype=np.uint64,
        count=int(lengths.sum()),
    )
    ends = np.repeat(np.cumsum(lengths), lengths)
    owner = np.repeat(np.arange(len(texts)), lengths)
    position = np.arange(len(flat))
    hashes, owners = [], []
    for second, third in _WINDOW:
        inside = np.flatnonzero(position + third < ends)
        hashes.append(_triple(flat[inside], flat[inside + second], flat[inside + third]))
        owners.append(owner[inside])
    return _lists(np.concatenate(hashes), np.concatenate(owners), len(texts))


def _triple(first: Hashes, second: Hashes, third: Hashes) -> Hashes:
    once = _mix(first * np.uint64(0x9E3779B97F4A7C15) + second)
    return _mix(once * np.uint64(0xD6E8FEB86659FD93) + third) & _MASK


def _lists(hashes: Hashes, owners: npt.NDArray[np.int64], count: int) -> list[list[int]]:
    """Hashes by owner: distinct, rising, the smallest KEPT."""
    order = np.lexsort((hashes, owners))
    hashes, owners = hashes[order], owners[order]
    fresh = np.ones(len(hashes), dtype=bool)
    fresh[1:] = (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1])
    hashes, owners = hashes[fresh], owners[fresh]
    bounds = np.searchsorted(owners, np.arange(count + 1))
    everything = hashes.tolist()
    return [everything[start : min(end, start + KEPT)] for start, end in pairwise(bounds.tolist())]


def is_readable(signature: tuple[int, ...]) -> bool:
    """Whether a signature says something, in this version's layout."""
    return len(signature) >= 5 and signature[0] == VERSION


def unpack(signature: tuple[int, ...]) -> Sketch | None:
    """What a signature says; None for an empty one or one of another version."""
    if not is_readable(signature):
        return None
    _, words, whole, counted, named = signature[:5]
    shingles = signature[5 + counted + named :]
    figures = [one for one in signature[5 : 5 + counted] if one >> 32 not in _LISTED]
    return Sketch(
        words=words,
        whole=whole,
        numbers=frozenset(figure & 0xFFFFFFFF for figure in figures),
        slots=_slots(figures),
        kinds=_slots([one for one in signature[5 : 5 + counted] if one >> 32 in _LISTED]),
        names=frozenset(signature[5 + counted : 5 + counted + named]),
        shingles=frozenset(shingles),
        largest=shingles[-1] if len(shingles) >= KEPT else 1 << 63,
    )


def _slots(figures: Sequence[int]) -> dict[int, frozenset[int]]:
    found = defaultdict(set)
    for figure in figures:
        if figure >> 32:
            found[figure >> 32].add(figure & 0xFFFFFFFF)
    return {before: frozenset(values) for before, values in found.items()}


def bands(signature: tuple[int, ...]) -> tuple[int, ...]:
    """The keys by which similar texts find each other: the smallest shingles, and the hash of all words.

    At most BANDS + 1 integers of 63 bits; two texts that share a third of their shingles share one of them
    with probability 0.998.
    """
    if len(signature) < 5:
        return ()
    first = 5 + signature[3] + signature[4]
    return (signature[2], *signature[first : first + BANDS])


def _slots_compared(one: Mapping[int, frozenset[int]], other: Mapping[int, frozenset[int]]) -> Agreement:
    same = [not one[before].isdisjoint(other[before]) for before in one.keys() & other.keys()]
    return Agreement(sum(same), len(same) - sum(same))


def _compared(one: frozenset[int], other: frozenset[int]) -> Agreement:
    common = len(one & other)
    return Agreement(common, min(len(one), len(other)) - common)


def facts(one: Sketch, other: Sketch) -> Facts:
    """Compare what two texts state."""
    return Facts(
        numbers=_compared(one.numbers, other.numbers),
        slots=_slots_compared(one.slots, other.slots),
        names=_compared(one.names, other.names),
        kinds=_kinds_apart(one.kinds, other.kinds),
    )


def _kinds_apart(one: Mapping[int, frozenset[int]], other: Mapping[int, frozenset[int]]) -> int:
    """Names that agree show nothing, since all fillings of a template share most; nor does one that only one
    of the texts has, since a copy often says "they" for it."""
    return sum(
        bool(one[kind] - other[kind] and other[kind] - one[kind]) for kind in one.keys() & other.keys()
    )


def likeness(one: Sketch, other: Sketch) -> Likeness:
    """Compare two sketches. Below the smaller of the two limits both are complete, so shares are unbiased."""
    limit = min(one.largest, other.largest)
    first, second = one.shingles, other.shingles
    if limit < 1 << 63:
        first = frozenset(h for h in first if h <= limit)
        second = frozenset(h for h in second if h <= limit)
    common = len(first & second)
    smaller, larger = sorted((one.size, other.size))
    return Likeness(
        containment=common / max(1, min(len(first), len(second))),
        resemblance=common / max(1, len(first) + len(second) - common),
        ratio=smaller / max(1.0, larger),
        common=common,
    )
