"""Candidate incidents: news that reports a violent or tense event of the region.

A model decides (`models/incident`), asked about reports that hold a word of an event; what names another
region and none of ours, or ours only beside the event (where people came from), is left out. In doubt the
candidate has a lower confidence. It is never a signal about anybody, and counts nowhere before a person has
confirmed it. A report of a peaceful protest is `protest_peaceful`, never violence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from core.record import Doubt, Incident, IncidentType, Place, RoleName
from core.region import REGENCY
from models.incident import NONE, title_and_lead
from models.incident.score import score
from models.signal_card import load_card
from pipeline.elsewhere import names_elsewhere
from pipeline.event.dates import event_date
from pipeline.event.places import event_place, told_here
from pipeline.event.words import asked, force_is_told, left_out, names_regency, told_in, words_say

_PROTEST: Final = (IncidentType.PROTEST_PEACEFUL, IncidentType.PROTEST_VIOLENT)
_SHORT: Final = 12
"""words of title and text; the model has learned from none so short"""
_BY_WORDS: Final = 0.6
"""this much of the cut is enough where words find an event, too"""
_CLOSE: Final = 0.25
"""a type of this much of the best one's probability is nearly as likely"""
_PLACED: Final = 0.8
"""confidence of a place that is sure; below, its name may be another's, or it stands in the dateline only"""


@dataclass(frozen=True, slots=True)
class Judged:
    """The event that a text reports, and whether that is sure. By words alone it never is."""

    kind: IncidentType
    sure: bool
    agreed: bool  # words and model say the same type


def judge(title: str, text: str) -> Judged | None:
    """Which event title and lead report; None for none. The region is not asked about.

    The model decides. Words decide where a text is shorter than any that it learned from, and which type
    where it is not sure of an event or thinks two nearly as likely. What the label leaves out is none, though
    the model finds an event.
    """
    said = words_say(title, text)
    by_words = said[0] if said else None
    if len(f"{title} {text}".split()) < _SHORT:
        return Judged(by_words, sure=False, agreed=False) if by_words else None
    card = load_card("incident")
    doubt, sure = card.cuts
    found = dict(zip(card.classes, _scored(title_and_lead(title, text)), strict=True))
    event = 1 - found.pop(NONE)
    if event < (doubt if by_words is None else doubt * _BY_WORDS):
        return None
    kind = _kind(found, by_words, sure=event >= sure, force=force_is_told(title, text))
    if kind not in _PROTEST and left_out(title, text, by_words):
        return None
    return Judged(kind, sure=event >= sure, agreed=by_words is kind)


def _kind(
    found: Mapping[str, float], by_words: IncidentType | None, *, sure: bool, force: bool
) -> IncidentType:
    """The likeliest type, or that of the words. `sure`: of an event; `force`: is told.

    What happened at a protest is the protest's, so there the words' type must be nearly as likely. A violent
    protest tells of force; a peaceful one of none, where words say another event.
    """
    kind = IncidentType(max(found, key=lambda name: found[name]))
    close = _CLOSE if sure or kind in _PROTEST else 0.0
    if by_words is not None and found[by_words] >= close * found[kind]:
        kind = by_words
    if kind is IncidentType.PROTEST_VIOLENT and not force:
        kind = IncidentType.PROTEST_PEACEFUL
    if kind is IncidentType.PROTEST_PEACEFUL and force and by_words is not None and by_words not in _PROTEST:
        kind = by_words
    return kind


@lru_cache(maxsize=2048)
def _scored(whole: str) -> tuple[float, ...]:
    """What the model says; kept, since a story is read again with each new copy, and copies are alike."""
    return tuple(score([whole])[0].tolist())


def find_incident(
    title: str,
    text: str,
    places: Sequence[Place],
    published_at: datetime | None,
    role: RoleName | None,
) -> Incident | None:
    """The event that a news item reports, as a candidate; None for no event, or none of the region."""
    if role is not RoleName.REPORT or not asked(title, text):
        return None
    ours = [place for place in places if place.code.startswith(REGENCY)]
    named = bool(ours) or names_regency(title, text)
    if not named and names_elsewhere(title_and_lead(title, text)):
        return None
    found = judge(title, text)
    if found is None:
        return None
    where = told_in(title, text, found.kind)
    if not told_here(title, text, ours, where) and names_elsewhere(f"{title}\n{text[: where[1]]}"):
        return None
    happened_on = event_date(title, text, where, published_at)
    place = event_place(title, text, ours, where)
    known = 0.1 * (happened_on is not None) + 0.1 * (place is not None and place.confidence >= _PLACED)
    confidence = 0.4 + 0.2 * found.sure + 0.1 * found.agreed + known - 0.1 * (not named)
    doubts = _doubts(found, place)
    return Incident(
        type=found.kind, place=place, happened_on=happened_on, confidence=confidence, doubts=doubts
    )


def _doubts(found: Judged, place: Place | None) -> tuple[Doubt, ...]:
    doubtful = {
        Doubt.EVENT: not found.sure,
        Doubt.TYPE: not found.agreed,
        Doubt.PLACE: place is not None and place.confidence < _PLACED,
    }
    return tuple(doubt for doubt, holds in doubtful.items() if holds)
