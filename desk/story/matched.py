"""A matched fact check beside the item: which words both have, which only the claim has."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from core.facts import numbers_placed
from core.record import Claim, ClaimMatch, RoleName, Stance
from desk.board.records import Story
from pipeline.extraction.claimreview import says_true
from pipeline.store.for_board import Copy

SHOWN: Final = 5
"""matches that a page shows"""
STANCES: Final = {
    Stance.ASSERTS: "teks ini tampaknya menyatakannya sendiri",
    Stance.REPORTS: "teks ini tampaknya memberitakannya",
    Stance.QUESTIONS: "teks ini tampaknya menanyakannya",
    Stance.DEBUNKS: "teks ini tampaknya membantahnya",
}
_UNCLEAR: Final = "belum jelas apakah teks ini menyatakannya sendiri; baca teksnya"
_OTHERS: Final = frozenset({RoleName.REPORT, RoleName.DEBUNK})
"""what the model of roles may say of a text of which that of stances says that it asserts the claim"""
_CLAIM: Final = 1_500  # characters of a claim that are shown
_TEXT: Final = 700  # characters of the item beside it
_OWN: Final = re.compile(r"/klaim/\w+")
_WORD: Final = re.compile(r"\w+(?:[.,]\d+)*")
_STEM: Final = 5  # letters that two forms of one word share at least


@dataclass(frozen=True, slots=True)
class Bit:
    """Some words, and whether both texts have them ("same"), only the claim ("other"), or neither is told."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """One match as the page shows it."""

    match: ClaimMatch
    claim: Claim
    stance: str  # in words
    claim_bits: tuple[Bit, ...]
    text_bits: tuple[Bit, ...]
    agree: tuple[str, ...]
    differ: tuple[str, ...]

    @property
    def link(self) -> str:
        """Where the fact check stands, if it is an address of the web."""
        return self.claim.url if re.match(r"https?://", self.claim.url) else ""

    @property
    def own(self) -> str:
        """The page of a claim of our own; "" for others."""
        return self.claim.url if _OWN.fullmatch(self.claim.url) else ""

    @property
    def badge(self) -> str:
        """How its rating is marked: only what was found true is calm."""
        if self.claim.false:
            return "grave"
        return "calm" if self.claim.rating and says_true(self.claim.rating) else "warn"


def beside(story: Story, copy: Copy) -> list[Beside]:
    """The claims that this copy matches: automatic matches first, then the most probable."""
    known = [match for match in copy.matches if match.claim_id in story.claims]
    known.sort(key=lambda match: (not match.automatic, -match.score))
    return [_beside(match, story.claims[match.claim_id], copy) for match in known[:SHOWN]]


def _beside(match: ClaimMatch, claim: Claim, copy: Copy) -> Beside:
    agree, differ = _short(match.agree), _short(match.differ)
    text = copy.text if copy.channel == "post" or not copy.title else f"{copy.title}. {copy.text}"
    return Beside(
        match,
        claim,
        _stance(match, copy),
        tuple(_bits(_cut(claim.text, _CLAIM), agree, differ)),
        tuple(_bits(_around(text, agree), agree, ())),
        agree,
        differ,
    )


def _stance(match: ClaimMatch, copy: Copy) -> str:
    contradicted = copy.role is not None and copy.role.name in _OTHERS
    return _UNCLEAR if match.stance is Stance.ASSERTS and contradicted else STANCES[match.stance]


def _short(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word[:60] for word in words[:12])


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit] + " …"


def _around(text: str, words: Sequence[str]) -> str:
    """The stretch of the text that begins shortly before the first word that agrees."""
    text = text[:20_000]
    if len(text) <= _TEXT:
        return text
    first = next((m.start() for m in _WORD.finditer(text) if _held(m.group(), words)), 0)
    start = max(0, min(first - 80, len(text) - _TEXT))
    start = text.rfind(" ", 0, start) + 1 if start else 0
    return ("… " if start else "") + _cut(text[start:], _TEXT)


def _bits(text: str, agree: Sequence[str], differ: Sequence[str]) -> Iterator[Bit]:
    marks = (("same", agree), ("other", differ))
    at, figures = 0, numbers_placed(text)
    for found in _WORD.finditer(text):
        # "Rp25.000" and "25rb" are told as 25000
        said = [found.group(), *(number for start, number in figures if found.start() <= start < found.end())]
        mark = next((mark for mark, told in marks if any(_held(one, told) for one in said)), "")
        if mark:
            if at < found.start():
                yield Bit(text[at : found.start()])
            yield Bit(found.group(), mark)
            at = found.end()
    if at < len(text):
        yield Bit(text[at:])


def _held(word: str, words: Sequence[str]) -> bool:
    """Whether the word is one of these, in this or a longer form ("tenggelamnya" of "tenggelam")."""
    word = word[:60].casefold()
    return any(
        word == other
        or (min(len(word), len(other)) >= _STEM and word[0].isalpha() and (other in word or word in other))
        for other in (one.casefold() for one in words)
    )
