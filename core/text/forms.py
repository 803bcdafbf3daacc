"""The form of a text that models, MinHash and matching see.

Words are lower case with look-alikes, leet, stretched and spaced letters undone and slang spelled out; what
stands for a person, a link or an emoji is one token in underscores (`_akun_`, `_url_`, `_api_`). Of the marks
? ! and " stay, since they tell questions, shouting and quoting apart. Everything rests on single tokens whose
form is cached, which is what makes it fast.
"""

import re
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

import emoji

from core.text.letters import fold
from core.text.typos import mended
from core.text.words import WORDS

_HERE = Path(__file__).resolve().parent
SLANG = dict(
    line.split("\t") for line in (_HERE / "slang.tsv").read_text(encoding="utf-8").splitlines() if line
)
_WORD_LINES = "\n".join(sorted(WORDS))

# Words before a number that do not double with it: "paslon2" is number two, "orang2" is orang-orang.
_BEFORE_NUMBERS = """
    no nomor paslon calon cabup tps rt rw jam pukul hari tahap jilid periode dapil kelas sma smp smk sd
    sman smpn sdn km rp pasal ayat covid part tgl tanggal lt lantai blok versi bab poin ke tahun bulan
    pkl dp ps gate web mp gelombang sesi ronde liga grup golongan
"""
_NUMBERED = frozenset(_BEFORE_NUMBERS.split())
_LEET = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "6": "gb", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "i",
}  # fmt: skip
_EMOJI_POINTS = sorted(
    {ord(c) for e in emoji.EMOJI_DATA for c in e if not c.isascii()} - set(map(ord, "©®™"))
)


def _ranges(points: list[int]) -> str:
    """A regex character class body for sorted code points."""
    spans: list[list[int]] = []
    for point in points:
        if spans and point == spans[-1][1] + 1:
            spans[-1][1] = point
        else:
            spans.append([point, point])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in spans)


_MARKS = "\u0300-\u036f\u0488\u0489"
_TOKEN = re.compile(
    rf"""
    [A-Za-z]{{2,}}+(?![\w@$!*'.:/{_MARKS}-])                         # a plain word: most of any text
    | \[(?:NIK|KK|telepon|rekening|email|@akun|pelat|alamat|nomor)\]       # a mask
    | (?:https?://|www\.)\S+
    | (?:[A-Za-z0-9-]{{1,63}}\.){{1,6}}(?:com|id|net|org|info|ly|me|co|tv)/[^\s]*
    | [#@]\w+
    | (?<!\w)[A-Za-z](?:[.*_-][A-Za-z0-9]){{2,}}(?!\w)               # b.a.k.a.r
    | (?<!\w)[A-Za-z](?:[ ][A-Za-z0-9]){{3,}}(?!\w)                  # b a k a r
    | \d+(?:[.,:/]\d+)*+(?!\w)                                       # 10.000  17:00  28/3
    | [$]?(?:[^\W_][{_MARKS}]*+)(?:[@$!*'{_MARKS}]*[^\W_][{_MARKS}]*+)*
    | [{_ranges(_EMOJI_POINTS)}]+
    | [?!]+ | "
    """,
    re.VERBOSE,
)
_LAUGHTER = re.compile(
    r"(?:[wk]{4,}|(?:h[aeiu]+){2,}h?|(?:a+h+a+)+h|(?:ah+a+){2,}|(?:x+i+){2,}|(?:a?w[ok]{2,}){2,})"
)
_RUN = re.compile(r"(.)\1+")
_REDUPLICATED = re.compile(r"([a-z0-9]*[a-z])2(nya|ny|an|kan|ku|mu|in|lah|kah|i)?")
_DOUBLED_ANYWHERE = re.compile(r"(?!aan|aat|aah|(?<=n)gg|kkan|nnya|ssa)([a-z])\1")
_DOUBLED = re.compile(rf"(?<=..){_DOUBLED_ANYWHERE.pattern}")
_NUMBER_AND_WORD = re.compile(r"\d{2,}([a-z]+)|([a-z]+)\d{2,}|\d(in)\d")  # 17an, 50rb, rt13, u17, 5in1
_CODE = re.compile(r"[a-z]\d{3}")  # b411, a511: rather a number of its own
# What is counted or measured: with a number it makes no word, even where it could (53orang, 471k).
_COUNTED = """
    an buah cm ekor gr ha hari hr in jam jt juta k kali kg kk km kpps ku lah lbr lembar m mah menit mm nd
    nya org orang persen psi rd ribu rb st suara th thn unit watt x
"""
_UNITS = _NUMBERED | frozenset(_COUNTED.split())
_LONGEST = 40  # letters of a word that digits may spell
_ACRONYM = 6  # capitals
_ROMAN = re.compile(r"[ivxlc]+|www")
_SUFFIX = re.compile(r"(?:nya|lah|kah|kan|an|ku|mu|in|i)$")
_PREFIX = re.compile(r"^(?:di|ke|se|ber|ter|per|men|mem|meng|me|pen|pem|peng|pe)")


