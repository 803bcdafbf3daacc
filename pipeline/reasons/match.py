"""Why an item matches a claim, in words that a person can check (Indonesian, for the desk)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from textwrap import shorten
from typing import Final

from core.facts import NUMBER_WORDS, months, numbers
from core.record import Claim, Reason, Span, Stance
from core.settings import settings
from core.text import model_tokens
from models.match.features import NEGATIONS, numbers_in_place, says
from models.match.otherwise import denied, swapped
from models.match.score import Matcher
from models.match.thesaurus import JOIN, thesaurus
from models.match.words import rarity, stem, words_of
from pipeline.stance import Taken

_TELLING: Final = 3.5
"""weight from which a word says what a claim is about: rarer than in one text of twelve"""
_AGREE: Final = 8
_DIFFER: Final = 5
_OTHERWISE: Final = 4
_RARE: Final = 6.0
"""rarity of a claim's word from which it says something what a text may call it: "tenggelam: karam", not
"nomor: no"; in one text of 150"""
_SELDOM: Final = 4.5
"""rarity of that other word: in one of 30"""
_SPANS: Final = 12
_NUMBERS: Final = 5
_LONGEST: Final = 110
"""characters of a claim within a reason; the whole one stands behind its id"""
_STANCES: Final = {  # of who does not surely assert
    Stance.ASSERTS: "belum pasti bahwa teks menyatakannya",
    Stance.REPORTS: "teks memberitakan, bukan menyatakan sendiri",
    Stance.QUESTIONS: "teks menanyakan kebenarannya",
    Stance.DEBUNKS: "teks membantah atau meluruskan",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A claim that a text is about, and what both share."""

    claim: Claim
    probability: float
    stance: Taken
    agree: tuple[str, ...]
    differ: tuple[str, ...]
    stems: frozenset[str]  # of the words that agree
    otherwise: tuple[str, ...] = ()  # what the text may call otherwise: "listrik: setrum"
    against: tuple[str, ...] = ()  # what speaks against: other words, numbers, denial; Indonesian


def compare(
    library: Matcher, claim: int, text: str
) -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
    """The claim's telling words and numbers that the text has, those that it lacks and calls nothing else
    (`otherwise`), and the stems shared."""
    own = set(library.index.words[claim])
    held = {stem(word) for word in _words(text) if word not in NEGATIONS or word in own}  # belum, sebelum
    telling = {
        stem(word): word for word in library.index.words[claim] if library.index.weight(word) >= _TELLING
    }
    by_weight = sorted(telling, key=lambda one: -library.index.weight(telling[one]))
    shared = [one for one in by_weight if one in held]
    claimed, said = numbers(library.claims[claim]), numbers(text)
    dated = months(text)
    called = {stem(named.partition(":")[0]) for named in otherwise(library, claim, text)}
    missing = [
        telling[one]
        for one in by_weight
        if one not in held | called
        and telling[one] not in dated
        and not _is_figure(telling[one], claimed, said)
    ]
    agree = [telling[one] for one in shared if not telling[one][0].isdigit()][:_AGREE]
    other = sorted(claimed - said) if said - claimed else []
    return (
        tuple(agree + sorted(claimed & said)),
        tuple([*other, *missing][:_DIFFER]),
        frozenset(shared),
    )


def _is_figure(word: str, claimed: frozenset[str], said: frozenset[str]) -> bool:
    """Whether a word of the claim is one of its numbers, or of the words that make one, which the text has in
    another spelling or which is told in digits: "80 ribu", "Rp80.000"."""
    if word[0].isdigit():
        return True
    if word == "satu" and "1" not in claimed | said:  # no number: "satu bulan"
        return False
    is_number = word in NUMBER_WORDS or any(map(str.isdigit, word))
    return is_number and (claimed <= said or not said <= claimed)


def otherwise(library: Matcher, claim: int, text: str) -> tuple[str, ...]:
    """The claim's telling words that the text lacks, each with the text's own that may stand for it. No name
    is among them: another place is what a near miss differs in, however near."""
    known, said = thesaurus(), _words(text)
    words = {stem(word): word for word in said}
    claimed = {stem(word) for word in library.index.words[claim]}
    names = [name for name in known.names([stem(word) for word in said]) if _tells(name, claimed)]
    found = {}
    for word in sorted(set(library.index.words[claim]), key=lambda one: -library.index.weight(one)):
        if stem(word) in words or stem(word) in library.names[claim] or rarity(stem(word)) < _RARE:
            continue
        others = known.others(stem(word))
        called = [name for name in names if name in others]
        if called:
            found[stem(word)] = f"{word}: {' '.join(words[part] for part in called[0].split(JOIN))}"
    return tuple(found.values())[:_OTHERWISE]


@lru_cache(maxsize=8)
def _words(text: str) -> tuple[str, ...]:
    """Of a text that is asked about with one claim after another."""
    return tuple(words_of(text))


