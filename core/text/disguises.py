"""Words in disguise: digits and signs for letters, stars, marks and spaces between letters.

Each function takes letters, digits and signs (lower case, but for read_broken) and gives the words that they
spell.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import islice, product
from typing import Final

from core.text.pairs import counts
from core.text.seen import often, seen
from core.text.spelling import SLANG, known, spelled_out, squeeze
from core.text.typos import mended
from core.text.words import WORDS

# Words before a number that do not double with it: "paslon2" is number two, "orang2" is orang-orang.
_BEFORE_NUMBERS: Final = """
    no nomor paslon calon cabup tps rt rw jam pukul hari tahap jilid periode dapil kelas sma smp smk sd
    sman smpn sdn km rp pasal ayat covid part tgl tanggal lt lantai blok versi bab poin ke tahun bulan
    pkl dp ps gate web mp gelombang sesi ronde liga grup golongan
"""
_NUMBERED: Final = frozenset(_BEFORE_NUMBERS.split())
_MEASURES: Final = frozenset(["mm", "cm", "m", "km", "gr", "kg", "ha", "co", "so", "pm"])  # 10cm2, CO2
_LEET: Final = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "6": "gb", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "i",
}  # fmt: skip
_NUMBER_AND_WORD: Final = re.compile(r"\d{2,}([a-z]+)|([a-z]+)\d{2,}|\d(in)\d")  # 17an, 50rb, rt13, u17, 5in1
_CODE: Final = re.compile(r"[a-z]\d{3}")  # b411, a511: rather a number of its own
_NUMBER: Final = re.compile(r"\d[1-9]|[1-9]\d")  # not 00, which is oo
_STRETCHED: Final = re.compile(r"([013457])\1\1+")  # the digits that stand for one letter
_INSIDE: Final = re.compile(r"[a-z]\d+[a-z]")
_SHORT: Final = re.compile(r"[a-z]\d[a-z]|\d[a-z]\d")  # b0m, 4p1
# What is counted or measured: with a number it makes no word, even where it could (53orang, 471k).
_COUNTED: Final = """
    an buah cm ekor gr ha hari hr in jam jt juta k kali kg kk km kpps ku lah lbr lembar m mah menit mm nd
    nya org orang persen psi rd ribu rb st suara th thn unit watt x
