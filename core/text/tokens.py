"""The tokens of a text: words, words in disguise, pictures, numbers, names of several words, masks, links."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from core import links
from core.text.letters import fold
from core.text.pictures import AFTER, BEFORE, PICTURES
from core.text.quoting import with_double_marks

_WRITTEN: Final = dict(
    line.split("\t")
    for line in Path(__file__).with_name("named.tsv").read_text(encoding="utf-8").splitlines()
)
"""names and acronyms of several words, of which one would be read as another word, each as it is read; a
capital must be one in the text too: "dari tebas hutan" is of no place"""
NAMED: Final = {name.lower(): read for name, read in _WRITTEN.items()}
"""the same in small letters"""
_ANY_NAME: Final = re.sub("[A-Z]", r"(?-i:\g<0>)", "|".join(_WRITTEN).replace(" ", "[ ]"))
_NAMES: Final = rf"(?<!\w)(?i:{_ANY_NAME})(?!\w)"
NAME: Final = re.compile(_NAMES)
TITLES: Final = {"dr.": "dokter", "Dr.": "doktor", "DR.": "doktor"}
"""before a name"""
MARKS: Final = "\u0300-\u036f\u0488\u0489"
_PIECE: Final = r"(?=[013457]*+[A-Za-z])(?:[A-Za-z013457]|[@$!](?=[A-Za-z0-9])){1,20}+"
"""a piece of a broken word, of letters, digits and signs for letters"""
_LAST: Final = (
    r"(?:(?:(?<=[A-Za-z][*][A-Za-z])|(?<=[A-Za-z][*][A-Za-z]{2}))[*]"
    r"|(?:(?<=[A-Za-z]@[A-Za-z])|(?<=[A-Za-z]@[A-Za-z]{2}))@(?!\w)|(?<=[A-Za-z][0-9@$][a-z])!(?!!))?+"
)
"""a sign at the end of a word in disguise that is its last letter: b*b*, k@c@, m4t!; not *MA* in bold, 7A!"""
_TOKEN: Final = re.compile(
    rf"""
    {_NAMES}                                                         # Abu Bakar
    | (?<!\w)(?:dr|Dr|DR)\.(?=[ ]?[A-Z][a-z.])                        # dr. Ani
    | [A-Za-z]{{2,}}+(?![\w@$!*'.:/{MARKS}-]|{PICTURES})              # a plain word: most of any text
    | \[(?:NIK|KK|telepon|rekening|email|@akun|pelat|alamat|nomor)\]       # a mask
    | {links.FULL}
    | {links.BARE}
    | [#@]\w+
    | (?<!\w)[A-Za-z](?:[.*_/-][A-Za-z0-9@$!]){{2,}}(?![\w@])         # b.a.k.a.r
    | (?<!\w)[01345](?=[.*_/-][A-Za-z])(?:[.*_/-][A-Za-z0-9@$!]){{2,}}(?![\w@])  # 0.t.a.k
    | (?<!\w)[A-Za-z](?:[ ][A-Za-z0-9]){{2,}}(?!\w)                  # b a k a r
    | (?<!\w){_PIECE}(?:[-.]{_PIECE}){{1,7}}+(?![\w@*'-]|://)          # pe-ni-pu, p3-n1-pu
    | (?<!\w)[A-Za-z]{{1,20}}+(?:_[A-Za-z]{{1,20}}+){{1,7}}+(?!\w)   # pen_datang
    | (?<!\w)(?i:{"|".join(BEFORE)}){PICTURES}++(?:(?i:{"|".join(AFTER)})(?!\w))?+    # di🔥
    | (?<!\w){PICTURES}++(?i:{"|".join(AFTER)})(?!\w)                # 👊in
    | {PICTURES}+
    | \d+(?:[.,:/]\d+)*+(?!\w)                                       # 10.000  17:00  28/3
    | [$]?(?:[^\W_][{MARKS}]*+)(?:[@$!*'{MARKS}]*[^\W_][{MARKS}]*+)*{_LAST}
    | [?!]+ | "
    """,
    re.VERBOSE,
)
PICTURE: Final = re.compile(PICTURES)
_ONLY_PICTURES: Final = re.compile(rf"{PICTURES}+")
BROKEN: Final = re.compile(rf"{_PIECE}(?:[-._]{_PIECE})+")
"""a word in pieces: pe-ni-pu"""
LETTERS_APART: Final = re.compile(r"(?:[A-Za-z]|[01345](?=[.*_/-][A-Za-z]))(?:[ .*_/-][A-Za-z0-9@$!]){2,}")
"""a word in letters: b.a.k.a.r"""
APART: Final = re.compile(rf"{LETTERS_APART.pattern}|{BROKEN.pattern}")
"""a word in letters or pieces"""
DISGUISED: Final = re.compile(rf"{LETTERS_APART.pattern}|\w*[A-Za-z][\d@$!*]+[A-Za-z].*")
"""letters apart, or digits and signs between letters"""


def found_tokens(text: str) -> Iterator[re.Match[str]]:
    """The tokens of a normalised and masked text, look-alikes folded, each with its place in it."""
    return _TOKEN.finditer(fold(with_double_marks(text)))


def tokens_of(text: str) -> list[str]:
    """The same as they stand."""
    return [found.group() for found in found_tokens(text)]


def only_pictures(token: str) -> bool:
    """Whether a token is a picture or several."""
    return not token.isascii() and bool(_ONLY_PICTURES.fullmatch(token))