def _known(word: str) -> bool:
    """Whether `word` is in our word list or slang map, as it stands or without an ending or a prefix."""
    if word in WORDS or word in SLANG:
        return True
    stem = _SUFFIX.sub("", word)
    return any(len(w) >= 4 and w in WORDS for w in (stem, _PREFIX.sub("", word), _PREFIX.sub("", stem)))


def _squeeze(word: str) -> str:
    """usiiiir -> usir, rakyattt -> rakyat; saat, maaf, tunggu, tegakkan stay."""
    if _LAUGHTER.fullmatch(word) and not re.fullmatch("(?:hu)+h?", word):
        return "haha"
    if word in WORDS or not _RUN.search(word) or word in SLANG or _ROMAN.fullmatch(word):
        return word
    if len(set(word)) == 1:
        return word[0] if word[0] in "aeiou" and len(word) > 2 else word
    if re.search(r"(.)\1\1", word):
        return _unstretched(word)
    return _undoubled(word)


def _unstretched(word: str) -> str:
    """A word with a letter three times or more in a row: the known word with it once or twice, else once."""
    pieces = re.split(r"((.)\2+)", word)  # text, run, letter, text, run, letter, ... text
    runs = [(len(pieces[i + 1]), pieces[i + 2], pieces[i + 3]) for i in range(0, len(pieces) - 1, 3)]
    for lengths in product(*((2, 1) if length == 2 else (1, 2) for length, _, _ in runs[:5])):
        ones = (1,) * (len(runs) - len(lengths))
        guess = pieces[0] + "".join(
            letter * n + text for n, (_, letter, text) in zip(lengths + ones, runs, strict=True)
        )
        if _known(guess):
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


def _plain(word: str) -> str:
    """A word of letters only: stretched letters undone, slang spelled out (may be several words)."""
    word = _squeeze(word)
    if word in WORDS:
        return word
    if word in SLANG:
        return SLANG[word]
    if word.endswith(("nya", "ny")) and (stem := word[: word.rindex("ny")]) in SLANG:
        return f"{SLANG[stem]}nya"
    if len(word) >= 5 and word[0] == "d" and word[1] not in "aeiou" and word[1:] in WORDS:
        return f"di{word[1:]}" if f"di{word[1:]}" in WORDS else f"di {word[1:]}"
    return word


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
    known = (guess for guess in guesses if guess in WORDS or (guess in SLANG and not counted))
    longer = (guess for guess in guesses if not counted and len(word) >= 6 and _known(guess))
    return next(known, "") or next(longer, "")


def _leet(word: str) -> str:
    """b4kar, s1kat, 4njing -> letters; 50rb, g30s, tps5, 2periode stay numbers."""
    parts = [p for p in re.split(r"(\d++x?(?![a-z])|\d+)", word) if p]
    letters = [p for p in parts if p.isalpha()]
    numbered = len(parts) <= 3 and all(p in WORDS or p in _NUMBERED for p in letters)
    one_number = len(letters) == 1 and len(word) - len(letters[0]) > 1
    spells = 4 <= len(word) <= _LONGEST and (one_number or not numbered)
    if spells and (known := _decoded(word)):
        return _plain(known)  # k4m1, h4b15, 54ya, 93dungny4
    if any(p.isdigit() and (len(p) > 1 or p not in _LEET) for p in parts) or len("".join(letters)) < 3:
        return _split_number(word, parts)
    if numbered:
        return " ".join(parts)  # jam7malam, 2periode, paslon1
    known = next((guess for guess in map(_squeeze, _decodings(word)) if _known(guess)), "")
    if known:
        return _plain(known)
    digits = len(parts) - len(letters)
    if (digits > 1 and len(word) >= 6) or (parts[0].isalpha() and parts[-1].isalpha() and len(word) >= 5):
        return _plain(_decodings(word)[0])
    return _split_number(word, parts)


def _split_number(word: str, parts: list[str]) -> str:
    """pilkada2024 -> pilkada 2024; rp50rb and 5g stay whole."""
    if len(parts) == 2 and any(p in _NUMBERED or (len(p) >= 4 and p in WORDS) for p in parts):
        return " ".join(_plain(p) if p.isalpha() else p for p in parts)
    return word


def _signs(word: str) -> str:
    """b@kar, $ikat, s!kat as letters; b*kar where one known word fits; else split at the signs."""
    if "*" in word:
        return _censored(word)
    known = next((guess for guess in map(_squeeze, _decodings(word)) if _known(guess)), "")
    return _plain(known) if known else " ".join(_lower(p) for p in re.split(r"[@$!]", word) if p)