"""
_UNITS: Final = _NUMBERED | frozenset(_COUNTED.split())
_LONGEST: Final = 40  # letters of a word that digits may spell
_ENDING: Final = r"(nya|ny|an|kan|ku|mu|in|lah|kah|i)?"
_REDUPLICATED: Final = re.compile(rf"([a-z0-9]*[a-z])2{_ENDING}")
_DISGUISED_TWICE: Final = re.compile(rf"([a-z0-9]*\d[a-z0-9]*)2{_ENDING}")  # k4f1r2, n39r02
_AS_ONE: Final = 80
"""times as often as with "di" that a word is seen without it at most, if both are one word"""
_VERBAL: Final = frozenset(["ter", "ber", "me", "mem", "men", "meng", "pem", "pen", "peng"])
"""what stands before a verb, and is no word before another"""
TAILS: Final = frozenset(["nya", "kan", "in", "lah"])
"""what is written apart behind a word whose letters are"""
_CLITICS: Final = ("nya", "lah", "kah", "pun", "ku", "mu")
_AT_NAMES: Final = frozenset(
    ["by", "cc", "fb", "gmail", "ig", "rt", "tiktok", "twitter", "via", "wa", "yahoo", "yt"]
)
"""what stands before a name with @, or behind one"""
_LETTERS: Final = 3  # that a mistyped word has beside its digits
_WHOLE: Final = 4  # letters of a word that marks part
_LIKELIER: Final = 4  # times as often seen as the next word that a star may hide
_PIECE: Final = 2  # letters of a piece that a picture parts from another
_NUMBERS: Final = frozenset("1345")
_SPACED: Final = (
    4  # letters with spaces between that make a word, if they are not of one that is often written
)
_OFTENER: Final = 2
"""times as often that a word is written as a piece of it, if that is no word by itself"""
_OFTEN_APART: Final = 300  # times that both such pieces are written if they are words
_GUESSED: Final = 5  # letters of a word of which a star hides a vowel only


def _meant(word: str) -> bool:
    """Whether a disguise may hide this word: it is put on on purpose, so any that was ever seen."""
    return known(word) or word in seen()


def _is_word(word: str) -> bool:
    """Whether a word is written: on our list, or seen often."""
    return word in WORDS or word in often()


def read_word(word: str, name: bool = False) -> str:
    """The form of a lower-case token of letters, digits and signs. `name`: whether it may be one."""
    if word.isalpha():
        return spelled_out(word, name)
    if re.search(r"[@$!*]", word):
        return _signs(word)
    if word.isdigit():
        return word
    if len(word) > _LONGEST:
        return _leet(word)
    read = _twice(word) or _leet(word)
    return (_stretched(word) or _slipped_too(word)) if read == word else read


def _stretched(word: str) -> str:
    """0nt444 -> onta: a digit three times for a letter, and another beside it; "" where it makes no word."""
    once = _STRETCHED.sub(r"\1", word)
    return spelled_out(_decoded(once)) if once != word and len(re.findall(r"\d", once)) > 1 else ""


def _slipped_too(word: str) -> str:
    """k00mpul, pngaj14n: digits for letters in a word that is mistyped besides; itself where it is none."""
    letters = sum(map(str.isalpha, word))
    if letters < _LETTERS or letters * 2 < len(word) or not _INSIDE.search(word):
        return word
    guesses = _decodings(word)
    return next((read for guess in guesses if (read := mended(guess, slips_often=True)) != guess), word)


def _twice(word: str) -> str:
    """orang2 -> orang orang, k4f1r2nya -> kafir kafirnya; "" for a word with another two."""
    if (twice := _REDUPLICATED.fullmatch(word)) and re.search("[a-z]{2}", twice[1]):
        numbered = twice[1].lstrip("0123456789") in _NUMBERED | _MEASURES  # tps2, 10cm2
        # Nothing is doubled twice: a word of 40 letters could else become two million.
        base = "" if numbered or _REDUPLICATED.fullmatch(twice[1]) else read_word(twice[1])
    elif twice := _DISGUISED_TWICE.fullmatch(word):
        numbered = twice[1].rstrip("0123456789") in WORDS  # tahun12
        base = "" if numbered or len(re.findall("[a-z]", twice[1])) < 2 else _decoded(twice[1])
    else:
        return ""
    ending = "nya" if twice[2] == "ny" else twice[2] or ""
    return f"{base} {base}{ending}" if base else ""


def _decodings(word: str) -> list[str]:
    """Readings of a word with digits or signs as letters, likeliest first; at most 16."""
    choices = [_LEET.get(character, character) for character in word]
    return ["".join(letters) for letters in islice(product(*choices), 16)]


def _decoded(word: str) -> str:
    """The known word that digits and letters spell; "" for a number and what it counts."""
    counted = _NUMBER_AND_WORD.fullmatch(word)
    if _CODE.fullmatch(word) or (counted and any(p in _UNITS or p in WORDS for p in counted.groups())):
        return ""
    guesses = _decodings(word)
    listed = (guess for guess in guesses if guess in WORDS or (guess in SLANG and not counted))
    written = (guess for guess in guesses if not counted and len(word) >= 4 and guess in seen())
    longer = (guess for guess in guesses if not counted and len(word) >= 6 and known(guess))
    return next(listed, "") or next(written, "") or next(longer, "")


def _leet(word: str) -> str:
    """b4kar, s1kat, 4njing -> letters; 50rb, g30s, tps5, 2periode stay numbers."""
    parts = [p for p in re.split(r"(\d++x?(?![a-z])|\d+)", word) if p]
    letters = [p for p in parts if p.isalpha()]
    numbered = len(parts) <= 3 and all(p in WORDS or p in _NUMBERED for p in letters)
    one_number = len(letters) == 1 and len(word) - len(letters[0]) > 1
    spells = 4 <= len(word) <= _LONGEST and (one_number or not numbered)
    if (spells or _SHORT.fullmatch(word)) and (spelled := _decoded(word)):
        return spelled_out(spelled)  # k4m1, h4b15, 54ya, 93dungny4, b0m
    if any(p.isdigit() and (len(p) > 1 or p not in _LEET) for p in parts) or len("".join(letters)) < 3:
        return _split_number(word, parts)
    if numbered:
        return " ".join(parts)  # jam7malam, 2periode, paslon1
    spelled = next((guess for guess in map(squeeze, _decodings(word)) if _meant(guess)), "")
    if spelled:
        return spelled_out(spelled)
    digits = len(parts) - len(letters)
    if (digits > 1 and len(word) >= 6) or (parts[0].isalpha() and parts[-1].isalpha() and len(word) >= 5):
        return spelled_out(_decodings(word)[0])
    return _split_number(word, parts)


def _split_number(word: str, parts: Sequence[str]) -> str:
    """pilkada2024 -> pilkada 2024; rp50rb and 5g stay whole."""
    if len(parts) == 2 and any(p in _NUMBERED or (len(p) >= 4 and p in WORDS) for p in parts):
        return " ".join(spelled_out(p) if p.isalpha() and p not in _MEASURES else p for p in parts)
    return word


def _signs(word: str) -> str:
    """b@kar, $ikat, s!kat as letters; b*kar where one word is the likeliest or the only one; else split
    at the signs."""
    if "*" in word:
        return _censored(word)
    guesses = _decodings(word)
    if word.endswith("!"):  # m4t! is mati, b4kar! is a call
        read = read_word(word[:-1])
        whole = "" if read in WORDS else next(filter(_meant, guesses), "")
        return spelled_out(whole) if whole else f"{read} !"
    if spelled := next(filter(_meant, map(squeeze, guesses)), ""):
        return spelled_out(spelled)
    pieces = [piece for piece in re.split(r"[@$!]", word) if piece]
    return (_of_signs(guesses, pieces) if _is_one(word, pieces) else "") or " ".join(map(read_word, pieces))


def _is_one(word: str, pieces: Sequence[str]) -> bool:
    """Whether signs in a word that nobody knows may be letters: not awas!jangan, rt@nama, nama@77."""
    apart = ("!" in word and min(map(len, pieces)) > 2) or "!!" in word or not _AT_NAMES.isdisjoint(pieces)
    return len(word) > _GUESSED and word.isascii() and not apart and not _NUMBER.search(word)


def _of_signs(guesses: Sequence[str], pieces: Sequence[str]) -> str:
    """g@nt00ng -> gantung, puj@sera -> pujasera: the word that was mistyped besides, or that nobody knows; ""
    where a piece is a word by itself."""
    if not guesses[0].isalpha():
        return ""
    if any(len(piece) > 1 and (piece in WORDS or piece in SLANG) for piece in pieces):
        return ""
    return next((read for guess in guesses if (read := mended(guess, slips_often=True)) != guess), guesses[0])


@cache
def _of_length(letters: int) -> tuple[str, str]:
    """The words of that many letters, one a line: those that are often seen, and those of our list."""
    written = (word for word in often() if len(word) == letters)
    return "\n".join(written), "\n".join(sorted(word for word in WORDS if len(word) == letters))


def _likeliest(counts: Mapping[str, int]) -> str:
    """Of readings with how often each is seen the one that is clearly meant; "" where none is."""
    first, second = [*sorted(counts, key=counts.__getitem__, reverse=True)[:2], "", ""][:2]
    return first if counts.get(first, 0) >= _LIKELIER * counts.get(second, 0) else ""


def _hidden(word: str, letters: str) -> str:
    """The word that stars hide one letter each of: one that is often seen, or the only one that is known."""
    hidden = re.sub(r"\\\*", letters, re.escape(word))
    written, listed = (re.findall(rf"(?m)^{hidden}$", lines) for lines in _of_length(len(word)))
    likely = _likeliest({one: often()[one] for one in written})
    return likely or (str(listed[0]) if len(listed) == 1 else "")


def _censored(word: str) -> str:
    """b*kar -> bakar where one word is clearly the likeliest, or the only one, with a vowel, in a longer one
    with any letter; two whole words come apart, else the stars go."""
    if len(word) <= _LONGEST and len(word) - word.count("*") >= 2:
        for one in dict.fromkeys((word, _decodings(word)[0])):  # k4t*lik
            hidden = _hidden(one, "[aiueo]") or (_hidden(one, "[a-z]") if len(one) > _GUESSED else "")
            if hidden:
                return spelled_out(hidden)
    pieces = [piece for piece in word.split("*") if piece]
    whole = all(piece in WORDS for piece in pieces)
    return " ".join(map(read_word, pieces)) if whole else read_word("".join(pieces))


def _segment(letters: str) -> str:
    """bunuhmereka -> bunuh mereka, where known words fill it whole; else as it is."""
    if known(letters) or len(letters) > 80:
        return spelled_out(letters)
    best: list[str | None] = [""] + [None] * len(letters)
    for end in range(3, len(letters) + 1):
        for start in range(end - 2):
            before, piece = best[start], letters[start:end]
            if before is not None and piece in WORDS and (best[end] is None or start == 0):
                best[end] = f"{before} {piece}".strip()
    return best[-1] or read_word(letters)


def read_spaced(token: str) -> str:
    """b a k 4 r -> bakar, of single letters and digits with one mark or space between each; a digit at the
    end that makes no known word is a number: s i k a t 2 -> sikat 2. As many digits as letters with spaces
    between, or that make no known word, are a list."""
    letters = token[::2]
    if "*" in token and not known(letters):
        return _signs(token)
    decoded = "".join(c if c.isalpha() else _LEET.get(c, c)[0] for c in letters)
    short = token[1] == " " and len(letters) < _SPACED
    if short and not (known(letters) or counts().get(letters, 0) >= _OFTEN_APART):
        return " ".join(letters)  # a b c
    if letters[0] in _NUMBERS and known(letters[1:]) and not known(decoded):
        return f"{letters[0]} {_segment(letters[1:])}"  # 1.a.k.u
    if letters[0].isdigit() and not _meant(decoded):
        return " ".join(letters)
    if sum(map(str.isdigit, letters)) * 2 >= len(letters) and (token[1] == " " or not known(decoded)):
        return " ".join(letters)
    if letters[-1].isdigit() and not known(decoded):
        return f"{_segment(decoded[:-1])} {letters[-1]}"
    return _segment(decoded)


def is_passive(word: str) -> bool:
    """Whether a word with "di" before it is one word: dibakar, not di rumah, nor di masjid, which is written
    without the space, but seldom."""
    whole = f"di{word}"
    if spelled_out(whole) != whole or not _is_word(whole):
        return False
    times = seen().get(whole, 0)
    return not times or times * _AS_ONE >= seen().get(word, 0)


def is_with_tail(word: str, tail: str) -> bool:
    """Whether a word and what stands behind it are one: kaca nya, not penipu kan."""
    return _is_word(f"{word}{tail}") or (tail == "nya" and _is_word(word))


def _is_oftener(word: str, pieces: Sequence[str]) -> bool:
    """Whether a word is clearly written oftener than one of its pieces is by itself: po-lisi, anc.aman, not
    Al-Quran."""
    apart = max(1, min(counts().get(piece, 0) for piece in pieces))
    slang = any(piece in SLANG for piece in pieces)
    return not slang and max(counts().get(word, 0), seen().get(word, 0)) >= _OFTENER * apart


def _stand_apart(pieces: Sequence[str], word: str) -> bool:
    """Whether the pieces of a word that is written are words beside each other: not di-bakar, hutan-nya."""
    small = [piece.lower() for piece in pieces]
    if len(pieces) > 2 or not all(map(str.isalpha, pieces)):
        return False
    if small[0] == "di":
        return not is_passive(word.removeprefix("di"))
    if small[0] in _VERBAL and spelled_out(word) == word:
        return False
    if small[-1] == "nya" and small == list(pieces) and word in often():
        return False
    if _is_oftener(word, small):
        return False
    listed = all(piece in WORDS or piece in SLANG for piece in small)
    whole = any(len(piece) >= _WHOLE and piece in WORDS for piece in small)
    return listed or whole or small[0] == "e" or small[-1] in _CLITICS  # e-KTP, KTP-nya


_LETTER_NAMES: Final = {
    "a": "a", "e": "e", "i": "i", "o": "o", "u": "u", "be": "b", "ce": "c", "de": "d", "ef": "f", "ge": "g",
    "ha": "h", "je": "j", "ka": "k", "el": "l", "em": "m", "en": "n", "pe": "p", "er": "r", "es": "s",
    "te": "t", "we": "w",
}  # fmt: skip


def read_letter_names(pieces: Sequence[str]) -> str:
    """te-pe-es -> tps: the acronym that is written often of which the pieces name the letters; "" where there
    is none."""
    letters = "".join(_LETTER_NAMES.get(piece.lower(), "?") for piece in pieces)
    written = counts().get(letters, 0) >= _OFTEN_APART or letters in WORDS
    return letters if len(letters) > 2 and written else ""


def read_broken(pieces: Sequence[str], mark: str) -> str:
    """pe-ni-pu, p3-n1-pu -> penipu: the word of which pieces that are not all words themselves are; "" where
    there is none. `mark`: what stands between them. An underline parts no words, so it may part one into
    words."""
    word = squeeze("".join(pieces).lower())
    if not word.isalpha():
        word = _decoded(word)
    disguised = not all(map(str.isalpha, pieces))
    makes = len(word) >= _WHOLE and (disguised or _is_word(word) or (len(pieces) > 2 and _meant(word)))
    return spelled_out(word) if makes and (mark == "_" or not _stand_apart(pieces, word)) else ""


def read_parted(before: str, after: str) -> str:
    """ge 👊 buk -> gebuk: the word that a picture parts into two pieces; "" where both are words that are
    often written themselves (ya 😂 itu), or names (Nur ❤ Ani), or there is none."""
    pieces = [before, after]
    names = before.istitle() and after.istitle()
    words = min(counts().get(piece.lower(), 0) for piece in pieces) >= _OFTEN_APART
    return "" if words or names or min(map(len, pieces)) < _PIECE else read_broken(pieces, "")
