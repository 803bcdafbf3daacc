"""What of a text is about a claim: without the sentences at its end that say nothing of it."""

import re
from typing import Final

from models.match.features import says, turns
from models.match.words import rarity, stem, words_of

_ENDS: Final = re.compile(r"(?<=[.!?…])\s+|\n+")
_TELLING: Final = 3.5
"""The rarity from which a stem that a sentence shares with the claim ties both together."""
_WORDS: Final = """
    tapi tetapi tp namun padahal ternyata rupanya sebenarnya katanya konon kabar berita info isu gosip rumor
    cerita salah sesat dulu lama lalu lagi sudah baru bukan kalau jika bila andai semoga harusnya mestinya
"""
_TURNING: Final = frozenset(map(stem, _WORDS.split()))
"""Stems by which a sentence says something of the one before it."""


def about(text: str, claim: str) -> str:
    """`text` without the sentences at its end that hold none of the claim's telling stems, no number, no
    question and no word that turns what was said before ("Tapi itu dulu.", "Hoaks!").

    A call to pass it on, an address or a greeting behind a claim is read by the encoder as another subject,
    though it changes nothing of what the text asserts.
    """
    told = frozenset(one for one in map(stem, words_of(claim)) if rarity(one) >= _TELLING)
    ends = [end.start() for end in _ENDS.finditer(text)]
    while ends and _idle(text[ends[-1] :], told):
        text = text[: ends.pop()]
    return text.strip()


def _idle(sentence: str, told: frozenset[str]) -> bool:
    words = words_of(sentence)
    said = says(sentence, words)
    stems = frozenset(map(stem, words))
    return not (said.asks or said.numbers or any(map(turns, words)) or stems & (told | _TURNING))