def _censored(word: str) -> str:
    """b*kar -> bakar where exactly one known word fits, with any letter or with a vowel; two whole words come
    apart, else the stars go."""
    for hidden in ("[a-z]", "[aiueo]") if len(word) - word.count("*") >= 2 else ():
        pattern = re.sub(r"\\\*", hidden, re.escape(word))
        fits = re.findall(rf"(?m)^{pattern}$", _WORD_LINES)
        if len(fits) == 1:
            return str(fits[0])
    pieces = [piece for piece in word.split("*") if piece]
    whole = all(piece in WORDS for piece in pieces)
    return " ".join(map(_lower, pieces)) if whole else _lower("".join(pieces))


def _lower(word: str) -> str:
    """The form of a lower-case token of letters, digits and signs."""
    if word.isalpha():
        return _plain(word)
    if re.search(r"[@$!*]", word):
        return _signs(word)
    if word.isdigit():
        return word
    twice = _REDUPLICATED.fullmatch(word)
    if twice and twice.group(1) not in _NUMBERED and re.search("[a-z]{2}", twice.group(1)):
        base, ending = _lower(twice.group(1)), twice.group(2) or ""
        return f"{base} {base}{'nya' if ending == 'ny' else ending}"
    return _leet(word)


def _segment(letters: str) -> str:
    """bunuhmereka -> bunuh mereka, where known words fill it whole; else as it is."""
    if _known(letters) or len(letters) > 80:
        return _plain(letters)
    best: list[str | None] = [""] + [None] * len(letters)
    for end in range(3, len(letters) + 1):
        for start in range(end - 2):
            before, piece = best[start], letters[start:end]
            if before is not None and piece in WORDS and (best[end] is None or start == 0):
                best[end] = f"{before} {piece}".strip()
    return best[-1] or _lower(letters)


def _spaced(letters: str) -> str:
    """b a k 4 r -> bakar; a digit at the end that makes no known word is a number: s i k a t 2 -> sikat 2."""
    decoded = "".join(_LEET.get(c, c)[0] if c.isdigit() else c for c in letters)
    if letters[-1].isdigit() and not _known(decoded):
        return f"{_segment(decoded[:-1])} {letters[-1]}"
    return _segment(decoded)


def _hashtag(tag: str) -> str:
    """GantiBupati2024 -> ganti bupati 2024."""
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_A-Za-z]+", tag)
    return " ".join(_plain(p.lower()) if p.isalpha() else p for p in parts)


def _emoji(run: str) -> str:
    """Indonesian names in underscores; a repeated one counts once, skin tone and presentation do not."""
    plain = re.sub("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]", "", run)
    named = emoji.demojize(plain, language="id", delimiters=(" _", "_ ")).split()
    words = [re.sub(r"[^\w]+", "_", w.lower()) for w in named if w.startswith("_")]
    return " ".join(w for i, w in enumerate(words) if w not in words[:i])


@lru_cache(maxsize=1 << 16)
def _form(token: str) -> str:
    """The form of one token (already folded); empty where nothing is left."""
    first = token[0]
    if first == "[":
        return f"_{token[1:-1].strip('@').lower()}_"
    if first == "@":
        word = "a" + token[1:].lower()
        return word if len(word) >= 5 and word in WORDS else "_akun_"
    if first == "#":
        return _hashtag(token[1:])
    if first in '?!"':
        return first
    if re.match(r"(?:https?://|www\.)|[\w.-]+\.[a-z]+/", token):
        return "_url_"
    if re.fullmatch(r"\w(?:[ .*_-]\w){2,}", token):
        letters = token.lower()[::2]
        return _signs(token.lower()) if "*" in token and not _known(letters) else _spaced(letters)
    word = re.sub(f"[{_MARKS}']", "", token.lower())
    if not word[:1].isalnum() and word[:1] != "$":
        return _emoji(token)
    if word[0].isdigit() and not re.search("[a-z]", word):
        return word
    read = _lower(word)
    may_slip = token.islower() or (token.isupper() and len(token) > _ACRONYM)  # a name, a short acronym: no
    unknown = read == word and word.isalpha() and not _known(word)
    return mended(word) if may_slip and unknown else read


def model_form(text: str) -> str:
    """The text as models see it: tokens joined by one space.

    `text` is normalised and masked; an unmasked @name or link becomes the same token as its mask.
    """
    return " ".join(filter(None, map(_form, _TOKEN.findall(fold(text)))))


def model_tokens(text: str) -> list[tuple[str, int, int]]:
    """(word, start, end) of each word of `model_form(text)`, with character offsets into `text`.

    Words that come from one stretch ("orang2" -> "orang orang") share its offsets.
    """
    return [
        (word, match.start(), match.end())
        for match in _TOKEN.finditer(fold(text))
        for word in _form(match.group()).split()
    ]
