"""Group: near-duplicates and copies of one press release become one story, across rounds.

An item joins the story of the item that it is most like, if it is alike enough; else it begins a story, whose
id is its own. Stories are never merged: an item like two of them joins the better one. What "alike enough"
means was chosen on one half of the set that `pipeline/quality/group.py` builds and measured on the other.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Final

from core.record import Annotated
from pipeline.context import Context
from pipeline.geotag import CODE_LENGTH, SURE
from pipeline.sketch import SHORT, Sketch, bands, facts, is_readable, likeness, signatures, unpack

__all__ = ["bands", "group", "sign"]

_TRIED: Final = 16
"""candidates compared with an item, those that share the most bands first"""
_CROWDED: Final = 256
"""items remembered under one band; a shingle that more texts share is a stock phrase"""
_NEARLY_SAME: Final = 0.9
"""a copy this like need not be remembered: whatever is like it is like what it copies"""


@dataclass(frozen=True, slots=True)
class Rule:
    """When two texts are one story. Resemblance by the words of the shorter text: the shorter, the more."""

    short: float = 0.30  # fewer than SHORT words: word for word, but for a word or two
    post: float = 0.14  # up to POST words
    article: float = 0.08
    contained: float = 0.60
    """or this share of the smaller text lies within the larger one,"""
    ratio: float = 0.15
    """which is at most so many times as large (a digest is no copy of each thing that it holds),"""
    common: int = 12
    """in at least so many shingles"""


RULE: Final = Rule()
_POST: Final = 60
_TINY: Final = 4
"""texts of fewer words group only with the same words"""
_CLOSE: Final = 0.5
"""an item that is this much like one of a story joins it, however unlike the story's first item"""
_KIN: Final = 0.03
"""an item that is less like one of a story joins it only if it resembles the first item at least so much"""


def contradict(one: Sketch, other: Sketch) -> bool:
    """Whether the numbers or the names show one template filled twice, not one text edited."""
    numbers, slots, names, kinds = facts(one, other)
    return (
        kinds >= 1
        or (slots.other >= 1 and slots.other * 3 >= slots.same)
        or (numbers.other >= 1 and numbers.other >= numbers.same)
        or (numbers.other >= 2 and numbers.other * 3 >= numbers.same)
        or (names.other >= 2 and names.other > 2 * names.same)
    )


def alike(one: Sketch, other: Sketch, rule: Rule = RULE) -> float:
    """How alike two texts are: 0 for not one story, up to 1 for the same words in the same order; below 0
    where the words are alike and the facts contradict."""
    if one.whole == other.whole:
        return 1.0
    like = likeness(one, other)
    words = min(one.words, other.words)
    least = rule.short if words < SHORT else rule.post if words < _POST else rule.article
    contained = (
        words >= SHORT
        and like.containment >= rule.contained
        and like.ratio >= rule.ratio
        and like.common >= rule.common
    )
    if words < _TINY or (like.resemblance < least and not contained):
        return 0.0
    value = min(0.99, (like.containment + like.resemblance) / 2)
    return -value if contradict(one, other) else value


