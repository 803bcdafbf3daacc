"""Names that a signal must not depend on, read alike: what is said of Bugis is read as if said of Jawa.

A signal is what a text does to whoever it names. Where the names of one kind are the same word, no reading
can weigh one people, faith, office or candidate more than another; which of those that a text names is which
stays: the first that it names is read as the first of its kind, the next as the second. Matching of claims,
for which a name is a fact, does not read so. Cf. blindness to identity terms in Garg et al. 2019
(Counterfactual fairness in text classification, AIES).
"""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from core.indonesian import MONTHS

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
"""after a people's name they make a place of it: Kutai Timur"""
_NUMBERED: Final = frozenset(_CANDIDATE_WORDS.split())
"""words after which a small number says which candidate"""
_JOINING: Final = frozenset(_JOINING_WORDS.split())
_NO_CANDIDATE: Final = frozenset(_ADDRESS_WORDS.split())
_COUNTED: Final = frozenset(_COUNTED_WORDS.split())
"""after a number they say what it counts"""
_MONTHS: Final = frozenset(month.lower() for month in MONTHS)
_SURE: Final = frozenset(_SURE_WORDS.split())
"""words after which nothing is counted, but for a law's number and its year"""
_IDIOMS: Final = frozenset([("main", "hakim"), ("tua", "bangka")])
_DEPUTY, _HEAD = "wakil", "head"
_ENDINGS: Final = ("nya", "ku", "mu", "lah", "kah")
_FORMS: Final = (("1", "2", "3", "4"), ("01", "02", "03", "04"), ("satu", "dua", "tiga", "empat"))
_NUMBERS: Final[Mapping[str, tuple[int, int]]] = {
    word: (form, number) for form, words in enumerate(_FORMS) for number, word in enumerate(words)
}


@lru_cache(maxsize=1)
def names() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Of each kind the names in order, each with its spellings."""
    raw: dict[str, str] = yaml.safe_load(NAMES.read_text(encoding="utf-8"))
    return {kind: tuple(tuple(one.split("=")) for one in words.split()) for kind, words in raw.items()}


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    """Of names of two words."""
    return frozenset(spelling.partition("_")[0] for spelling in _known() if "_" in spelling)


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[str, str]]:
    """Kind and first spelling of each name."""
    return {
        spelling: (kind, spellings[0])
        for kind, every in names().items()
        for spellings in every
        for spelling in spellings
    }


def alike(words: Sequence[str]) -> list[str]:
    """The words of `core.text.model_form` with names in the order in which the text names them."""
    return [word for word in aligned(words) if word]


def listed(words: Sequence[str], kinds: Collection[str]) -> set[tuple[str, str]]:
    """The names of these kinds in words of `core.text.model_form`: (kind, first spelling). Those of two
    words are not looked for, and a people that a place is called after (Kutai Timur) is not named."""
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
    """As `alike`, and as many as `words`: of a name of several words the others become ""."""
    met: dict[str, dict[str | int, int]] = {}
    found: list[str] = []
    is_candidate = _candidates(words)
    for place, word in enumerate(words):
        if len(found) > place:  # a further word of a name
            continue
        if not _may_name(word):  # most
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
    """Whether a name may begin with a word, or the word may be the number of a candidate."""
    return _parted(word)[0] in _known() or word in _first_words() or word == _DEPUTY or word in _NUMBERS


def _named(words: Sequence[str], place: int) -> tuple[str, str, str, int]:
    """Kind, name, what hangs on it, and of how many words it is; "" where no name begins.

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
    """A name and what hangs on it: cinanya is cina and nya."""
    if word in _known():
        return word, ""
    for ending in _ENDINGS:
        if word.endswith(ending) and word.removesuffix(ending) in _known():
            return word.removesuffix(ending), ending
    return word, ""


def _candidates(words: Sequence[str]) -> list[bool]:
    """Which words are the number of a candidate: 01 anywhere but in an address or a date, others after a word
    for it; and what is joined to one of these, written in the same way, is what they are."""
    if _NUMBERS.keys().isdisjoint(words):
        return [False] * len(words)
    found: list[bool] = []
    joined: tuple[int, bool] | None = None  # form of the number before, what it is, while only "and" follows
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
    """Whether its neighbours make a number that of a candidate; None where they do not say."""
    if after in _MONTHS or before in _NO_CANDIDATE:
        return False
    if before in _SURE:
        return after != "tahun"  # law no 1 of the year
    if after in _COUNTED and not word.startswith("0"):
        return False
    return True if before in _NUMBERED else None
