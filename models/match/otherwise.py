"""What a copy of a claim says otherwise although it shares all the claim's words: a number in the place of
another, a denial beside the claim's own, a negation before a word of it, or none where the claim has one."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from core.facts import NUMBER_WORDS, numbers_placed
from models.match.features import says
from models.match.words import clauses, stem, words_of

_NUMBERED_WORDS: Final = (
    "no nomor nomer urut paslon pasangan calon cawabup cabup bupati wakil gubernur cagub wali kota walikota"
)
_NUMBERED: Final = frozenset(_NUMBERED_WORDS.split())
"""Words that any contestant's number stands behind. They do not tell one contestant from another."""
_EITHER_WORDS: Final = "dan atau serta sama dengan lawan melawan versus vs"
_EITHER: Final = frozenset(_EITHER_WORDS.split())
"""A number behind one of these words may change places with the number before it."""
_BEFORE: Final = 3
"""Words before a number by which its place is known: (paslon 1) menyerang posko (paslon 2)."""
_REACH: Final = 80
"""Characters before and behind a number in which these words stand."""
_NEGATION_WORDS: Final = "tidak bukan belum tak batal kada ndak ora"
_NEGATIONS: Final = frozenset(_NEGATION_WORDS.split())
"""Words that say of a thing that it is not so. "Jangan" is not among them: it calls for something."""
_NOT_YET: Final = _NEGATIONS | {"sebelum"}
"""In a claim "sebelum" says so too: who tells "sebelum hari pencoblosan" may say "belum hari pencoblosan"."""
_HINDERING: Final = _NEGATIONS | {"dilarang", "tanpa"}
"""Words behind which a claim may have what a text then says plainly."""
_NO_WORDS: Final = """
    bantah batal bohong cabut cegah fitnah gagal habis hapus henti hoaks hoax jangan kapan keliru kurang
    larang mana mustahil nihil nol palsu tanpa tiada tolak urung
    acan balum can dak dudu durung endak henteu idak inda kadada moal mboten ndek ndik teu
"""
_SAYS_NO: Final = frozenset(map(stem, [*_NO_WORDS.split(), "ditiadakan", "dihentikan"]))
"""Stems by which a text may say that a thing is not so, or not to be, in other words than the claim's or in
other languages. Who asks "kapan diangkut?" says so too."""
_FIXED_WORDS: Final = "hanya cuma sekadar saja lain lama begitu"
_FIXED: Final = frozenset(_FIXED_WORDS.split())
"""Before these a negation is a way of speaking: "tidak hanya", "tidak lain"."""
_BETWEEN_WORDS: Final = "jadi pernah akan sampai benar lagi"
_BETWEEN: Final = frozenset(_BETWEEN_WORDS.split())
"""Words that may stand between a negation and the word that it negates."""


def denied(text: str, claim: str) -> bool:
    """Whether a text denies the claim: by a word of denial that the claim lacks, or because it holds a word
    of the claim only behind a negation, while the claim does not. A negation reaches to the end of its
    clause: "percaya tidak, ..." asks."""
    said, claimed = clauses(text), clauses(claim)
    if _denials(said) - _denials(claimed):
        return True
    held = Counter(stem(word) for words in said for word in words)
    plain = {stem(word) for words in claimed for word in words} - set(negated(claimed, _NOT_YET))
    return any(one in plain and held[one] == times for one, times in negated(said).items())


def affirmed(text: str, claim: str) -> tuple[str, str] | None:
    """What a text says that the claim says is not so: ("tidak", "libur") of the text "sekolah libur" and the
    claim "sekolah tidak libur", the word by its stem.

    The text holds a word that stands in the claim only behind a negation, and nothing in the text says no but
    what says so in the claim too ("boleh tanpa KTP" of "tidak boleh tanpa KTP").
    """
    said, claimed = ([_undoubled(words) for words in clauses(one)] for one in (text, claim))
    behind, there = negated(claimed, _HINDERING), negated(said, _HINDERING)
    held, own = (
        Counter(stem(word) for words in one for word in words if word not in _HINDERING)
        for one in (said, claimed)
    )
    if held.keys() & _SAYS_NO.union(["belum"]).difference(own):  # the stem of "sebelum" is "belum"
        return None
    hindered = sum(word in _HINDERING for words in said for word in words)
    if hindered > sum(there[one] for one in behind):
        return None
    for one, times in behind.items():
        if one in held and one not in there and one not in _FIXED and own[one] == times:
            return next(word for word in sorted(_HINDERING) if negated(claimed, (word,))[one]), one
    return None


def _undoubled(words: Sequence[str]) -> list[str]:
    """The words of a clause but for two negations beside each other, which say nothing together: "bukan tidak
    mungkin"."""
    found: list[str] = []
    for word in words:
        if word in _HINDERING and found and found[-1] in _HINDERING:
            found.pop()
        else:
            found.append(word)
    return found


def _denials(said: Sequence[Sequence[str]]) -> frozenset[str]:
    return frozenset().union(*(says("", words).denials for words in said))


def negated(said: Sequence[Sequence[str]], negations: Collection[str] = _NEGATIONS) -> Counter[str]:
    """The stems that stand behind a negation in these clauses, and how often each does."""
    found: Counter[str] = Counter()
    for words in said:
        open_one = False
        for word in words:
            if open_one and word not in _BETWEEN:
                found[stem(word)] += 1
            open_one = word in negations or (open_one and word in _BETWEEN)
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a number stands: the words before it, and the stem behind it, which may name what it counts."""

    before: list[str]
    behind: str


def swapped(text: str, claim: str) -> bool:
    """Whether a number of the claim stands in the text where the claim has another of its numbers.

    It counts only behind the words by which the claim tells both numbers apart. So "posko paslon 2 diserang
    tim paslon 1" swaps nothing of "tim paslon 1 menyerang posko paslon 2", nor "12 TPS dan 3 desa" of "3 desa
    dan 12 TPS". Only numbers that stand once in the text and once in the claim are looked at.
    """
    claimed = _places(claim)
    if len(claimed) < 2:
        return False
    said = _places(text)
    both = [number for number in claimed if number in said]
    return any(
        _takes(said[one], claimed[one], claimed[other]) for one in both for other in both if one != other
    )


def _takes(said: _Place, own: _Place, other: _Place) -> bool:
    """Whether a number that stands in the text at `said`, and in the claim at `own`, takes the place of the
    claim's number that stands at `other`."""
    if said.behind and said.behind == own.behind != other.behind:  # it counts the same
        return False
    for size in range(1, min(_BEFORE, len(other.before)) + 1):
        if own.before[-size:] != other.before[-size:]:
            tells = other.before[-size]
            same = said.before[-size:] == other.before[-size:]
            return same and tells not in _EITHER and not tells[0].isdigit()
    return False


def _places(text: str) -> dict[str, _Place]:
    """The place of each number that stands once in a text."""
    placed = numbers_placed(text)
    times = Counter(number for _, number in placed)
    return {
        number: _Place(
            [word for word in words_of(text[max(0, start - _REACH) : start]) if word not in _NUMBERED][
                -_BEFORE:
            ],
            next((stem(word) for word in words_of(text[start : start + _REACH]) if not _is_figure(word)), ""),
        )
        for start, number in placed
        if times[number] == 1
    }


def _is_figure(word: str) -> bool:
    return word[0].isdigit() or word in NUMBER_WORDS