@dataclass(slots=True)
class _Index:
    """Items met so far, found by their bands."""

    sketches: list[Sketch | tuple[int, ...]] = field(default_factory=list)
    """of a stored item its signature, until it is compared: few of those met ever are"""
    stories: list[str] = field(default_factory=list)
    by_band: dict[int, list[int]] = field(default_factory=dict)
    story_of_item: dict[str, str] = field(default_factory=dict)
    first_of: dict[str, int] = field(default_factory=dict)

    def add(self, keys: Iterable[int], sketch: Sketch | tuple[int, ...], item: str, story: str) -> None:
        number = len(self.sketches)
        self.sketches.append(sketch)
        self.stories.append(story)
        if item == story:
            self.first_of[story] = number
        for key in keys:
            found = self.by_band.setdefault(key, [])
            if len(found) < _CROWDED:
                found.append(number)

    def sketch(self, number: int) -> Sketch:
        """The sketch of an item met."""
        held = self.sketches[number]
        if isinstance(held, Sketch):
            return held
        sketch = unpack(held)
        if sketch is None:
            raise AssertionError("only readable signatures are added")
        self.sketches[number] = sketch
        return sketch

    def best(self, keys: Iterable[int], sketch: Sketch) -> tuple[float, str]:
        """The likeness and the story of the most similar item; (0, "") where nothing is alike.

        A story with an item that is more alike, but says it of other people or in other numbers, is out of
        question: copies in capitals or without figures would else tie the fillings of one template together.
        """
        met = [number for key in keys for number in self.by_band.get(key, ())]
        if not met:
            return 0.0, ""
        speaks_for: dict[str, float] = {}
        against: dict[str, float] = {}
        for number, _ in Counter(met).most_common(_TRIED):
            found = alike(sketch, self.sketch(number))
            story = self.stories[number]
            side = speaks_for if found > 0 else against
            side[story] = max(side.get(story, 0.0), abs(found))
        # Ties go to the story met first, so that the order of a batch does not matter.
        fit = (
            (value, story)
            for story, value in speaks_for.items()
            if value > against.get(story, 0.0) and self._held(story, value, sketch)
        )
        return max(fit, default=(0.0, ""), key=itemgetter(0))

    def _held(self, story: str, value: float, sketch: Sketch) -> bool:
        """Whether a story's first item too has something of the text: else stories drift, copy by copy."""
        if value >= _CLOSE:
            return True
        first = self.first_of.get(story)
        return first is not None and likeness(sketch, self.sketch(first)).resemblance >= _KIN


def _known(context: Context, keys: set[int]) -> _Index:
    """The stored items that share a band with the batch, in a fixed order."""
    index = _Index()
    stored = sorted(context.signatures(keys), key=lambda s: (s.item_id != s.story_id, s.story_id, s.item_id))
    for item in stored:
        if is_readable(item.signature):
            index.story_of_item[item.item_id] = item.story_id
            # Nobody of the batch looks under the other bands.
            index.add(keys.intersection(bands(item.signature)), item.signature, item.item_id, item.story_id)
    return index


def sign(batch: list[Annotated], context: Context) -> list[Annotated]:
    """Fill `signature`, where it is empty. Looks at nothing else, so that worker processes may do it."""
    bare = [a for a in batch if not a.signature]
    made = iter(signatures([a.item.text or a.item.title for a in bare], [_places(a) for a in bare]))
    return [a if a.signature else replace(a, signature=next(made)) for a in batch]


def group(batch: list[Annotated], context: Context) -> list[Annotated]:
    """Fill `story_id`, and `signature` where it is empty.

    An item that has a story already (a revision, a second run) keeps it. The earliest item of the batch
    begins a story, whatever the order of the batch.
    """
    signed = [a.signature for a in sign(batch, context)]
    keys = [bands(signature) for signature in signed]
    index = _known(context, {key for some in keys for key in some})
    stories = [""] * len(batch)
    for place in sorted(range(len(batch)), key=lambda n: _turn(batch[n])):
        stories[place] = _place(batch[place], signed[place], keys[place], index)
    return [
        replace(a, signature=signature, story_id=story)
        for a, signature, story in zip(batch, signed, stories, strict=True)
    ]


def _places(annotated: Annotated) -> set[str]:
    """Kecamatan that the text surely names: "banjir di Bengalon" is not "banjir di Kaliorang"."""
    return {place.code[:CODE_LENGTH] for place in annotated.places if place.confidence >= SURE}


def _turn(annotated: Annotated) -> tuple[bool, float, str]:
    """What has a story comes first, then the earliest."""
    item = annotated.item
    return (not annotated.story_id, (item.published_at or item.fetched_at).timestamp(), item.id)


def _place(annotated: Annotated, signature: tuple[int, ...], keys: tuple[int, ...], index: _Index) -> str:
    """The story of one item; the index learns it."""
    own = annotated.item.id
    settled = annotated.story_id or index.story_of_item.get(own, "")
    sketch = unpack(signature)
    if sketch is None:
        return settled or own
    likeness_, found = (1.0, settled) if settled else index.best(keys, sketch)
    story = found or own
    index.story_of_item[own] = story
    if settled or likeness_ < _NEARLY_SAME:
        index.add(keys, sketch, own, story)
    return story
