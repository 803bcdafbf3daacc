"""Names that a signal must not depend on: before a signal reads a text, its identity terms are normalised.

The first people (faith, office, candidate) that a text names becomes the first name of that kind's list, the
second one the second, and so on. So no name has a weight of its own: what is said of Bugis is read as if said
of Jawa. The model still sees whether two mentions are the same. Matching of claims, for which a name is a
fact, does not read texts so. Cf. blindness to identity terms in Garg et al. 2019 (Counterfactual fairness in
text classification, AIES).
"""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from core.errors import PantauError
from core.indonesian import MONTHS
from models.yamlfile import read_words

NAMES: Final = Path(__file__).parent / "names.yml"
_PEOPLE, _CANDIDATE = "people", "number of a candidate"
_PLACE_WORDS: Final = (
    "timur barat utara selatan tengah tenggara pegunungan kartanegara kertanegara leste nugini saudi"
)
_CANDIDATE_WORDS: Final = (
    "paslon pasangan nomor nomer no calon kubu pendukung kandidat cabup cawabup cagub cawagub cawalkot urut"
)
_SURE_WORDS: Final = "paslon nomor nomer no urut cabup cawabup cagub cawagub cawalkot"
_JOINING_WORDS: Final = "dan atau vs lawan maupun"
_ADDRESS_WORDS: Final = (
    "tps rt rw sd sdn smp smpn sma sman jam pukul tanggal tgl gang blok km dapil kelas halaman pasal ayat pos"
    " lantai tahap kpps ppk pps"
)
_COUNTED_WORDS: Final = (
    "orang kali hari jam menit tahun bulan minggu ribu rb juta jt persen kotak suara paslon pasang pasangan"
    " calon kandidat kubu pihak kelompok partai tim periode putaran desa kampung polisi"
)
_PLACES_GO_ON: Final = frozenset(_PLACE_WORDS.split())
"""words that make a place of a people's name before them: Kutai Timur"""
_NUMBERED: Final = frozenset(_CANDIDATE_WORDS.split())
"""words after which a small number says which candidate"""
_JOINING: Final = frozenset(_JOINING_WORDS.split())
_NO_CANDIDATE: Final = frozenset(_ADDRESS_WORDS.split())
_COUNTED: Final = frozenset(_COUNTED_WORDS.split())
"""words that say what a number before them counts"""
_MONTHS: Final = frozenset(month.lower() for month in MONTHS)
_SURE: Final = frozenset(_SURE_WORDS.split())
"""Words after which a number counts nothing. The only exception is a law, whose number is followed by its
year."""
_IDIOMS: Final = frozenset([("main", "hakim"), ("tua", "bangka")])
_DEPUTY, _HEAD = "wakil", "head"
_ENDINGS: Final = ("nya", "ku", "mu", "lah", "kah")
_FORMS: Final = (("1", "2", "3", "4"), ("01", "02", "03", "04"), ("satu", "dua", "tiga", "empat"))
_NUMBERS: Final[Mapping[str, tuple[int, int]]] = {
    word: (form, number) for form, words in enumerate(_FORMS) for number, word in enumerate(words)
}


class NamesError(PantauError):
    """`names.yml` cannot be read. The message names the line and the remedy."""