def _tells(name: str, claimed: set[str]) -> bool:
    """Whether a stem of a text, or a run of them, is none of the claim's and rare enough to say something."""
    parts = name.split(JOIN)
    return claimed.isdisjoint(parts) and max(map(rarity, parts)) >= _SELDOM


def against(library: Matcher, claim: int, text: str) -> tuple[str, ...]:
    """What else keeps the text from saying the same as the claim: something else in the place of its words,
    other numbers, or the same in each other's place; a denial or a negation beside those of the claim."""
    said, claimed = says(text, _words(text)), library.facts.says[claim]
    found = [f"di klaim: {one.claimed}; di teks: {one.said}" for one in library.in_place(claim, text)]
    others, wanted = numbers_in_place(said, claimed)
    if others:
        found.append(f"angka di teks {', '.join(others[:_NUMBERS])}, di klaim {', '.join(wanted[:_NUMBERS])}")
    if swapped(text, library.claims[claim]):
        found.append("angka di teks bertukar tempat dibanding di klaim")
    if said.denials - claimed.denials:
        found.append("teks memuat bantahan")
    elif denied(text, library.claims[claim]):
        found.append("teks memuat penyangkalan yang tidak ada di klaim")
    elif negations := _negations_added(text, library.index.words[claim]):
        found.append(f"ada kata ingkar yang tidak ada di klaim: {', '.join(negations)}")
    return tuple(found)


def _negations_added(text: str, claim: Sequence[str]) -> list[str]:
    """Words of negation of a text beyond those of the claim; "sebelum" is one with "belum"."""
    said = Counter(word for word in _words(text) if word in NEGATIONS)
    return sorted(said - Counter(map(stem, claim)))


def agreeing_spans(text: str, stems: frozenset[str]) -> tuple[Span, ...]:
    """Where the words that agree stand; words beside each other make one span."""
    spans: list[Span] = []
    for word, start, end in model_tokens(text):
        if stem(word) not in stems:
            continue
        if spans and (start <= spans[-1].end or not text[spans[-1].end : start].strip()):
            spans[-1] = Span(start=spans[-1].start, end=max(end, spans[-1].end))
        else:
            spans.append(Span(start=start, end=end))
    return tuple(spans[:_SPANS])


def reasons(found: Sequence[Found], false: Found | None, better: Found | None = None) -> tuple[Reason, ...]:
    """For and against the hoax signal; of the best false claim, or if there is none of the best match.
    `better`: a claim that was rated true and that the text fits as well or better."""
    best = false or next(iter(found), None)
    if best is None:
        return ()
    weight = log(best.probability / max(1e-6, 1 - best.probability))
    told = [
        Reason(
            words=_matched(best),
            weight=weight if best is false else -1.0,
            note=_checked(best.claim),
        )
    ]
    if best.agree:
        told.append(
            Reason(words=", ".join(best.agree), weight=0.1 * len(best.agree), note="sama dengan klaim")
        )
    if best.otherwise:
        note = "mungkin sama dengan klaim, dengan kata lain"
        weight = 0.05 * len(best.otherwise)
        told.append(Reason(words=", ".join(best.otherwise), weight=weight, note=note))
    if best.differ:
        note = "ada di klaim, tidak di teks ini"
        told.append(Reason(words=", ".join(best.differ), weight=-0.1 * len(best.differ), note=note))
    told += [Reason(words=words, weight=-0.5) for words in best.against]
    if better is not None:
        note = f"sama atau lebih cocok dengan klaim ini ({_share(better)}); {_checked(better.claim)}"
        told.append(Reason(words=_short(better), weight=-2.0, note=note))
    if not best.stance.surely_asserts:
        told.append(Reason(words=_STANCES[best.stance.name], weight=-2.0, note="sikap"))
    return tuple(told)


def _matched(found: Found) -> str:
    """How well it matches which claim."""
    which = "klaim yang sudah dibantah" if found.claim.false else "klaim"
    return f"cocok {_share(found)} dengan {which}: {_short(found)}"


def _share(found: Found) -> str:
    return f"{min(found.probability, 0.99):.2f}".replace(".", ",")


def _short(found: Found) -> str:
    return shorten(found.claim.text, _LONGEST, placeholder=" …")


def _checked(claim: Claim) -> str:
    """Who found what, when and where."""
    rated = (
        f"dinilai {claim.rating}" if claim.rating else "belum dinilai" if not claim.false else "dinilai salah"
    )
    # The day at the desk: that of UTC is the day before for what was published in the morning.
    day = claim.published_at.astimezone(settings().zone) if claim.published_at else None
    when = f", {day:%d-%m-%Y}" if day else ""
    by = f" oleh {claim.publisher}" if claim.publisher else ""
    return f"{rated}{by}{when}{f': {claim.url}' if claim.url else ''}"
