"""What a text says of a threat besides its words: whom or what it is meant for, on which condition, when, and
whether somebody else's words are passed on."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from core.indonesian import DAYS
from models.spans import Piece, sentence_ends
from pipeline.extraction.dates import MONTHS
from pipeline.reasons.words import Token, classes, suffered, words

_INSULTS: Final = frozenset({"demean", "insult"})
_ADDRESSED: Final = frozenset({"you", "those"})
_PEOPLE: Final = _ADDRESSED | {"authority", "person", "ethnic", "faith", "camp", "grouping", "subject:person"}
_DESTROYED: Final = frozenset({"destroy", "subject:destroy"})
_AUTHOR: Final = frozenset({"i", "we"})
_SOMEBODY: Final = frozenset({"person", "authority", "subject:person", "subject:family", "subject:officer"})
_BETWEEN: Final = frozenset(["sudah", "pernah", "tadi", "akan", "cuma", "hanya", "juga", "pun"])
_MOVES: Final = "lewat datang masuk muncul injak ketemu ganggu ulang sentuh dekati bicara macam".replace(
    " ", "|"
)
_ANYBODY: Final = "kau kamu kalian dia mereka ikam ada satu berani ketahuan terbukti".replace(" ", "|")
_THINK: Final = "pikir|lihat|bayangkan|dengar|ingat|jawab|tanya|jelaskan|baca|cek"
_CONDITION: Final = re.compile(
    rf"""
    ^(?:awas\ )?(?:
        selama\b.*\b(?:belum|tidak|masih)\b
        | sampai\ (?:{_ANYBODY})\b
        | begitu\ (?:{_ANYBODY}|{_MOVES}|lihat|kulihat|keluar|kalah|diumumkan)\b
        | coba\ (?:saja\ )?(?:{_ANYBODY}|{_MOVES})\b(?!\ (?:{_THINK}))
        | berani\ (?!kami|kita|saya|sekali|betul|benar)\w
        | (?:{_MOVES})\b.{{0,25}}\blagi\b
    )
    | \bsiapa\ (?:saja\ |pun\ )?(?:yang|berani)\b(?!.*\?)
    """,
    re.X,
)
"""of a sentence as it is read, marks but ? and ! left out"""
_WEEK: Final = "|".join(day.lower() for day in DAYS if day != "Minggu")
_NAMES: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_FEASTS: Final = (
    "ma?gh?rib|isya|subuh|fajar|zuhur|asar|jumatan|salat|tarawih|lebaran|natal|pencoblosan|pemilu|pilkada|debat"
    "|pelantikan"
)
_DATED: Final = re.compile(
    rf"""
    \b(?<!\bjalan\ )(?<!\bjl\ )(?<!\bgang\ )(?<!\bpasal\ )(?<!\bnomor\ )(?<!\bno\ )(?<!\brt\ )(?:
        (?<!besok\ )besok(?!\ besok) | (?<!kemarin\ )lusa(?!\ kemarin) | sekarang(?:\ juga\b|\ ?[!?]*$)
        | paling\ lambat | batas\ waktu
        | (?:hari|pagi|siang|sore|malam|subuh|pekan|minggu|bulan)\ ini
        | nanti\ (?:pagi|siang|sore|malam|subuh) | (?:pekan|minggu|bulan|tahun)\ depan
        | (?:tanggal|tgl)\ \d{{1,2}}(?!\ (?:{_NAMES})) | \d{{1,2}}\ (?:{_NAMES})
        | (?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?:/\d{{2,4}})?
        | (?:(?:hari|malam|^)\ ?(?:{_WEEK})|(?:hari|malam)\ minggu
            |(?:{_WEEK}|minggu)\ (?:pagi|siang|sore|malam))
        | (?:jam|pukul)\ \d{{1,2}}(?:[.:]\d\d)?(?!\ (?:orang|kali))
        | (?:\d+|dua|tiga)\ (?:hari|jam|minggu)\ lagi
        | (?:dalam\ |1x)(?:\d+|dua|tiga)\ (?:hari|jam|minggu)
        | (?:habis|usai|selesai|selepas|sehabis|setelah|sesudah|sebelum|menjelang|jelang|saat|waktu|pas|hari)
            \ (?:salat\ )?(?:{_FEASTS})
    )(?!\w)(?!\ (?:lalu|kemarin|silam|tadi|pagi\ tadi))
    """,
    re.X,
)
"""a day or an hour that is not over, of a sentence as it is read"""


def aim(facets: Sequence[str], tokens: Sequence[Token]) -> frozenset[str]:
    """Whom or what violence is meant for: "person", "property", both; neither where words and model disagree.

    Who is hacked or beaten is a person, unless a beast is what the text is about; and nothing is destroyed
    where the only deed is one that people suffer.
    """
    found = set(facets) & {"person", "property"}
    kinds = [classes(word) for word, _, _ in tokens]
    to_people = any(word in suffered() for word, _, _ in tokens)
    beast = _is_of_beast(kinds)
    if to_people and not any(kind & _DESTROYED for kind in kinds):
        found.discard("property")
    if to_people:
        found.add("person")
    if beast:
        found.discard("person")
    return frozenset(found)


def _is_of_beast(kinds: Sequence[frozenset[str]]) -> bool:
    """Whether an animal is meant: one that is no insult, or one beside which no person is named."""
    beasts = [kind for kind in kinds if "subject:animal" in kind]
    insult = all(kind & _INSULTS for kind in beasts)
    others = [kind for kind in kinds if "subject:animal" not in kind]
    return bool(beasts) and not any(kind & (_PEOPLE if insult else _ADDRESSED) for kind in others)


def timing(whole: str, tokens: Sequence[Token]) -> list[str]:
    """ "conditional" and "dated", each where the words say so."""
    read = _sentences(whole, tokens)
    conditional = any(word in words().conditions for word, _, _ in tokens) or any(
        _CONDITION.search(one) for one in read
    )
    dated = any(_DATED.search(one) for one in read)
    return [name for name, is_so in (("conditional", conditional), ("dated", dated)) if is_so]


def _sentences(whole: str, tokens: Sequence[Token]) -> list[str]:
    """The sentences as they are read; the 2 that doubles a word (pukul2) is no hour."""
    ends = sentence_ends(whole)
    read: list[list[str]] = [[] for _ in range(len(ends) + 1)]
    last = -1
    for word, start, _ in tokens:
        if word != "2" or start != last:
            read[bisect_right(ends, start)].append(word)
        last = start
    return [" ".join(one) for one in read if one]


_SAID: Final = re.compile(
    r"\W*+(?:(?:ke|kepada|sama|pada)(?:\s\w++){1,3})?\W*+(?:[^,]*|(?:kalau|jika|kalo|bila|mun|siapa)\b.*)"
    r"|\s*[:\"“].*",
    re.I | re.S,
)
"""between a word of saying and what is said: behind another comma the author goes on himself ("dia menghina
ibu saya, kubunuh dia")"""


def passed_on(whole: str, tokens: Sequence[Token], ups: Sequence[Piece]) -> str:
    """The word, as written, by which most of what holds a probability up is somebody else's saying; or ""."""
    ends = sentence_ends(whole)
    total = sum(piece.weight for piece in ups)
    begins: dict[int, int] = {}  # sentence -> its first token
    for n, (_, start, end) in enumerate(tokens):
        sentence = bisect_right(ends, start)
        begin = begins.setdefault(sentence, n)
        if not _says(tokens, begin, n):
            continue
        after = [one for one in ups if one.start >= end and bisect_right(ends, one.start) == sentence]
        after = [one for one in after if _SAID.fullmatch(whole, end, one.start)]
        if after and sum(one.weight for one in after) >= total / 2:
            return whole[start:end]
    return ""


def _says(tokens: Sequence[Token], begin: int, n: int) -> bool:
    """Whether token n is a word of saying, and not of the author's; its sentence starts at `begin`."""
    word = tokens[n][0]
    if word in words().contents:
        return any(one in words().messages for one, _, _ in tokens[:n])
    if word in words().hearsay:
        after = tokens[n + 1][0] if n + 1 < len(tokens) else ""
        return word != "kata" or not classes(after) & _AUTHOR
    if word not in words().sayings:
        return False
    before = [one for one, _, _ in tokens[begin:n]]
    while before and before[-1] in _BETWEEN:
        before.pop()
    if not before or before[-1] in words().asking:
        return False
    # "suami saya bilang": the husband says it
    return not classes(before[-1]) & _AUTHOR or bool(classes("".join(before[-2:-1])) & _SOMEBODY)
