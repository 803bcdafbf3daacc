"""Disguises texts as people disguise them, to measure what a disguise costs: for measuring only.

Of each text the charged words (a list of this module's own) are changed, and a third of the other words of
four letters or more. The same seed, kind and text give the same result. Not for training: who learns from
these disguises can no longer measure by them.
"""

import re
from collections.abc import Callable
from random import Random
from typing import Final

_LEET: Final = {"a": "4", "i": "1", "e": "3", "o": "0", "s": "5", "g": "9", "t": "7", "b": "8"}
_LOOKALIKES: Final = {"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "i": "і", "x": "х", "y": "у"}
_INVISIBLE: Final = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff")
_EMOJI: Final = {
    "bakar": "🔥", "api": "🔥", "bunuh": "🔪", "tikam": "🔪", "tusuk": "🔪", "parang": "🔪", "potong": "🔪",
    "mati": "💀", "mayat": "💀", "mampus": "💀", "kubur": "⚰️", "bom": "💣", "tembak": "🔫", "senapan": "🔫",
    "pukul": "👊", "hajar": "👊", "gebuk": "👊", "keroyok": "👊", "darah": "🩸", "anjing": "🐶", "babi": "🐷",
    "monyet": "🐒", "kera": "🐒", "tikus": "🐀", "binatang": "🐖", "ternak": "🐄", "hama": "🐛",
    "lintah": "🪱", "sampah": "🗑️", "racun": "☠️", "setan": "👹", "iblis": "👹", "rumah": "🏠", "gereja": "⛪",
    "masjid": "🕌", "usir": "👉🚪", "kapal": "🚢", "polisi": "👮", "motor": "🏍️", "mobil": "🚗", "batu": "🪨",
    "serang": "⚔️", "perang": "⚔️", "gantung": "🪢", "ular": "🐍", "kepala": "🗣️", "malam": "🌙", "uang": "💰",
}  # fmt: skip
# Stems: a word of one, with or without what is put before and after, is charged.
_CHARGED: Final = (
    *_EMOJI, "bacok", "bantai", "basmi", "musnah", "habis", "ganyang", "gorok", "tebas", "sembelih",
    "culik", "rampas", "rebut", "serbu", "kepung", "hadang", "duduki", "lempar", "ratakan", "robohkan",
    "hancur", "jarah", "kafir", "cina", "pendatang", "penjajah", "benalu", "parasit", "najis", "sesat",
    "pki", "keluarkan", "pergi", "enyah", "halau", "kosongkan", "bersihkan", "pulangkan", "tutup",
    "bubar", "sikat", "sweeping", "seret",
)  # fmt: skip
_BEFORE: Final = r"(?:di|ke|se|ku|ber|ter|per|(?:me|pe)(?:m|n|ng|ny|r)?)?"
_AFTER: Final = r"(?:2|kan|i|an|in|nya|lah|kah|ku|mu)*"
_STEM: Final = re.compile(rf"\W*{_BEFORE}({'|'.join(_CHARGED)}){_AFTER}\W*")
_OTHERS: Final = 0.33
_SHORTEST: Final = 4


def obfuscate(text: str, kind: str, seed: int = 7) -> str:
    """The text disguised in one way of KINDS. Raises KeyError for another."""
    chance, change = Random(f"{seed} {kind} {text}"), KINDS[kind]  # a string seeds alike on every machine
    lines = text.split("\n")
    return "\n".join(" ".join(_word(word, change, chance) for word in line.split(" ")) for line in lines)


def _word(word: str, change: Callable[[str, Random], str], chance: Random) -> str:
    chosen = _STEM.fullmatch(word.casefold()) or (len(word) >= _SHORTEST and chance.random() < _OTHERS)
    return change(word, chance) if chosen and any(letter.isalpha() for letter in word) else word


def _swapped(word: str, letters: dict[str, str], chance: Random) -> str:
    """Replace letters that have another form by it: three in four, and at least the first that has one."""
    places = [at for at, letter in enumerate(word) if letter.lower() in letters]
    chosen = {at for at in places if chance.random() < 0.75} | set(places[:1])
    return "".join(letters[letter.lower()] if at in chosen else letter for at, letter in enumerate(word))


def _leet(word: str, chance: Random) -> str:
    return _swapped(word, _LEET, chance)


def _lookalikes(word: str, chance: Random) -> str:
    return _swapped(word, _LOOKALIKES, chance)


def _spaced(word: str, chance: Random) -> str:
    return chance.choice((" ", " ", ".", "-", "*")).join(word)


def _invisible(word: str, chance: Random) -> str:
    return chance.choice(_INVISIBLE).join(word)


def _typo(word: str, chance: Random) -> str:
    """Change one thing: two letters change places, one is dropped or doubled, or a vowel is starred."""
    inner = [at for at in range(1, len(word) - 1) if word[at].isalpha() and word[at + 1].isalpha()]
    if not inner:
        return word
    at = chance.choice(inner)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    ways = [before + after[0] + letter + after[1:], before + after, before + letter * 2 + after]
    if letter in "aiueo":
        ways.append(before + "*" + after)
    return chance.choice(ways)


def _emoji(word: str, chance: Random) -> str:
    """The word with a picture in place of its stem, and with what stands before and after it. A word without
    a picture stays."""
    found = _STEM.fullmatch(word.casefold())
    if not found or found[1] not in _EMOJI or len(word) != len(word.casefold()):
        return word
    return word[: found.start(1)] + _EMOJI[found[1]] + word[found.end(1) :]


def _capitals(word: str, chance: Random) -> str:
    """The word in capitals: all letters, or every other one."""
    if chance.random() < 0.5:
        return word.upper()
    return "".join(letter.upper() if at % 2 else letter.lower() for at, letter in enumerate(word))


def _mixed(word: str, chance: Random) -> str:
    return chance.choice((_leet, _lookalikes, _spaced, _invisible, _typo, _emoji, _capitals))(word, chance)


KINDS: Final[dict[str, Callable[[str, Random], str]]] = {
    "leet": _leet,
    "spaced": _spaced,
    "lookalikes": _lookalikes,
    "invisible": _invisible,
    "typos": _typo,
    "emoji": _emoji,
    "capitals": _capitals,
    "mixed": _mixed,
}
