"""The form of a text that models, MinHash and matching see.

Words are lower case; look-alikes, digits for letters, stretched, spaced and starred letters, broken words and
slips are undone and slang is spelled out. What stands for a person, a link or a picture is one token in
underscores (`_akun_`, `_url_`, `_api_`), but for a picture that is part of a word (di🔥). Of the marks ? !
and " stay, since they tell questions, shouting and quoting apart. Everything rests on single tokens, whose
form is cached, which is what makes it fast.
"""

import re
from functools import lru_cache
from typing import Final

from core.text.disguises import read_broken, read_spaced, read_word
from core.text.letters import fold
from core.text.pictures import AFTER, BEFORE, PICTURES, read_picture
from core.text.spelling import SLANG, spelled_out
from core.text.typos import mended
from core.text.words import WORDS

_MARKS: Final = "\u0300-\u036f\u0488\u0489"
_TOKEN: Final = re.compile(
    rf"""
    [A-Za-z]{{2,}}+(?![\w@$!*'.:/{_MARKS}-]|{PICTURES})              # a plain word: most of any text
    | \[(?:NIK|KK|telepon|rekening|email|@akun|pelat|alamat|nomor)\]       # a mask
    | (?:https?://|www\.)\S+
    | (?:[A-Za-z0-9-]{{1,63}}\.){{1,6}}(?:com|id|net|org|info|ly|me|co|tv|be)/[^\s]*
    | [#@]\w+
    | (?<!\w)[A-Za-z](?:[.*_-][A-Za-z0-9]){{2,}}(?!\w)               # b.a.k.a.r
    | (?<!\w)[A-Za-z](?:[ ][A-Za-z0-9]){{3,}}(?!\w)                  # b a k a r
    | (?<!\w)[A-Za-z]{{2,9}}+(?:[-.][A-Za-z]{{2,9}}+){{1,7}}+(?![\w@*'-]|://)  # pe-ni-pu
    | (?<!\w)[A-Za-z]{{1,20}}+(?:_[A-Za-z]{{1,20}}+){{1,7}}+(?!\w)   # pen_datang
    | (?<!\w)(?i:{"|".join(BEFORE)}){PICTURES}++(?:(?i:{"|".join(AFTER)})(?!\w))?+    # di🔥
    | (?<!\w){PICTURES}++(?i:{"|".join(AFTER)})(?!\w)                # 👊in
    | {PICTURES}+
    | \d+(?:[.,:/]\d+)*+(?!\w)                                       # 10.000  17:00  28/3
    | [$]?(?:[^\W_][{_MARKS}]*+)(?:[@$!*'{_MARKS}]*[^\W_][{_MARKS}]*+)*
    | [?!]+ | "
    """,
    re.VERBOSE,
)
_PICTURE: Final = re.compile(PICTURES)
_BROKEN: Final = re.compile(r"[A-Za-z]+(?:[-._][A-Za-z]+)+")
_ACRONYM: Final = 6  # capitals


def _hashtag(tag: str) -> str:
    """GantiBupati2024 -> ganti bupati 2024."""
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_A-Za-z]+", tag)
    return " ".join(spelled_out(p.lower()) if p.isalpha() else p for p in parts)


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
        return read_spaced(token.lower())
    if _BROKEN.fullmatch(token):
        pieces = re.split("[-._]", token)
        return read_broken(pieces, token[len(pieces[0])]) or " ".join(map(_form, pieces))
    if not token.isascii() and _PICTURE.search(token):
        return read_picture(token.lower())
    return _word(token)


def _word(token: str) -> str:
    """The form of a token of letters, digits and signs."""
    word = re.sub(f"[{_MARKS}']", "", token.lower())
    if word[0].isdigit() and not re.search("[a-z]", word):
        return word
    acronym = token.isupper() and word.isalpha() and len(token) <= _ACRONYM and word not in SLANG
    if acronym and not re.search("[aiueo]", word):
        return word  # PPPK
    read = read_word(word)
    # Capitals are names, or acronyms; what a star hides is not guessed twice.
    may_slip = token.islower() and "*" not in token
    return " ".join(map(mended, read.split())) if may_slip else read


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
