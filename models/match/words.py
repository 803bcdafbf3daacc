"""Words of a text for matching: stems, pieces of words, and how common each is in Indonesian at large."""

import re
from functools import lru_cache
from math import log
from pathlib import Path
from typing import Final

from safetensors.numpy import load_file

from core.hashes import word_hash
from core.text import model_form

BACKGROUND: Final = Path(__file__).resolve().parent / "background.safetensors"
PIECE: Final = 4
_ENDS: Final = re.compile(r"[.,;:!?…]+(?!\w)|[,;?](?=[^\W\d])|\n")  # not in 10.000, m!nta
MARK: Final = "~"
"""The first character of a piece. No word begins with it."""

_ENDINGS: Final = (("nya", "lah", "kah", "pun"), ("kan", "an", "i"))
_PREFIX_LIST: Final = "meng peng meny peny mem pem men pen ber ter per di ke se me pe"
_PREFIXES: Final = tuple(_PREFIX_LIST.split())
# What a prefix that ends in a nasal has swallowed: menyapu is sapu, memukul is pukul, menendang is tendang.
_SWALLOWED: Final = {"meny": "s", "peny": "s", "mem": "p", "pem": "p", "men": "t", "pen": "t"}


def words_of(text: str) -> list[str]:
    """The words of the model form. Marks, masks and links are left out, and so are pictures by themselves,
    which are mostly ornament."""
    return [word for word in model_form(text, pictures=False).split() if word[0] not in '_?!"']


def clauses(text: str) -> list[list[str]]:
    """The words of each clause: of what stands between commas and marks that end sentences. Some clauses have
    none."""
    return [words_of(clause) for clause in _ENDS.split(text)]


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """The stem of a word: without endings and one prefix, so that "ditangkap" and "menangkap" agree. It is
    coarse on purpose."""
    if len(word) < 5 or not word.isalpha():
        return word
    for endings in _ENDINGS:
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= 4:
                word = word[: -len(ending)]
                break
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            rest = word[len(prefix) :]
            swallowed = _SWALLOWED.get(prefix, "")
            return swallowed + rest if prefix[-1] == "y" or rest[0] in "aeiou" else rest
    return word


def pieces(word: str) -> list[str]:
    """The runs of four characters in a word with its borders. MARK stands before each, so that none equals a
    stem."""
    padded = f" {word} "
    return [MARK + padded[i : i + PIECE] for i in range(max(1, len(padded) - PIECE + 1))]


@lru_cache(maxsize=1)
def _background() -> tuple[dict[int, int], int]:
    """In how many background texts each stem or piece occurs, by its hash; and how many texts there are."""
    stored = load_file(BACKGROUND)
    counts = dict(zip(stored["codes"].tolist(), stored["counts"].tolist(), strict=True))
    return counts, int(stored["texts"][0])


@lru_cache(maxsize=1 << 17)
def rarity(word: str) -> float:
    """The inverse document frequency of a stem or a piece in Indonesian at large: from about 1 ("yang") to
    11."""
    counts, texts = _background()
    return log((1 + texts) / (1 + counts.get(word_hash(word), 0))) + 1
