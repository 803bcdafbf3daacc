"""Characters that look like another: one-to-one tables, so that offsets into the text stay true."""

import sys
import unicodedata
from functools import lru_cache

# Letters of other scripts and small capitals, by what a reader takes them for.
_LOOKALIKES = {
    "a": "аɑαᴀɐ",
    "b": "вЬьбβʙƄ",
    "c": "сϲᴄς",
    "d": "ԁɗᴅđ",
    "e": "еєεэᴇɛəё",
    "f": "ꜰƒғ",
    "g": "ɡɢց",
    "h": "һнʜ",
    "i": "іιɪıɩїíӏ",
    "j": "јᴊʝ",
    "k": "кκᴋќ",
    "l": "ʟłⅼ",
    "m": "мᴍ",
    "n": "пηɴոй",
    "o": "оοσᴏөøօ",
    "p": "рρᴘ",
    "q": "ԛգ",
    "r": "гʀя",
    "s": "ѕꜱƨ",
    "t": "тτᴛŧ",
    "u": "υᴜцսʋ",
    "v": "ѵνᴠ",
    "w": "ԝωᴡшщ",
    "x": "хχ",
    "y": "уγʏү",
    "z": "ᴢʐʑ",
}
_QUOTES = {'"': "“”„‟«»″〝〞＂", "'": "‘’‚‛′`´ʼ＇"}
# Blocks whose characters fold to one ASCII character: accented Latin, super- and subscripts, letter-like,
# enclosed, full-width, mathematical, squared.
_BLOCKS = (
    (0xAA, 0x250),
    (0x1D00, 0x1EFF + 1),
    (0x2070, 0x20A0),
    (0x2100, 0x2190),
    (0x2460, 0x2500),
    (0xFF01, 0xFF5F),
    (0x1D400, 0x1D800),
    (0x1F100, 0x1F190),
)
_SQUARED = ((0x1F150, 26), (0x1F170, 26))  # negative circled and squared A to Z: Unicode gives no folding


def _base(character: str) -> str:
    """The ASCII letter, digit or mark that NFKD puts first, if it is the only thing besides accents."""
    parts = [c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)]
    return parts[0] if len(parts) == 1 and parts[0].isascii() and parts[0].isprintable() else ""


@lru_cache(maxsize=1)
def folding() -> dict[int, str]:
    """Code point -> one ASCII character. Applied with str.translate it keeps the length."""
    table: dict[int, str] = {}
    for first, last in _BLOCKS:
        for point in range(first, min(last, sys.maxunicode)):
            base = _base(chr(point))
            if base.strip():
                table[point] = base
    for start, count in _SQUARED:
        table |= {start + i: chr(ord("a") + i) for i in range(count)}
    for letter, alikes in _LOOKALIKES.items():
        for alike in alikes:
            table[ord(alike)] = letter
            if len(alike.upper()) == 1 and not alike.upper().isascii():
                table[ord(alike.upper())] = letter
    for quote, alikes in _QUOTES.items():
        table |= dict.fromkeys(map(ord, alikes), quote)
    return table


def fold(text: str) -> str:
    """`text` with look-alike characters as plain ones; same length."""
    return text if text.isascii() else text.translate(folding())
