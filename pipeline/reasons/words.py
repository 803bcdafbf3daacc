"""What the single words of a text tell a reader about a signal: the lists of `reference/reasons.yml` over the
word classes of models/lexicon.yml."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict

from models.lexicon import Kind, lexicon
from models.yamlfile import read_model
from pipeline import REFERENCE, BadReferenceError

_WORDS: Final = REFERENCE / "reasons.yml"
Token = tuple[str, int, int]
"""a word as it is read, and where it stands (models/words.py)"""
_Split = Annotated[frozenset[str], BeforeValidator(lambda words: frozenset(words.split()))]


class Words(BaseModel):
    """`reference/reasons.yml`; what each list means stands there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    untold: _Split
    speaks_for: Mapping[str, _Split]
    about: _Split
    speaks_against: Mapping[str, _Split]
    other_class: Mapping[str, _Split]
    grounds: Mapping[str, _Split]
    ground_words: Mapping[str, _Split]
    unnamed: _Split
    heads: _Split
    before_places: _Split
    suffered: str
    suffered_words: str
    conditions: _Split
    sayings: _Split
    hearsay: _Split
    contents: _Split
    messages: _Split
    asking: _Split


@lru_cache(maxsize=1)
def words() -> Words:
    """The lists. Raises BadReferenceError if the file is wrong."""
    return read_model(_WORDS, Words, BadReferenceError)


@lru_cache(maxsize=1 << 14)
def classes(word: str) -> frozenset[str]:
    """Names of a word's classes; where `other_class` corrects them, that one."""
    corrected = [name for name, of_it in words().other_class.items() if word in of_it]
    known = lexicon()
    return frozenset(corrected or (known.names[number] for number in known.classes.get(word, ())))


def tells(signal: str, word: str) -> bool:
    """Whether a word by itself speaks for a signal."""
    if signal == "violence" and word in suffered():
        return True
    return word not in words().untold and bool(classes(word) & words().speaks_for[signal])


def labels(signal: str, inside: Sequence[str]) -> list[str]:
    """What is told of words that hold a probability up (Indonesian)."""
    return _labels(inside, words().speaks_for[signal] | words().about)


def labels_against(signal: str, inside: Sequence[str]) -> list[str]:
    """What is told of words that hold a probability down; nothing where one of them speaks for the signal."""
    if any(tells(signal, word) for word in inside):
        return []
    return _labels(inside, words().speaks_against[signal])


def _labels(inside: Sequence[str], among: frozenset[str]) -> list[str]:
    known = lexicon()
    label = dict(zip(known.names, known.labels, strict=True))
    allowed = {label[name] for name in among}
    told: dict[str, None] = {}
    for word in inside:
        corrected = [label[name] for name, of_it in words().other_class.items() if word in of_it]
        if word not in words().untold:
            told |= dict.fromkeys(one for one in corrected or known.told(word) if one in allowed)
    return list(told)


@lru_cache(maxsize=1)
def suffered() -> frozenset[str]:
    """Words for what only people suffer, all their forms."""
    return frozenset(Kind(label="", words=words().suffered_words, affixed=words().suffered).forms())
