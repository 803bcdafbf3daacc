"""The form of a text that the encoder reads."""

from typing import Final

from core.text import model_form
from models.names import alike

HEAD: Final = 70
TAIL: Final = 40
PIECES: Final = 160
WIDTH: Final = 384  # numbers of one state


def reading(text: str) -> str:
    """A text with slang spelled out and obfuscation undone, names as they stand.

    Of more than 110 words the first 70 and the last 40 are read: a forward says what to do at its end.
    """
    words = model_form(text).split()
    if len(words) > HEAD + TAIL:
        words = words[:HEAD] + words[-TAIL:]
    return " ".join(words)


def nameless(text: str) -> str:
    """What is read for a signal: names of one kind alike."""
    return " ".join(alike(reading(text).split()))
