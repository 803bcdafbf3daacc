"""A matched fact check beside the item: which words both have, which only the claim has."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from core.record import Claim, ClaimMatch, Stance
from desk.board.records import Story
from pipeline.store.for_board import Copy

SHOWN: Final = 5
"""matches that a page shows"""
STANCES: Final = {
    Stance.ASSERTS: "teks ini menyatakannya sendiri",
    Stance.REPORTS: "teks ini memberitakannya",
    Stance.QUESTIONS: "teks ini menanyakannya",
    Stance.DEBUNKS: "teks ini membantahnya",
}
_CLAIM: Final = 1_500  # characters of a claim that are shown
_TEXT: Final = 700  # characters of the item beside it
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
        STANCES[match.stance],
        tuple(_bits(_cut(claim.text, _CLAIM), agree, differ)),
        tuple(_bits(_around(text, agree), agree, ())),
        agree,
        differ,
    )


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
    at = 0
    for found in _WORD.finditer(text):
        mark = "same" if _held(found.group(), agree) else "other" if _held(found.group(), differ) else ""
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
        word == other or (min(len(word), len(other)) >= _STEM and (other in word or word in other))
        for other in (one.casefold() for one in words)
    )
