"""What a near copy of a claim has in the place of the claim's words: another place, the opposite, another
cause, another thing. `instead.yml` lists opposites; which words may mean the same thing, the thesaurus says.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from typing import Final

import yaml

from models.match.otherwise import negated
from models.match.places import DIFFERING, may_be_one, places_in
from models.match.thesaurus import thesaurus
from models.match.words import clauses, rarity, stem, words_of
from models.names import listed, names

_SIDE_WORDS: Final = "utara selatan timur barat tengah"
_SIDES: Final = frozenset(_SIDE_WORDS.split())
_CAUSE_WORDS: Final = "karena akibat sebab lantaran gara gegara dipicu disebabkan imbas"
_CAUSES: Final = frozenset(_CAUSE_WORDS.split())
"""a cause stands behind them"""
_EFFECT_WORDS: Final = "membuat menyebabkan mengakibatkan memicu bikin sehingga"
_EFFECTS: Final = frozenset(_EFFECT_WORDS.split())
"""and before these"""
_GOVERNING: Final = _CAUSES.union(["oleh", "di", "ke", "dari", "untuk", "dengan", "kepada"])
"""what stands behind them at the end is one thing, as between words that both have"""
_TELLING: Final = 4.0
"""rarity of a stem from which it says what a text is about: in one text of twenty"""
_CAUSE_SIZE: Final = 2  # telling words of a cause
_THING: Final = 6.0
"""and from which it is a thing of its own, not how one tells of it: in one of 150"""
_AROUND: Final = 5
"""stems beside it, of both sides together, that both share unbroken: in fewer, posts in their own words have
other words as often"""
_COPIED: Final = 0.6
"""share of the claim's words, in order, that the text then has"""
_ALIKE: Final = 0.6
"""how alike two words are spelled from which one may be a slip of the other"""
_LONGEST: Final = 3
"""words in the place of which as many others may stand"""
_MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Instead:
    """Words of a claim that a text lacks, and its own in their place, as the model form spells them."""

    claimed: str
    said: str


def instead(text: str, claim: str) -> tuple[Instead, ...]:
    """What a text that shares most words with a claim says in the place of the claim's, at most three.

    A text in other words is not meant: there the claim itself is often told with another place or opposite.
    """
    said, claimed = words_of(text), words_of(claim)
    found: dict[str, Instead] = {}
    for one in (
        *_other_place(said, claimed),
        *_other_side(said, claimed),
        *opposed(text, claim),
        *_other_cause(said, claimed),
        *_other_thing(said, claimed),
    ):
        if not any(set(one.claimed.lower().split()) & set(known.lower().split()) for known in found):
            found[one.claimed] = one
    return tuple(found.values())[:_MOST]


def opposed(text: str, claim: str) -> tuple[Instead, ...]:
    """The opposites of the claim's words in a text, also one in other words."""
    found = _opposite(words_of(text), words_of(claim), negated(clauses(text)), negated(clauses(claim)))
    return tuple(found)[:_MOST]


def _other_place(said: Sequence[str], claimed: Sequence[str]) -> Iterator[Instead]:
    there, wanted = places_in(said), places_in(claimed)
    lacking = [name for name in wanted if not any(may_be_one(name, other) for other in there)]
    others = [name for name in there if not any(may_be_one(name, other) for other in wanted)]
    for name, other in zip(lacking, others, strict=False):
        yield Instead(" ".join(name).title(), " ".join(other).title())


def _other_side(said: Sequence[str], claimed: Sequence[str]) -> Iterator[Instead]:
    """Kutai Barat for Kutai Timur, whatever place it is."""
    pairs = set(pairwise(said))
    for word, side in pairwise(claimed):
        if side in _SIDES and (word, side) not in pairs:
            others = [other for other in _SIDE_WORDS.split() if (word, other) in pairs]
            if others:
                yield Instead(f"{word} {side}".title(), f"{word} {others[0]}".title())


@cache
def _opposites() -> Mapping[str, Sequence[tuple[frozenset[str], frozenset[str]]]]:
    """By stem the stems of its own side and those of the other; of some more than once."""
    raw: list[str] = yaml.safe_load(DIFFERING.read_text(encoding="utf-8"))["opposites"]
    found: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = {}
    for line in raw:
        one, other = (frozenset(map(stem, side.split())) for side in line.split("|"))
        for own, against in ((one, other), (other, one)):
            for name in own:
                found.setdefault(name, []).append((own, against))
    return found


