"""Where an event happened, by its report: not the dateline, the hospital, the court, where people came from.

Every mention of a place of ours is weighed by what governs it (pipeline/incident_told.py) and by the words
before it; the kecamatan of which most is said wins, and in it the desa of which most is said.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from core.record import Place
from pipeline.geotag import CODE_LENGTH
from pipeline.incident_told import Sentence, belongs, sentence_of, sentences

_LIKE_OURS: Final = 0.25
"""confidence of a place from which it may be ours: a dateline alone has 0.3"""
_ORIGIN: Final = re.compile(
    r"\b(?i:dari|asal|warga|petani|pemuda|tamu|penduduk|nelayan)\s+(?i:(?:desa|kecamatan|kelurahan)\s+)?"
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
_AT: Final = re.compile(
    r"\b(?:di|desa|kelurahan|dusun|kampung)\s+(?:(?:desa|kecamatan|kelurahan)\s+)?$", re.I
)
_WITH: Final = 0.1
"""for each further mention of a kecamatan or what lies in it, three at most"""
_FLOOR: Final = 0.35
"""less is said of a desa than makes it the place; its kecamatan is then"""


def event_place(title: str, text: str, ours: Sequence[Place], where: tuple[int, int]) -> Place | None:
    """The place of ours where the event of `text[where]` happened; a kecamatan where the text tells no desa.

    `ours` lie in the regency, with spans into `text`, or none where only the title names them.
    """
    told = sentences(text)
    weight = {n: _weight(title, text, place, where, told) for n, place in enumerate(ours)}
    kin: Mapping[str, list[int]] = defaultdict(list)
    for n, place in enumerate(ours):
        kin[place.code[:CODE_LENGTH]].append(n)
    best = max(
        kin.values(),
        key=lambda several: max(weight[n] for n in several) + _WITH * min(3, len(several) - 1),
        default=[],
    )
    desa = [n for n in best if len(ours[n].code) > CODE_LENGTH and weight[n] >= _FLOOR]
    chosen = max(desa or best, key=lambda n: weight[n], default=None)
    return ours[chosen] if chosen is not None and ours[chosen].confidence >= _LIKE_OURS else None


def _weight(title: str, text: str, place: Place, where: tuple[int, int], told: Sequence[Sentence]) -> float:
    """How much a mention says that the event happened there."""
    named = 0.2 if place.name.lower() in title.lower() else 0.0
    if place.span is None:
        return place.confidence + named - 0.1
    start = place.span.start
    before = text[max(0, start - 40) : start]
    value = place.confidence + named + 0.1 * (where[0] <= start < where[1])
    value -= 1.0 * bool(_ORIGIN.search(before)) + 0.5 * bool(_THITHER.search(before))
    value += 0.1 * bool(_AT.search(before)) - 0.25 * bool(_OFFICE.search(before))
    sentence = sentence_of(told, start)
    if sentence is not None:
        value += 0.15 * belongs(sentence, start - sentence.start) - 0.05 * min(sentence.number, 4)
        value -= 0.5 * sentence.another
    return value
