"""Which word a picture that stands by itself is put for, as the words beside it tell: "kami 🔪 mereka",
"🔪 dapur".

A naive reading in context, as of a word with several senses (Gale, Church and Yarowsky 1992): how often
people put the picture for a word (`pictured.tsv`, by `python -m models.training.count_pictures`; and the
words of `pictures.tsv`), and how well that word stands beside those before and behind it
(`core/text/pairs.py`). Else it is read as it is by itself (docs/decisions/048-pictures-in-context.md).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, log
from pathlib import Path
from typing import Final

from core.text.pairs import EDGE, attraction, first_word, last_word
from core.text.pictures import deeds_and_things, pictures
from core.text.typos import is_denial

PICTURED: Final = Path(__file__).with_name("pictured.tsv")
Put = tuple[str, str]
"""a picture, and the word that it is put for"""
_FIRST, _LISTED = 1.0, 0.5
"""times that the first word of our table counts as put, and each other"""
_MOOD, _ORNAMENT, _THING = 5.0, 2.0, 0.05
"""times as often as all these together that a picture is a mood, or ornament, or what it is by itself"""
_SURE, _SURE_OF_DENIAL = 0.4, 0.5
"""how probable a reading must be; and that somebody denies"""
_FACES: Final = ("_wajah", "_tertawa", "_melipat_tangan")
_CHEERS: Final = frozenset("🔥💪👊✊")
"""pictures that cheer as often as they stand for a deed (kita 🔥 warga Kutim): of these the calls before them
tell, or they are read as by themselves"""

_CALL_LIST: Final = """
    ayo bakal bakalan biar biarin bisa boleh buruan cepat gas gaskeun harus harusnya jangan jgn langsung layak
    lgsg mari mau mending minta nanti ntar pantas pantes perlu pgn pingin saatnya siap suruh tinggal tolong
    waktunya wajib yg yang yuk yok
"""
_CALLS: Final = frozenset(_CALL_LIST.split())
"""words after which a picture is put for a deed"""
_DOER_LIST: Final = "aku gua gue gw kalian kami kamu kita lo lu mereka saya"
_DOERS: Final = frozenset(_DOER_LIST.split())
"""and those after which it is, where what follows surely bears it: kami 🔪 mereka, not kita 🔥 warga"""
_BEARER_LIST: Final = """
    dia elo elu gedung gereja gudang kalian kamu kantor kau lo loe lu masjid mereka mobil motor pasar rumah si
    toko
"""
_BEARERS: Final = frozenset(_BEARER_LIST.split())
_AFTER_LIST: Final = """
    ada atau buat dan dari dengan dgn di dong dr gak ga itu ini jg juga kalau kalo karena ke klo kok krn lagi
    mah nya pada sama sih sudah tidak udah untuk utk yang yg
"""
_AFTER_THINGS: Final = frozenset(_AFTER_LIST.split())
"""words before which it is put for a thing all the same"""


@cache
def _put() -> Mapping[str, Mapping[str, float]]:
    """How often each picture is put for each word."""
    put: dict[str, Counter[str]] = defaultdict(Counter)
    for line in PICTURED.read_text(encoding="utf-8").splitlines():
        picture, word, times = line.split("\t")
        put[picture][word] += int(times)
    return put


@cache
def _words(picture: str, read: str) -> Mapping[str, float]:
    """What a picture that by itself is `read` may be put for, and how often beside each other."""
    deeds, things = deeds_and_things(picture)
    words = defaultdict[str, float](float, _put().get(picture, {}))
    for at, word in enumerate([*things, *deeds]):
        words[word] += _LISTED if at else _FIRST
    times = _MOOD if read.startswith(_FACES) else _ORNAMENT if "_" in read else _THING
    words[read] = words[read] * ("_" not in read) + times * sum(words.values())
    return words


def read_in_place(token: str, read: str, before: str, after: str, deed: bool = False) -> str:
    """The word that a picture is put for between two words, or EDGE; `read`, what it is by itself, where
    they do not tell another. `deed`: whether it is put for one. What is repeated is ornament."""
    picture = pictures(token)
    words = _words(picture, read) if picture and picture not in _CHEERS else {}
    deeds, things = deeds_and_things(picture)
    if deed and read in deeds:
        words = {word: times for word, times in words.items() if word in deeds or word not in things}
    if len(words) < 2 or before == after == EDGE:
        return read
    logs = {
        word: log(times) + attraction(before, first_word(word)) + attraction(last_word(word), after)
        for word, times in words.items()
    }
    likeliest = max(logs, key=logs.__getitem__)
    share = 1 / sum(exp(value - logs[likeliest]) for value in logs.values())
    return likeliest if share >= (_SURE_OF_DENIAL if is_denial(likeliest) else _SURE) else read


def is_deed(tokens: Sequence[str], at: int) -> bool:
    """Whether a picture is put for what somebody does, not for a thing: a call for it stands before, and what
    it is done to follows."""
    if not 0 < at < len(tokens) - 1:
        return False
    before, after = tokens[at - 1].lower(), tokens[at + 1].lower()
    if before in _DOERS:
        return not _BEARERS.isdisjoint((after, after.removesuffix("nya"), after.removesuffix("mu")))
    return before in _CALLS and after.isalpha() and after not in _AFTER_THINGS
