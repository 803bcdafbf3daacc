"""Words as people spell them: stretched letters undone, slang spelled out."""

import re
from itertools import product
from pathlib import Path
from typing import Final

from core.text.words import WORDS

_SLANG: Final = Path(__file__).with_name("slang.tsv")
SLANG: Final = dict(line.split("\t") for line in _SLANG.read_text(encoding="utf-8").splitlines() if line)
"""informal word -> formal ones"""
# No alternative may part a run of one letter in several ways: a post that only laughs would take for ever.
_LAUGHTER = re.compile(
    r"(?:[wk]{4,}|(?:h[aeiu]+){2,}h?|a+h+(?:aa+h+)*a+h|(?:ah+a+){2,}|(?:x+i+){2,}|(?:a?w[ok]{2,}){2,})"
)
_RUN = re.compile(r"(.)\1+")
_DOUBLED_ANYWHERE = re.compile(r"(?!aan|aat|aah|(?<=n)gg|kkan|nnya|ssa)([a-z])\1")
_DOUBLED = re.compile(rf"(?<=..){_DOUBLED_ANYWHERE.pattern}")
_DOUBLED_IN_NAMES = re.compile(r".([^aeiou])\1.")  # usiir, bangett and bbakar are stretched
_ROMAN = re.compile(r"[ivxlc]+|www|pppk|pppa")
_SUFFIX = re.compile(r"(?:nya|lah|kah|kan|an|ku|mu|in|i)$")
_PREFIX = re.compile(r"^(?:di|ke|se|ber|ter|per|men|mem|meng|me|pen|pem|peng|pe)")


def known(word: str) -> bool:
    """Whether `word` is in our word list or slang map, as it stands or without an ending or a prefix."""
    if word in WORDS or word in SLANG:
        return True
    stem = _SUFFIX.sub("", word)
    return any(len(w) >= 4 and w in WORDS for w in (stem, _PREFIX.sub("", word), _PREFIX.sub("", stem)))


def squeeze(word: str, name: bool = False) -> str:
    """usiiiir -> usir, rakyattt -> rakyat; saat, maaf, tunggu, tegakkan stay, and a `name` with a double
    within: Hajjar, Bakkar."""
    if _LAUGHTER.fullmatch(word) and not re.fullmatch("(?:hu)+h?", word):
        return "haha"
    if word in WORDS or not _RUN.search(word) or word in SLANG or _ROMAN.fullmatch(word):
        return word
    if len(set(word)) == 1:
        return word[0] if word[0] in "aeiou" and len(word) > 2 else word
    if re.search(r"(.)\1\1", word):
        return _unstretched(word)
    return word if name and _DOUBLED_IN_NAMES.search(word) else _undoubled(word)


def _unstretched(word: str) -> str:
    """A word with a letter three times or more in a row: the known word with it once or twice, else once."""
    pieces = re.split(r"((.)\2+)", word)  # text, run, letter, text, run, letter, ... text
    runs = [(len(pieces[i + 1]), pieces[i + 2], pieces[i + 3]) for i in range(0, len(pieces) - 1, 3)]
    for lengths in product(*((2, 1) if length == 2 else (1, 2) for length, _, _ in runs[:5])):
        ones = (1,) * (len(runs) - len(lengths))
        guess = pieces[0] + "".join(
            letter * n + text for n, (_, letter, text) in zip(lengths + ones, runs, strict=True)
        )
        if known(guess):
            return guess
    return re.sub(r"(.)\1{2,}", r"\1", word)


def _undoubled(word: str) -> str:
    """A word with doubled letters only. Doubles that grammar makes (-aan, ngg, -kkan, -nnya, ke-e) stay;
    others go where the word without is in our list: luu, ajaa, baguss, usiir."""
    shorter = word[:-1] if word[-1] == word[-2] else word
    single = shorter if len(word) < 5 else _DOUBLED.sub(r"\1", word)
    for guess in (single, shorter):  # shorter: anjingg
        if guess in WORDS or guess in SLANG:
            return guess
    once = _DOUBLED_ANYWHERE.sub(r"\1", word)  # kaasih, meemang
    return once if len(once) >= 4 and once in WORDS else word


def spelled_out(word: str, name: bool = False) -> str:
    """A lower-case word of letters only: stretched letters undone, slang spelled out (may be several words).
    `name`: whether it may be one."""
    word = squeeze(word, name)
    if word in WORDS:
        return word
    if word in SLANG:
        return SLANG[word]
    if word.endswith(("nya", "ny")) and (stem := word[: word.rindex("ny")]) in SLANG:
        return f"{SLANG[stem]}nya"
    if len(word) >= 5 and word[0] == "d" and word[1] not in "aeiou" and word[1:] in WORDS:
        return f"di{word[1:]}" if f"di{word[1:]}" in WORDS else f"di {word[1:]}"
    return word
