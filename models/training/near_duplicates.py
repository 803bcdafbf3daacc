"""Groups texts that are near-duplicates of each other, so that no copy of a measured text is learned from."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import Final

Shingles = frozenset[tuple[str, ...]]
_SHARED_BY_FEW: Final = 60
"""texts that may hold a shingle: one of more texts is a phrase and tells of no copy"""
_OF_SHORTER: Final = 0.6
"""share of the shorter text's shingles from which two texts are near-duplicates"""
_OF_ALL: Final = 0.4
"""share of the shingles of both texts together from which they are near-duplicates too"""


def shingles(words: list[str]) -> Shingles:
    """Runs of three words; a shorter text is one shingle."""
    runs = frozenset(zip(words, words[1:], words[2:], strict=False))
    return runs or frozenset([tuple(words)])


def bare(form: str) -> list[str]:
    """The words of a text's model form, without marks and emoji."""
    return [word for word in form.split() if word[0].isalnum()]


def near_duplicates(texts: Sequence[Shingles]) -> list[int]:
    """The group of each text, named by the place of its first text. Two texts are in one group if they share
    enough shingles (_OF_SHORTER, _OF_ALL), or if a chain of such texts joins them."""
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for shingle in text:
            holders[shingle].append(number)
    common = Counter(
        pair
        for numbers in holders.values()
        if len(numbers) <= _SHARED_BY_FEW
        for pair in combinations(numbers, 2)
    )
    parents = list(range(len(texts)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    for (a, b), shared in common.items():
        of_shorter = shared >= _OF_SHORTER * min(len(texts[a]), len(texts[b]))
        if of_shorter or shared >= _OF_ALL * len(texts[a] | texts[b]):
            first, second = sorted((root(a), root(b)))
            parents[second] = first
    return [root(number) for number in range(len(texts))]
