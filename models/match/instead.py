"""What a near copy of a claim has in the place of the claim's words: another place, the opposite, a word
without the claim's negation, another cause or another thing.

`differing.yml` lists opposites. Which words may mean the same thing, the thesaurus says.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from typing import Final

from models.match.differing import differing
from models.match.otherwise import affirmed, negated
from models.match.places import may_be_one, places_in
from models.match.thesaurus import thesaurus
from models.match.words import clauses, rarity, stem, words_of
from models.names import listed, names

_SIDE_WORDS: Final = "utara selatan timur barat tengah"
_SIDES: Final = frozenset(_SIDE_WORDS.split())
_CAUSE_WORDS: Final = "karena akibat sebab lantaran gara gegara dipicu disebabkan imbas"
_CAUSES: Final = frozenset(_CAUSE_WORDS.split())
"""words behind which a cause stands"""
_EFFECT_WORDS: Final = "membuat menyebabkan mengakibatkan memicu bikin sehingga"
_EFFECTS: Final = frozenset(_EFFECT_WORDS.split())
"""words before which a cause stands"""
_GOVERNING: Final = _CAUSES.union(["oleh", "di", "ke", "dari", "untuk", "dengan", "kepada"])
"""At the end of a text, what stands behind one of these words is one thing, as it is between words that both
share."""
_TELLING: Final = 4.0
"""The rarity from which a stem says what a text is about: that of a stem in one text of twenty."""
_CAUSE_SIZE: Final = 2  # telling words that a cause has, at most
_THING: Final = 6.0
"""The rarity from which a stem is a thing of its own, and not a way of telling: that of a stem in one text of
150."""
_AROUND: Final = 5
"""How many stems beside a replaced word, on both sides together, text and claim must share unbroken. With
fewer, posts in their own words have other words there as often."""
_COPIED: Final = 0.6
"""The share of the claim's words, in order, that a text then has at least."""
_ALIKE: Final = 0.6
"""Words spelled so alike may be slips of each other."""
_LONGEST: Final = 3
"""Words, at most, in the place of which as many others may stand."""
_MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Instead:
    """Words of a claim that a text lacks, and the text's own in their place, in the spelling of the model
    form."""

    claimed: str
    said: str


def instead(text: str, claim: str) -> tuple[Instead, ...]:
    """What a text that shares most words with a claim says in the place of the claim's words: at most three
    things.

    This is not for a text in other words, in which the claim itself is often told with another place or
    opposite.
    """
    said, claimed = words_of(text), words_of(claim)
    found: dict[str, Instead] = {}
    for one in (
        *_other_place(said, claimed),
        *_other_side(said, claimed),
        *opposed(text, claim),
        *_not_negated(text, claim),
        *_other_cause(said, claimed),
        *_other_thing(said, claimed),
    ):
        if not any(set(one.claimed.lower().split()) & set(known.lower().split()) for known in found):
            found[one.claimed] = one
    return tuple(found.values())[:_MOST]


def opposed(text: str, claim: str) -> tuple[Instead, ...]:
    """The opposites of the claim's words that a text holds. A text in other words may hold one too."""
    found = _opposite(words_of(text), words_of(claim), negated(clauses(text)), negated(clauses(claim)))
    return tuple(found)[:_MOST]


def _other_place(said: Sequence[str], claimed: Sequence[str]) -> Iterator[Instead]:
    there, wanted = places_in(said), places_in(claimed)
    lacking = [name for name in wanted if not any(may_be_one(name, other) for other in there)]
    others = [name for name in there if not any(may_be_one(name, other) for other in wanted)]
    for name, other in zip(lacking, others, strict=False):
        yield Instead(" ".join(name).title(), " ".join(other).title())


def _other_side(said: Sequence[str], claimed: Sequence[str]) -> Iterator[Instead]:
    """Another side of a place, whatever place it is: Kutai Barat in place of Kutai Timur."""
    pairs = set(pairwise(said))
    for word, side in pairwise(claimed):
        if side in _SIDES and (word, side) not in pairs:
            others = [other for other in _SIDE_WORDS.split() if (word, other) in pairs]
            if others:
                yield Instead(f"{word} {side}".title(), f"{word} {others[0]}".title())


@cache
def _opposites() -> Mapping[str, Sequence[tuple[frozenset[str], frozenset[str]]]]:
    """For each stem of `differing.yml`: the stems of its own side, and those of the other side. Some stems
    stand in several lines."""
    found: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = {}
    for line in differing().opposites:
        one, other = (frozenset(map(stem, side.split())) for side in line.split("|"))
        for own, against in ((one, other), (other, one)):
            for name in own:
                found.setdefault(name, []).append((own, against))
    return found


def _opposite(
    said: Sequence[str], claimed: Sequence[str], not_said: Collection[str], not_claimed: Collection[str]
) -> Iterator[Instead]:
    """The opposite of a word of the claim, which the text has in no form. A word that either of them negates
    has no opposite: "tidak buka"."""
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


def _not_negated(text: str, claim: str) -> Iterator[Instead]:
    """A word that the claim negates and the text does not: "libur" in place of "tidak libur"."""
    if found := affirmed(text, claim):
        yield Instead(*found)


def _other_cause(said: Sequence[str], claimed: Sequence[str]) -> Iterator[Instead]:
    """Another cause than the claim's, if the text has less than half of the claim's cause."""
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
    """The telling words before the first word that names an effect: vaksin campak membuat ..."""
    at = next((place for place, word in enumerate(words) if word in _EFFECTS), 0)
    return [word for word in words[:at] if rarity(stem(word)) >= _TELLING]


def _other_thing(said: Sequence[str], claimed: Sequence[str]) -> Iterator[Instead]:
    """A word of the text that stands between the same words as another word of the claim, or behind them. The
    text must otherwise go word for word as the claim does: elsewhere another word is mostly another way to
    say it."""
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
    """Whether a word says something, and the other text lacks its stem. A number does not: other features ask
    which number stands in the place of which."""
    return word.isalpha() and stem(word) not in others and rarity(stem(word)) >= _TELLING


def _other_one(own: str, other: str, added: Collection[str]) -> bool:
    """Whether both words are things of their own, neither is a slip of the other, and nothing that the text
    adds may mean the claim's word."""
    if min(rarity(stem(own)), rarity(stem(other))) < _THING or not _CAUSES.isdisjoint((own, other)):
        return False
    spelled = max(
        SequenceMatcher(None, own, other).ratio(), SequenceMatcher(None, stem(own), stem(other)).ratio()
    )
    return spelled < _ALIKE and not any(_may_mean(stem(own), one) for one in added)


def _of_one_kind(own: str, other: str) -> bool:
    """Whether both words are names of one kind, and not the same: KPU, Bawaslu. The thesaurus knows these as
    near."""
    mine, theirs = listed([own], names()), listed([other], names())
    return len(mine) == 1 and {kind for kind, _ in mine} == {kind for kind, _ in theirs} and mine != theirs


def _by_stem(words: Sequence[str]) -> dict[str, str]:
    return {stem(word): word for word in words}


def _is_called(word: str, stems: Collection[str]) -> bool:
    """Whether one of these stems may mean a word."""
    return any(_may_mean(stem(word), one) for one in stems)


def _may_mean(one: str, other: str) -> bool:
    """Whether the thesaurus knows two stems as near each other, or both as near to a third."""
    known = thesaurus()
    row, column = known.columns.get(one), known.columns.get(other)
    return row is not None and column is not None and known.far[row, column] > 0