@lru_cache(maxsize=1)
def names() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The names of each kind in order, each with its spellings. Raises NamesError."""
    raw = read_words(NAMES, NamesError)
    return {kind: tuple(tuple(one.split("=")) for one in words.split()) for kind, words in raw.items()}


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    """The first words of all names of two words."""
    return frozenset(spelling.partition("_")[0] for spelling in _known() if "_" in spelling)


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[str, str]]:
    """The kind and the first spelling of each name, by any of its spellings."""
    return {
        spelling: (kind, spellings[0])
        for kind, every in names().items()
        for spellings in every
        for spelling in spellings
    }


def alike(words: Sequence[str]) -> list[str]:
    """The words of `core.text.model_form`, each name replaced by the name at its place in the list of its
    kind."""
    return [word for word in aligned(words) if word]


def listed(words: Sequence[str], kinds: Collection[str]) -> set[tuple[str, str]]:
    """The names of these kinds among words of `core.text.model_form`, as (kind, first spelling). Names of two
    words are not looked for, and a people that only a place is called after (Kutai Timur) is not named."""
    found: set[tuple[str, str]] = set()
    for place, word in enumerate(words):
        kind, name = _known().get(_parted(word)[0], ("", ""))
        if kind not in kinds:
            continue
        before, after = words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else ""
        if (before, word) not in _IDIOMS and not (kind == _PEOPLE and after in _PLACES_GO_ON):
            found.add((kind, name))
    return found


def aligned(words: Sequence[str]) -> list[str]:
    """The words as `alike` gives them, but as many as `words`: where a name has several words, all but the
    first become ""."""
    met: dict[str, dict[str | int, int]] = {}
    found: list[str] = []
    is_candidate = _candidates(words)
    for place, word in enumerate(words):
        if len(found) > place:  # a further word of a name
            continue
        if not _may_name(word):  # as most words
            found.append(word)
            continue
        before = words[place - 1] if place else ""
        kind, name, ending, size = _named(words, place)
        after = words[place + 1] if place + 1 < len(words) else ""
        is_name = kind and (before, word) not in _IDIOMS
        if is_name and not (kind == _PEOPLE and after in _PLACES_GO_ON):
            among = met.setdefault(kind, {})
            rank = min(among.setdefault(name, len(among)), len(names()[kind]) - 1)
            found += [names()[kind][rank][0] + ending, *[""] * (size - 1)]
        elif is_candidate[place]:
            form, number = _NUMBERS[word]
            among = met.setdefault(_CANDIDATE, {})
            found.append(_FORMS[form][among.setdefault(number, len(among))])
        else:
            found.append(word)
    return found


@lru_cache(maxsize=1 << 16)
def _may_name(word: str) -> bool:
    """Whether a name may begin with this word, or the word may be the number of a candidate."""
    return _parted(word)[0] in _known() or word in _first_words() or word == _DEPUTY or word in _NUMBERS


def _named(words: Sequence[str], place: int) -> tuple[str, str, str, int]:
    """Of the name that begins here: its kind, first spelling, ending, and number of words. The first is "" if
    no name begins.

    The deputy of any head is a head too, by another name: wakil wali kota, wakil menteri.
    """
    for size in (2, 1) if words[place] in _first_words() else (1,):
        stem, ending = _parted("_".join(words[place : place + size]))
        if stem in _known() and len(words) >= place + size:
            return *_known()[stem], ending, size
    if words[place] == _DEPUTY and place + 1 < len(words) and words[place + 1] != _DEPUTY:
        kind, name, ending, size = _named(words, place + 1)
        if kind == _HEAD:
            deputy = f"{_DEPUTY}_{name}"
            return kind, _known().get(deputy, (kind, deputy))[1], ending, size + 1
    return "", "", "", 1


@lru_cache(maxsize=1 << 16)
def _parted(word: str) -> tuple[str, str]:
    """A name and its ending: cinanya is cina and nya. A word that is no name has no ending."""
    if word in _known():
        return word, ""
    for ending in _ENDINGS:
        if word.endswith(ending) and word.removesuffix(ending) in _known():
            return word.removesuffix(ending), ending
    return word, ""


def _candidates(words: Sequence[str]) -> list[bool]:
    """Which words are the number of a candidate.

    01 is one anywhere but in an address or a date. Other numbers are so after a word for a candidate. A
    number that is joined to one of these, and written in the same way, is what they are.
    """
    if _NUMBERS.keys().isdisjoint(words):
        return [False] * len(words)
    found: list[bool] = []
    joined: tuple[int, bool] | None = (
        None  # form of the number before, and whether it is a candidate's; None unless joined
    )
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        if word in _NUMBERS:
            form = _NUMBERS[word][0]
            told = _told(before, word, after)
            if told is None and joined is not None and joined[0] == form:
                told = joined[1]
            joined = joined if told is None and not word.startswith("0") else (form, told is not False)
            found.append(told or (told is None and word.startswith("0")))
        else:
            joined = joined if word in _JOINING else None
            found.append(False)
    return found


def _told(before: str, word: str, after: str) -> bool | None:
    """Whether the words beside a number make it that of a candidate; None if they do not say."""
    if after in _MONTHS or before in _NO_CANDIDATE:
        return False
    if before in _SURE:
        return after != "tahun"  # "no 1 tahun" is the number of a law
    if after in _COUNTED and not word.startswith("0"):
        return False
    return True if before in _NUMBERED else None
