"""Where an event happened, by its report: not the dateline, the hospital, the court, where people came from.

Every mention of a place of ours is weighed by what governs it (pipeline/event/told.py) and by the words
before it; the kecamatan of which most is said wins, and in it the desa of which most is said. Where another
event was, and the hospital of the hurt, never win.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from core.record import Place
from models.incident import LEAD
from pipeline.event.told import Sentence, belongs, sentence_of, sentences
from pipeline.event.words import word_patterns
from pipeline.geotag import CODE_LENGTH

_LIKE_OURS: Final = 0.25
"""confidence of a place from which it may be ours: a dateline alone has 0.3"""
_ORIGIN: Final = re.compile(
    r"\b(?i:dari|asal|warga|petani|pemuda|tamu|penduduk|nelayan|mahasiswa|pelajar|buruh|sopir)\s+(?i:(?:desa|kecamatan|kelurahan)\s+)?"
    r"(?:(?:[A-Z][\w'-]+,?|dan)\s+){0,4}$"
)
"""before a place: people came from there"""
_THITHER: Final = re.compile(
    r"\b(?:ke|menuju|(?:ke )?arah|tujuan|sampai|hingga)\s+"
    r"(?:(?:desa|kecamatan|kec\.?|kelurahan|kampung|wilayah)\s+)?$",
    re.I,
)
"""before a place: somebody or something went there"""
_OFFICE: Final = re.compile(
    r"\b(?:ka)?(?:polsek|polres|mapolsek|mapolres|rsud|rs|puskesmas|panwascam|ppk|koramil|danramil|pn|kejari"
    r"|pengadilan negeri)\.?\s+(?:\w+(?:,| di)?\s+)?$",
    re.I,
)
"""before a place: an office that bears its name, a hospital among them"""
_HOSPITAL: Final = re.compile(r"\b(?:rsud|rs|puskesmas|klinik)\.?\s+(?:\w+(?:,| di)?\s+)?$", re.I)
_DEMANDED: Final = re.compile(
    r"\b(?:memprotes|protes|menolak|menuntut|tuntut|larangan|perbaikan|kerusakan)\s+(?:\w+\s+){0,6}"
    r"(?:jalan|jembatan|jalur|ruas|poros)\s+$",
    re.I,
)
"""before a place: a road there is what a protest is about"""
_AT: Final = re.compile(
    r"\b(?:di|desa|kelurahan|dusun|kampung)\s+(?:(?:desa|kecamatan|kelurahan)\s+)?$", re.I
)
_NEAR: Final = 80
"""characters before a mention in which these stand"""
_ELSEWHERE: Final = 0.5
"""so much of _beside says that the event was not there"""
_WITH: Final = 0.1
"""for each further mention of a kecamatan or what lies in it, three at most"""
_FLOOR: Final = 0.35
"""less is said of a desa than makes it the place; its kecamatan is then"""


def event_place(title: str, text: str, ours: Sequence[Place], where: tuple[int, int]) -> Place | None:
    """The place of ours where the event of `text[where]` happened; a kecamatan where the text tells no desa.

    `ours` lie in the regency, with spans into `text`, or none where only the title names them.
    """
    told = sentences(text)
    ours = [place for place in ours if place.confidence >= _LIKE_OURS]
    ours = [place for place in ours if not (place.span and _of_another(place.span.start, where, told))]
    weight = {n: _weight(title, text, place, where, told) for n, place in enumerate(ours)}
    kin: Mapping[str, list[int]] = defaultdict(list)
    for n, place in enumerate(ours):
        kin[place.code[:CODE_LENGTH]].append(n)
    best = max(
        kin.values(),
        key=lambda several: max(weight[n] for n in several) + _WITH * min(3, len(several) - 1),
        default=[],
    )
    best = [n for n in best if not _of_hospital(text, ours[n], told)]
    desa = [n for n in best if len(ours[n].code) > CODE_LENGTH and weight[n] >= _FLOOR]
    chosen = max(desa or best, key=lambda n: weight[n], default=None)
    return None if chosen is None else ours[chosen]


def told_here(title: str, text: str, ours: Sequence[Place], where: tuple[int, int]) -> bool:
    """Whether a place of ours or the regency is named otherwise than beside the event.

    Beside it is where people came from or went, and where another event was.
    """
    told = sentences(text)
    spans = [place.span.start for place in ours if place.span]
    regency = [match.start() for match in word_patterns().ours.finditer(text[:LEAD])]
    in_title = [title.lower().find(place.name.lower()) for place in ours if not place.span]
    in_title += [match.start() for match in word_patterns().ours.finditer(title)]
    return any(
        _beside(text, start) < _ELSEWHERE and not _of_another(start, where, told)
        for start in (*spans, *regency)
    ) or any(_beside(title, max(0, start)) < _ELSEWHERE for start in in_title)


def _of_hospital(text: str, place: Place, told: Sequence[Sentence]) -> bool:
    """Whether a mention only names the hospital to which the hurt were brought."""
    if place.span is None:
        return False
    start = place.span.start
    sentence = sentence_of(told, start)
    hurt = sentence is not None and belongs(sentence, start - sentence.start) < 0
    return hurt and bool(_HOSPITAL.search(text[max(0, start - _NEAR) : start]))


def _of_another(start: int, where: tuple[int, int], told: Sequence[Sentence]) -> bool:
    """Whether the sentence tells of another event, and not of this one too."""
    sentence = sentence_of(told, start)
    return sentence is not None and sentence.another and not where[0] <= start < where[1]


def _beside(written: str, start: int) -> float:
    """How much the words before a mention say that the event was not there."""
    before = written[max(0, start - _NEAR) : start]
    return (
        1.0 * bool(_ORIGIN.search(before))
        + _ELSEWHERE * bool(_THITHER.search(before))
        + 1.0 * bool(_DEMANDED.search(before))
        + 0.25 * bool(_OFFICE.search(before))
    )


def _weight(title: str, text: str, place: Place, where: tuple[int, int], told: Sequence[Sentence]) -> float:
    """How much a mention says that the event happened there."""
    in_title = title.lower().find(place.name.lower())
    named = 0.2 if in_title >= 0 and not _beside(title, in_title) else 0.0
    if place.span is None:
        return place.confidence + named - 0.1 - _beside(title, max(0, in_title))
    start = place.span.start
    value = place.confidence + named + 0.1 * (where[0] <= start < where[1]) - _beside(text, start)
    value += 0.1 * bool(_AT.search(text[max(0, start - _NEAR) : start]))
    sentence = sentence_of(told, start)
    if sentence is not None:
        value += 0.15 * belongs(sentence, start - sentence.start) - 0.05 * min(sentence.number, 4)
        value -= 0.5 * sentence.another
    return value
