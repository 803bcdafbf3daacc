"""Normalisation that is safe to show: what a reader sees stays, what only machines see goes."""

import re
import unicodedata

import ftfy

# UTF-8 read as Windows-1252: a lead byte's character followed by a continuation byte's.
_MOJIBAKE = re.compile("[ÂÃÄÅÐÑØÙâãïð][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
# Zero-width characters, soft hyphens, bidirectional controls, fillers, tags. U+FE0F, part of emoji, stays.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_JOINER = re.compile(
    "(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d|\u200d(?![\u2600-\u27bf\U0001f000-\U0001faff])"
)
_STACKED = re.compile("([\u0300-\u036f\u0483-\u0489]{2})[\u0300-\u036f\u0483-\u0489]+")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SPACE = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000 ]+")
_AROUND_LINE_END = re.compile(" *\n *")
_BLANK_LINES = re.compile("\n{3,}")
_PASSES = 10  # in which mojibake within mojibake is mended; a file that was spoilt twice needs two


def normalise(text: str) -> str:
    """`text` in NFC, mojibake mended, without invisible and control characters, spaces single.

    Words, case, emoji, punctuation and line breaks (at most one blank line) stay. Idempotent. Mojibake that
    is nested deeper than any program makes it becomes question marks.
    """
    for _ in range(_PASSES):
        shown = _shown(text)
        # what was taken out may have stood within mojibake, which is whole only now
        if shown == text or not _MOJIBAKE.search(shown):
            return shown
        text = shown
    return _MOJIBAKE.sub("?", text)


def _shown(text: str) -> str:
    shown = text if text.isascii() else _visible(text)
    shown = _CONTROL.sub("", _LINE_END.sub("\n", shown))
    shown = _AROUND_LINE_END.sub("\n", _SPACE.sub(" ", shown))
    return _BLANK_LINES.sub("\n\n", shown).strip()


def _visible(text: str) -> str:
    """The steps that only a text beyond ASCII needs."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if _MOJIBAKE.search(text):
        text = ftfy.fix_encoding(text)
    text = _JOINER.sub("", _INVISIBLE.sub("", text))
    return _STACKED.sub(r"\1", unicodedata.normalize("NFC", text))
