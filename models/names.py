"""Names that a signal must not depend on, read alike: what is said of Bugis is read as if said of Jawa.

A signal is what a text does to whoever it names. Where the names of one kind are the same word, no reading
can weigh one people, faith, office or candidate more than another; which of those that a text names is which
stays: the first that it names is read as the first of its kind, the next as the second. Matching of claims,
for which a name is a fact, does not read so. Cf. blindness to identity terms in Garg et al. 2019
(Counterfactual fairness in text classification, AIES).
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

NAMES: Final = Path(__file__).parent / "names.yml"
_PEOPLE, _CANDIDATE = "people", "number of a candidate"
_DIRECTION_WORDS: Final = "timur barat utara selatan tengah kartanegara leste"
_CANDIDATE_WORDS: Final = (
    "paslon pasangan nomor nomer no calon kubu pendukung kandidat cabup cagub cawalkot urut"
)
_JOINING_WORDS: Final = "dan atau vs lawan maupun"
_ADDRESS_WORDS: Final = "tps rt rw sd sdn smp smpn sma sman jam pukul tanggal tgl gang blok km dapil"
_PLACES_GO_ON: Final = frozenset(_DIRECTION_WORDS.split())
"""after a people's name they make a place of it: Kutai Timur"""
_NUMBERED: Final = frozenset(_CANDIDATE_WORDS.split())
"""words after which a small number says which candidate"""
_JOINING: Final = frozenset(_JOINING_WORDS.split())
_NO_CANDIDATE: Final = frozenset(_ADDRESS_WORDS.split())
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
def _known() -> dict[str, tuple[str, str]]:
    """Kind and first spelling of each name."""
    return {
        spelling: (kind, spellings[0])
        for kind, every in names().items()
        for spellings in every
        for spelling in spellings
    }


def alike(words: Sequence[str]) -> list[str]:
    """The words of `core.text.model_form`, as many, with names in the order in which the text names them."""
    met: dict[str, dict[str | int, int]] = {}
    found: list[str] = []
    after_candidate = False
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        stem, ending = _parted(word)
        kind, name = _known().get(stem, ("", ""))
        if kind and not (kind == _PEOPLE and after in _PLACES_GO_ON):
            among = met.setdefault(kind, {})
            rank = among.setdefault(name, len(among))
            found.append(names()[kind][rank][0] + ending)
        elif _is_candidate(word, before, after_candidate):
            form, number = _NUMBERS[word]
            among = met.setdefault(_CANDIDATE, {})
            found.append(_FORMS[form][among.setdefault(number, len(among))])
            after_candidate = True
            continue
        else:
            found.append(word)
        after_candidate = after_candidate and word in _JOINING
    return found


@lru_cache(maxsize=1 << 16)
def _parted(word: str) -> tuple[str, str]:
    """A name and what hangs on it: cinanya is cina and nya."""
    if word in _known():
        return word, ""
    for ending in _ENDINGS:
        if word.endswith(ending) and word.removesuffix(ending) in _known():
            return word.removesuffix(ending), ending
    return word, ""


def _is_candidate(word: str, before: str, after_candidate: bool) -> bool:
    """Whether a number says which candidate: 01 anywhere but in an address, others after a word for it, or
    after another candidate's."""
    if word not in _NUMBERS or before in _NO_CANDIDATE:
        return False
    return word.startswith("0") or before in _NUMBERED or (after_candidate and before in _JOINING)
