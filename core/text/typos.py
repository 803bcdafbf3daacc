"""Slips of the finger undone: a word that nobody writes, one slip from a word that many write.

Three slips, those that seldom make one real word of another: two neighbours in each other's place, a letter
struck twice, a vowel left out between consonants (bnuuh, serbbu, bkar). A consonant left out, another letter,
one more at the end are as often words of their own (dijagal, dilukai, sangata). The first letter is seldom
wrong (Pollock and Zamora 1984) and stays. `seen.tsv` counts the words of Indonesian posts, news and claims,
ours and published ones, and holds the names of our places (`python -m models.training.count_words`): what
stands there is meant, however rare. With several readings about as likely a word stays as it is.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from core.text.words import WORDS

SEEN: Final = Path(__file__).with_name("seen.tsv")
_VOWELS: Final = "aeiou"
_SHORTEST, _LONGEST = 4, 30
_OFTEN: Final = 15
"""times that a word of our list is seen which may be meant"""
_LIKELIER: Final = 4
"""times as often as the next reading, at least"""


@cache
def _seen() -> Mapping[str, int]:
    rows = (line.split("\t") for line in SEEN.read_text(encoding="utf-8").splitlines())
    return {word: int(count) for word, count in rows}


def _without_a_slip(word: str) -> Iterator[str]:
    """What `word` is if one slip made it; not always words."""
    for at in range(1, len(word)):
        before, after = word[at - 1], word[at]
        if before == after:
            yield word[:at] + word[at + 1 :]
        elif at > 1:
            yield word[: at - 1] + after + before + word[at + 1 :]
        if before not in _VOWELS and after not in _VOWELS:
            yield from (word[:at] + vowel + word[at:] for vowel in _VOWELS)


def mended(word: str) -> str:
    """The word that is meant by a lower-case word that nothing else knows; itself where that is not clear."""
    if not _SHORTEST <= len(word) <= _LONGEST or word in WORDS or word in _seen():
        return word
    counts = {other: _seen().get(other, 0) for other in _without_a_slip(word) if other in WORDS}
    first, second = [*sorted(counts, key=counts.__getitem__, reverse=True)[:2], "", ""][:2]
    clear = counts.get(first, 0) >= max(_OFTEN, _LIKELIER * counts.get(second, 0))
    return first if clear else word
