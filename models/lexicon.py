"""Word classes: kinds of words listed by hand, and what readers say that single words are about and sound
like.

`lexicon.yml` holds the classes: those made by hand with their words, and the labels (Indonesian) of subjects
and tones. `lexicon.tsv` says which subjects and tones each of some 18,000 words has: readers went through the
words of the training texts one by one (`docs/decisions/034-what-words-are-about.md`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from core.errors import PantauError
from models.yamlfile import read_model

CLASSES: Final = Path(__file__).parent / "lexicon.yml"
WORDS: Final = Path(__file__).parent / "lexicon.tsv"
_HEADER: Final = "word\tsubjects\ttones"
_KINDS: Final = ("subject", "tone")
_UNTOLD_SUBJECTS: Final = (
    "english regional wow very ask reason guess number when me"  # how it is said
    " place home nature tech traffic job money science"  # what it is about
)
_UNTOLD_TONES: Final = "formal slang unpleasant pleasant inform soft"
_UNTOLD: Final = frozenset(
    [f"subject:{name}" for name in _UNTOLD_SUBJECTS.split()]
    + [f"tone:{name}" for name in _UNTOLD_TONES.split()]
)
"""Classes that a reason need not name: they tell a reader little about a threat or hatred, for or against."""
_ENDINGS: Final = ("", "kan", "in", "i", "an", "nya", "lah", "kanlah", "ilah", "inlah")
_PREFIXES: Final = ("di", "ter", "ku", "kau", "se", "ber", "per")
# me- joins a stem by its first letter: (letters, prefix, whether the letter falls away).
_NASALS: Final = (
    ("aiueogh", "meng", False),
    ("k", "meng", True),
    ("bfv", "mem", False),
    ("p", "mem", True),
    ("dcjz", "men", False),
    ("t", "men", True),
    ("s", "meny", True),
)


class LexiconError(PantauError):
    """A line of `lexicon.tsv` or `lexicon.yml` that cannot be read. The message names the line and the
    remedy."""


class Kind(BaseModel):
    """A class made by hand: its words, and stems (`affixed`) that stand for their usual derived forms too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    words: str = ""
    affixed: str = ""

    def forms(self) -> set[str]:
        """All word forms of the class."""
        found = set(self.words.split())
        for stem in self.affixed.split():
            found |= _derived(stem)
        return found


class Sheet(BaseModel):
    """`lexicon.yml`: classes made by hand; labels of what readers say a word is about and sounds like."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by_hand: dict[str, Kind]
    subjects: dict[str, str]
    tones: dict[str, str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word classes: names and labels (Indonesian) in a fixed order, and the classes of each word form.

    First those made by hand, then subjects ("subject:kill") and tones ("tone:hateful").
    """

    names: tuple[str, ...]
    labels: tuple[str, ...]
    classes: Mapping[str, tuple[int, ...]]

    def told(self, word: str) -> list[str]:
        """Labels of a word's classes, for a reader: of those made by hand; if there are none, of subjects;
        else of tones. Labels that say nothing by themselves are left out."""
        kinds: dict[str, list[str]] = {"": [], "subject": [], "tone": []}
        for number in self.classes.get(word, ()):
            if self.names[number] not in _UNTOLD:
                kinds[self.names[number].rpartition(":")[0]].append(self.labels[number])
        return kinds[""] or kinds["subject"] or kinds["tone"]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The word classes that ship, derived forms included. Raises LexiconError if a line cannot be read."""
    sheet = read_model(CLASSES, Sheet, LexiconError)
    labels = {name: kind.label for name, kind in sheet.by_hand.items()}
    labels |= {f"subject:{name}": label for name, label in sheet.subjects.items()}
    labels |= {f"tone:{name}": label for name, label in sheet.tones.items()}
    number = {name: place for place, name in enumerate(labels)}
    found: dict[str, set[int]] = {}
    for name, kind in sheet.by_hand.items():
        for form in kind.forms():
            found.setdefault(form, set()).add(number[name])
    for word, names in _read(frozenset(labels)).items():
        found.setdefault(word, set()).update(number[name] for name in names)
    classes = {form: tuple(sorted(numbers)) for form, numbers in found.items()}
    return Lexicon(tuple(labels), tuple(labels.values()), classes)


def _read(known: frozenset[str]) -> dict[str, list[str]]:
    """Each word of `lexicon.tsv` with the names of its classes. Raises LexiconError if one is not among
    `known`."""
    header, *lines = WORDS.read_text(encoding="utf-8").splitlines()
    if header != _HEADER:
        raise LexiconError(f"{WORDS}:1: the first line must be {_HEADER!r}")
    found: dict[str, list[str]] = {}
    for place, line in enumerate(lines, start=2):
        word, *columns = line.split("\t")
        if len(columns) != len(_KINDS):
            raise LexiconError(f"{WORDS}:{place}: write the word, a tab, its subjects, a tab, its tones")
        if word in found:
            raise LexiconError(f"{WORDS}:{place}: {word!r} stands above already; make one line of both")
        found[word] = [
            f"{kind}:{name}" for kind, names in zip(_KINDS, columns, strict=True) for name in names.split()
        ]
        if strange := [name for name in found[word] if name not in known]:
            raise LexiconError(
                f"{WORDS}:{place}: {strange[0]} is no class; name it in {CLASSES.name} or change it"
            )
    return found


def _nasal(stem: str) -> str:
    for letters, prefix, drops in _NASALS:
        if stem[0] in letters:
            return prefix + (stem[1:] if drops else stem)
    return "me" + stem


def _derived(stem: str) -> set[str]:
    """The usual forms of a verb: usir -> usirlah, diusir, mengusir, pengusir, ngusir ..."""
    forms = {stem + ending for ending in _ENDINGS}
    forms |= {prefix + stem + ending for prefix in _PREFIXES for ending in _ENDINGS[:6]}
    active = _nasal(stem)
    for ending in ("", "kan", "in", "i", "nya"):
        forms |= {active + ending, "pe" + active[2:] + ending, active[2:] + ending}
    return forms
