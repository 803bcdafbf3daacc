"""The form of a text that models, MinHash and matching see.

Words are lower case; look-alikes, digits for letters, stretched, spaced and starred letters, broken words
and slips are undone and slang is spelled out; a picture is the word that it is put for. What stands for a
person, a link or mood is one token in underscores (`_akun_`, `_url_`, `_melipat_tangan_`). Of the marks ? !
and " stay, since they tell questions, shouting and quoting apart. Single tokens have forms that are cached,
which is what makes it fast; beside them count what a picture stands by, whether the writer slips often, and
where that is so the words beside a strange one (`core/text/context.py`).
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from core.text.context import looks_mistyped, read_in_context
from core.text.disguises import (
    TAILS,
    is_passive,
    is_with_tail,
    read_broken,
    read_letter_names,
    read_parted,
    read_spaced,
    read_word,
)
from core.text.pairs import EDGE, counts, first_word, last_word
from core.text.pictured import is_deed, read_in_place
from core.text.pictures import read_picture
from core.text.spelling import SLANG, spelled_out, squeeze
from core.text.tokens import (
    APART,
    BROKEN,
    DISGUISED,
    LETTERS_APART,
    MARKS,
    NAME,
    NAMED,
    PICTURE,
    TITLES,
    found_tokens,
    only_pictures,
    tokens_of,
)
from core.text.typos import is_listed, mended
from core.text.words import WORDS

_ACRONYMS: Final = frozenset(Path(__file__).with_name("acronyms.txt").read_text(encoding="utf-8").split())
"""what in capitals is short for something else than in small letters: BKN, DPT"""
_CAMEL: Final = re.compile("[A-Z][a-z]?")
_CAMELS: Final = re.compile("(?:[A-Z][a-z]?){3,}")
_ACRONYM: Final = 6  # capitals
_LONG_CAPITALS: Final = 5
"""letters of a word in capitals from which on a slip in it is undone: shorter ones may be acronyms"""
_LOUD_WORDS: Final = 2
"""words in capitals, if most are, or of slang, from which on those of our list are slang too: not DPT KPU"""
_SHOUTED_WORDS: Final = 4
"""words in capitals, if most are, from which on all are read as in small letters"""
_SLIPS, _OF_ALL = 2, 0.05
"""slips in a text, and their share of its tokens, from which on its writer slips often"""
_OF_ALL_CAPITALS: Final = 0.25
"""the same share where all have a capital: Every Word Of A Headline"""


def _hashtag(tag: str) -> str:
    """GantiBupati2024 -> ganti bupati 2024, usircina -> usir cina."""
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_A-Za-z]+", tag)
    whole = " ".join(_part(p) if p.isalpha() else p for p in parts)
    return NAME.sub(lambda found: NAMED[found.group()], whole)


def _part(part: str) -> str:
    """A part of letters; one that only its words make up comes apart: usircina -> usir cina."""
    read = spelled_out(part.lower(), part.istitle())
    return mended(read) if _may_slip(part, slips_often=False) else read


@lru_cache(maxsize=1 << 16)
def _form(token: str, slips_often: bool, shouted: bool) -> str:
    """The form of one token (already folded); empty where nothing is left."""
    first = token[0]
    if named := NAMED.get(token.lower()) or TITLES.get(token):
        return named
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
    if LETTERS_APART.fullmatch(token):
        return _spaced(token)
    if BROKEN.fullmatch(token):
        pieces = re.split("[-._]", token)
        forms = (_form(piece, slips_often, shouted) for piece in pieces)
        return read_letter_names(pieces) or read_broken(pieces, token[len(pieces[0])]) or " ".join(forms)
    if not token.isascii() and PICTURE.search(token):
        return read_picture(token.lower())
    return _word(token, slips_often, shouted)


def _spaced(token: str) -> str:
    """The form of single letters with a mark or space between each."""
    read = read_spaced(token.lower())
    if token[1] == "/" and read not in WORDS:
        return " ".join(token.lower()[::2])
    return " ".join(mended(word, slips_often=True) for word in read.split()) if token.islower() else read


def _word(token: str, slips_often: bool, shouted: bool) -> str:
    """The form of a token of letters, digits and signs."""
    if (
        _CAMELS.fullmatch(token)
        and not token.isupper()
        and (read := read_letter_names(_CAMEL.findall(token)))
    ):
        return read
    word = re.sub(f"[{MARKS}']", "", token.lower())
    if word[0].isdigit() and not re.search("[a-z]", word):
        return word
    acronym = token.isupper() and word.isalpha() and len(token) <= _ACRONYM and word not in SLANG
    if acronym and not re.search("[aiueo]", word):
        return word  # PPPK
    if token.isupper() and word in _ACRONYMS and not shouted:
        return word
    read = read_word(word, name=token.istitle() and not slips_often)
    if "*" in token or not _may_slip(token, slips_often):  # what a star hides is not guessed twice
        return read
    capital = not token.islower()  # once: "a!a!a!" is one long token of many words
    return " ".join(mended(one, capital, slips_often) for one in read.split())


def _may_slip(token: str, slips_often: bool) -> bool:
    """Whether a slip in this word may be undone: short capitals may be an acronym, and a capital is a name's,
    but where the writer slips often."""
    return not (token.isupper() and len(token) < _LONG_CAPITALS) and (slips_often or not token.istitle())


@lru_cache(maxsize=1 << 16)
def _slipped(token: str) -> bool:
    """Whether a word was mistyped or disguised."""
    if not token.isalpha():
        return (
            not token.isupper() and bool(DISGUISED.fullmatch(token)) and _form(token, False, False) in WORDS
        )
    if not _may_slip(token, slips_often=False):  # in names letters are doubled: Hajjar
        return token.istitle() and squeeze(token.lower()) == token.lower() and looks_mistyped(token.lower())
    words = spelled_out(token.lower())
    capital = not token.islower()
    undone = any(mended(word, capital) != word for word in words.split())
    return undone or (words == token and looks_mistyped(token))


def _slips_often(tokens: Sequence[str]) -> bool:
    """Whether enough tokens are slips: more of them, and long ones, where all have a capital, which may be
    rare names. One word twice is meant."""
    slips = [token for token in tokens if _slipped(token)]
    share = _OF_ALL
    if all(map(str.istitle, slips)):
        slips = [token for token in slips if len(token) >= _LONG_CAPITALS]
        share = _OF_ALL_CAPITALS
    return len({token.lower() for token in slips}) >= _SLIPS and len(slips) >= share * len(tokens)


def _shouts_slang(tokens: Sequence[str]) -> bool:
    """Whether slang is in capitals, of two words or more. What is on our list of acronyms does not count."""
    slang = (token for token in tokens if token.isupper() and token.lower() in SLANG)
    return sum(token.lower() not in _ACRONYMS for token in slang) >= _LOUD_WORDS


def _shouted(tokens: Sequence[str]) -> bool:
    """Whether most words are in capitals, or slang is: they tell no acronym then. Our list does not count."""
    if sum(map(str.isupper, tokens)) < _LOUD_WORDS:  # most texts
        return False
    words = [token for token in tokens if token.isalpha() and token.lower() not in _ACRONYMS]
    capitals = [word for word in words if word.isupper()]
    shouted = len(capitals) >= _LOUD_WORDS and len(capitals) * 2 > len(words)
    return shouted or _shouts_slang(capitals)


def _shouts(tokens: Sequence[str]) -> bool:
    """Whether most words are in capitals, of four or more."""
    if sum(map(str.isupper, tokens)) < _SHOUTED_WORDS:  # most texts
        return False
    words = [token for token in tokens if token.isalpha()]
    return sum(map(str.isupper, words)) * 2 > len(words)


def _may_be_acronym(word: str, slips_often: bool, slang: bool) -> bool:
    """Whether a word that is shouted, given in small letters, may be one: of our list where no slang is
    shouted; else a short one that is listed as meant, or that nobody knows, of somebody who does not slip
    often."""
    if word in _ACRONYMS:
        return not slang
    if len(word) >= _LONG_CAPITALS or not word.isalpha() or word in SLANG:
        return False
    return is_listed(word) or not (slips_often or word in WORDS or word in counts())


def _lowered(tokens: Sequence[str], slips_often: bool) -> list[str]:
    """The tokens, those that are shouted in small letters, but for titles and what may be an acronym."""
    slang = _shouts_slang(tokens)
    return [
        token
        if not token.isupper() or token in TITLES or _may_be_acronym(token.lower(), slips_often, slang)
        else token.lower()
        for token in tokens
    ]


def _as_meant(tokens: Sequence[str]) -> tuple[Sequence[str], bool]:
    """The tokens, those that are shouted in small letters; and whether the writer slips often: a short word
    that nobody knows counts as a slip then."""
    if not _shouts(tokens):
        return tokens, _slips_often(tokens)
    often = _slips_often(_lowered(tokens, slips_often=True))
    return _lowered(tokens, often), often


def _by_itself(tokens: Sequence[str], slips_often: bool) -> list[str]:
    """The form of each token; "" where nothing is left of it."""
    shouted = _shouted(tokens)
    return [
        read_picture(token.lower(), is_deed(tokens, at))
        if only_pictures(token)
        else _form(token, slips_often, shouted)
        for at, token in enumerate(tokens)
    ]


def _in_place(tokens: Sequence[str], forms: Sequence[str]) -> list[str]:
    """The forms, those of pictures as the words beside them tell."""
    read = list(forms)
    if not any(map(only_pictures, tokens)):  # most texts
        return read
    held = [at for at, form in enumerate(forms) if form]
    for before, at, after in zip([None, *held], held, [*held[1:], None], strict=False):
        if only_pictures(tokens[at]):
            left = EDGE if before is None else last_word(read[before])
            right = EDGE if after is None else first_word(forms[after])
            read[at] = read_in_place(tokens[at], forms[at], left, right, is_deed(tokens, at))
    return read


def _shows(token: str) -> bool:
    """Whether a token is a picture, not half of one."""
    return only_pictures(token) and bool(read_picture(token))


def _with_parts(tokens: Sequence[str], forms: Sequence[str]) -> list[str]:
    """The forms, a word of letters or pieces apart with what belongs to it: di b.a.k.a.r, k.a.c.a nya; and
    one that a picture parts: ge 👊 buk. What is read with a token before it is "" itself."""
    read = list(forms)
    for at, token in enumerate(tokens):
        if token.isalpha():  # most tokens
            continue
        before, after = tokens[max(at - 1, 0)], tokens[min(at + 1, len(tokens) - 1)]
        if _shows(token) and before.isalpha() and after.isalpha() and read[at - 1] == forms[at - 1]:
            if whole := read_parted(before, after):
                read[at - 1 : at + 2] = whole, "", ""
        elif APART.fullmatch(token) and not token.isupper():
            if before.lower() == "di" and is_passive(forms[at]):
                read[at - 1 : at + 1] = f"di{forms[at]}", ""
            elif after.lower() in TAILS and is_with_tail(forms[at], after.lower()):
                read[at : at + 2] = f"{forms[at]}{after.lower()}", ""
    return read


def _forms(tokens: Sequence[str]) -> list[str]:
    """The form of each token, of a picture and where its writer slips often as the words beside it tell; ""
    where nothing is left of it."""
    tokens, slips_often = _as_meant(tokens)
    forms = _in_place(tokens, _with_parts(tokens, _by_itself(tokens, slips_often)))
    if not slips_often:
        return forms
    held = [at for at, form in enumerate(forms) if form]
    written = [_as_written(tokens[at], forms[at]) for at in held]
    single = [word.lower() if word else forms[at] for at, word in zip(held, written, strict=True)]
    for at, word, read in zip(held, written, read_in_context(single, written), strict=True):
        forms[at] = f"{read} {read}" if word and tokens[at].endswith("2") else read
    return forms


def _as_written(token: str, form: str) -> str | None:
    """The word that a token is, if it is read as it is written and may be a slip all the same; orang of
    "orang2", smph of "s*mp*h"."""
    word = token.removesuffix("2").replace("*", "")
    read = f"{word.lower()} {word.lower()}" if token.endswith("2") else word.lower()
    return word if form == read and word.isalpha() and _may_slip(word, slips_often=True) else None


def single_forms(text: str) -> list[str]:
    """The words of `model_form(text)`, but those that only the words beside them tell: as they stand."""
    return " ".join(_by_itself(*_as_meant(tokens_of(text)))).split()


def model_form(text: str, pictures: bool = True) -> str:
    """The text as models see it: tokens joined by one space. Without `pictures` those that are no part of a
    word are left out.

    `text` is normalised and masked; an unmasked @name or link becomes the same token as its mask.
    """
    tokens = tokens_of(text)
    shown = (
        form
        for token, form in zip(tokens, _forms(tokens), strict=True)
        if pictures or not only_pictures(token)
    )
    return " ".join(filter(None, shown))


def model_tokens(text: str) -> list[tuple[str, int, int]]:
    """(word, start, end) of each word of `model_form(text)`, with character offsets into `text`.

    Words that come from one stretch ("orang2" -> "orang orang") share its offsets.
    """
    found = list(found_tokens(text))
    spans: list[tuple[str, int, int]] = []
    for form, match in zip(_forms([match.group() for match in found]), found, strict=True):
        if form or not spans:
            spans.append((form, match.start(), match.end()))
        elif any(map(str.isalnum, match.group())) or _shows(match.group()):  # read with what is before it
            spans[-1] = (*spans[-1][:2], match.end())
    return [(word, start, end) for form, start, end in spans for word in form.split()]
