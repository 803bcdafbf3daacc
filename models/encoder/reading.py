"""The form of a text that the encoder reads."""

from typing import Final

from core.text import model_form
from models.names import alike

HEAD: Final = 70
"""words that are read from the beginning of a long text"""
TAIL: Final = 40
"""and from its end"""
PIECES: Final = 160
"""word pieces of a text that are read"""
WIDTH: Final = 384
"""numbers of one state"""
PAD: Final = 1
"""the word piece that fills up the shorter texts of a batch"""


def reading(text: str) -> str:
    """A text with slang spelled out and obfuscation undone, and with names as they stand.

    Of more than 110 words the first 70 and the last 40 are read: a forwarded message says at its end what to
    do.
    """
    words = model_form(text).split()
    if len(words) > HEAD + TAIL:
        words = words[:HEAD] + words[-TAIL:]
    return " ".join(words)


def nameless(text: str) -> str:
    """A text in the form in which it is read for a signal: as `reading`, with names made alike."""
    return " ".join(alike(reading(text).split()))
