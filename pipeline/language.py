"""Language of a text: Indonesian, Malay, English, else "und" (a regional language, or unsure).

Statistical detectors know no Javanese, Banjar, Kutai or Bugis and take a sixth of Indonesian tweets for
Malay. So words that tell the languages apart decide first (`reference/language_markers.yml`); lingua is asked
only where they are silent. Measured in tests/pipeline/test_language.py.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from lingua import ConfidenceValue, Language, LanguageDetector, LanguageDetectorBuilder

from core.text.forms import model_form
from core.text.letters import fold
from core.text.words import WORDS
from models.yamlfile import read_words
from pipeline import REFERENCE, BadReferenceError

_FILE = REFERENCE / "language_markers.yml"
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]*)*")
_NOT_TEXT = re.compile(r"https?://\S+|\[@?\w+\]|[@#]\w+")
_REGIONAL: Final = ("jawa", "banjar", "kutai", "bugis")
# An article says enough in its first words.
_WORDS_READ: Final = 120
# Below these lingua's answer is no better than a guess (chosen on the tuning half of the labelled set).
_SURE: Final = 0.8
_KNOWN_SHARE: Final = 0.4


@cache
def _markers() -> dict[str, str]:
    """Word -> group: "shared", "id", "ms", "en" or "regional"."""
    groups = read_words(_FILE, BadReferenceError)
    return {
        word: "regional" if group in _REGIONAL else group
        for group, words in groups.items()
        for word in words.split()
    }


@cache
def _lingua() -> LanguageDetector:
    # Trigrams only: several times faster, and it is asked to confirm, never to decide alone.
    languages = LanguageDetectorBuilder.from_languages(Language.INDONESIAN, Language.MALAY, Language.ENGLISH)
    return languages.with_low_accuracy_mode().build()


def _words(text: str) -> list[str]:
    return _WORD.findall(_NOT_TEXT.sub(" ", fold(text[:1500])).lower())[:_WORDS_READ]


def _by_markers(words: list[str]) -> str:
    """The language that marker words show; empty where they are silent or contradict each other."""
    count = dict.fromkeys(("shared", "id", "ms", "en", "regional"), 0)
    markers = _markers()
    for word in words:
        if group := markers.get(word):
            count[group] += 1
    indonesian = count["id"] + count["shared"]
    regional, english, some = count["regional"], count["en"], 0.15 * len(words)
    if regional >= max(2, indonesian, some) or (regional and not count["id"] and count["shared"] <= 2):
        return "und"
    if english >= max(2, some) and english > 2 * indonesian:
        return "en"
    if 2 * count["ms"] > count["id"]:
        return "ms"
    return "id" if indonesian > english + regional and indonesian >= some / 2 else ""


def _by_lingua(text: str, confidences: list[ConfidenceValue]) -> str:
    """Indonesian if enough words are known to be; else what lingua is sure of and some word confirms.

    Its Malay is not taken: without a Malay word it is as often slang or a regional language.
    """
    words = model_form(text, pictures=False).split()
    known = sum(word in WORDS for word in words)
    if known and known >= _KNOWN_SHARE * len(words):
        return "id"
    best = confidences[0]
    if best.value < _SURE:
        return "und"
    if best.language == Language.ENGLISH:
        return "en" if any(_markers().get(word) == "en" for word in words) else "und"
    half = known and known >= _KNOWN_SHARE / 2 * len(words)
    return "id" if half and best.language == Language.INDONESIAN else "und"


def detect(texts: Sequence[str]) -> list[str]:
    """ "id", "ms", "en" or "und" for each text (masked or not), in order."""
    words = [_words(text) for text in texts]
    found = [_by_markers(each) if each else "und" for each in words]
    silent = [index for index, language in enumerate(found) if not language]
    answers = _lingua().compute_language_confidence_values_in_parallel(
        [" ".join(words[index]) for index in silent]
    )
    for index, confidences in zip(silent, answers, strict=True):
        found[index] = _by_lingua(texts[index][:1500], confidences)
    return found