def _opposite(
    said: Sequence[str], claimed: Sequence[str], not_said: Collection[str], not_claimed: Collection[str]
) -> Iterator[Instead]:
    """The opposite of a word that the text has in no form. What either negates is none: "tidak buka"."""
    held, wanted = _by_stem(said), _by_stem(claimed)
    for name, word in wanted.items():
        if name in held or name in not_claimed:
            continue
        for own, against in _opposites().get(name, ()):
            if own & held.keys() or against & wanted.keys():
                continue
            others = [one for one in held if one in against and one not in not_said]
            called = any(_may_mean(name, one) for one in held.keys() - wanted.keys() - against)
            if others and not called:
                yield Instead(word, held[others[0]])
                break


def _other_cause(said: Sequence[str], claimed: Sequence[str]) -> Iterator[Instead]:
    """Another cause than the claim's, of which the text has less than half."""
    cause = _cause(claimed) or _before_effect(claimed)
    other = _cause(said)
    stems, meant = set(map(stem, claimed)), set(map(stem, cause))
    if not cause or not other or any(stem(word) in stems or _is_called(word, meant) for word in other):
        return
    held = set(map(stem, said))
    told = sum(stem(word) in held or _is_called(word, held - stems) for word in cause)
    if 2 * told < len(cause):
        yield Instead(" ".join(cause), " ".join(other))


def _cause(words: Sequence[str]) -> list[str]:
    """The first telling words behind the first word that names a cause."""
    at = next((place for place, word in enumerate(words) if word in _CAUSES), len(words))
    behind = [word for word in words[at + 1 :] if word not in _CAUSES]  # gara-gara
    return [word for word in behind if rarity(stem(word)) >= _TELLING][:_CAUSE_SIZE]


def _before_effect(words: Sequence[str]) -> list[str]:
    """The telling words before the first one that names an effect: vaksin campak membuat ..."""
    at = next((place for place, word in enumerate(words) if word in _EFFECTS), 0)
    return [word for word in words[:at] if rarity(stem(word)) >= _TELLING]


def _other_thing(said: Sequence[str], claimed: Sequence[str]) -> Iterator[Instead]:
    """A word of the text between, or behind, the same words as another of the claim. Of a text that goes word
    for word as the claim does otherwise: elsewhere another word is mostly another way to say it."""
    one, other = list(map(stem, claimed)), list(map(stem, said))
    parts = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    same = sum(end - start for tag, start, end, _, _ in parts if tag == "equal")
    if same < _COPIED * len(one):
        return
    for number, (tag, start, end, there, till) in enumerate(parts):
        beside = (*parts[:number][-1:], *parts[number + 1 :][:1])
        around = sum(last - first for _, first, last, _, _ in beside)
        if tag != "replace" or max(end - start, till - there) > _LONGEST or around < _AROUND:
            continue
        own = [word for word in claimed[start:end] if _tells(word, other)]
        others = [word for word in said[there:till] if _tells(word, one)]
        if len(own) != 1 or len(others) != 1:
            continue
        inside = len(beside) == 2 or (number and claimed[start - 1] in _GOVERNING)
        added = set(other) - set(one)
        if _of_one_kind(own[0], others[0]) or (inside and _other_one(own[0], others[0], added)):
            yield Instead(own[0], others[0])


def _tells(word: str, others: Collection[str]) -> bool:
    """Whether a word says something that is not among the stems of the other text. A number does not: which
    stands in the place of which is asked elsewhere."""
    return word.isalpha() and stem(word) not in others and rarity(stem(word)) >= _TELLING


def _other_one(own: str, other: str, added: Collection[str]) -> bool:
    """Whether both are things of their own, one is no slip of the other, and nothing that the text adds may
    mean the claim's."""
    if min(rarity(stem(own)), rarity(stem(other))) < _THING or not _CAUSES.isdisjoint((own, other)):
        return False
    spelled = max(
        SequenceMatcher(None, own, other).ratio(), SequenceMatcher(None, stem(own), stem(other)).ratio()
    )
    return spelled < _ALIKE and not any(_may_mean(stem(own), one) for one in added)


def _of_one_kind(own: str, other: str) -> bool:
    """Whether both are a name of one kind, each another: KPU, Bawaslu. The thesaurus knows these as near."""
    mine, theirs = listed([own], names()), listed([other], names())
    return len(mine) == 1 and {kind for kind, _ in mine} == {kind for kind, _ in theirs} and mine != theirs


def _by_stem(words: Sequence[str]) -> dict[str, str]:
    return {stem(word): word for word in words}


def _is_called(word: str, stems: Collection[str]) -> bool:
    """Whether one of stems may mean a word."""
    return any(_may_mean(stem(word), one) for one in stems)


def _may_mean(one: str, other: str) -> bool:
    """Whether the thesaurus knows two stems as near, or as near to a third."""
    known = thesaurus()
    row, column = known.columns.get(one), known.columns.get(other)
    return row is not None and column is not None and known.far[row, column] > 0
