"""What is passed on by hand: a clarification, facts first; a short text about a story; the week's headline.

Each as words for WhatsApp and as a picture of one page. Nothing names a person, quotes a post or leads to
one. The claim that was found false stands after the facts, once, and is marked as false: who only reads the
first lines reads what is true.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from core import typesetting
from core.indonesian import day_in_words
from core.text import mask
from reports.names import without_names

_FORM: Final = Path(__file__).parent / "templates" / "card.typ"
WIDE: Final = 1080  # pixels of the picture
_POINTS: Final = 540  # of its page: two pixels each
_FACT, _CLAIM, _LINES = 400, 300, 5  # characters, and lines at most


@dataclass(frozen=True, slots=True)
class Source:
    """Where the facts are from: a body that publishes, never a person."""

    publisher: str
    url: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a text and its picture tell; pass it through `safe` first."""

    label: str  # "CEK FAKTA"
    heading: str  # "Faktanya", or nothing
    lines: tuple[str, ...]  # the facts
    sources: tuple[Source, ...] = ()
    claim: str = ""  # what was found false
    rating: str = ""  # as it was found: "Salah"
    advice: str = ""
    office: str = ""
    made_on: date | None = None


def safe(card: Card) -> Card:
    """The card without personal numbers, account names and names of persons, each part cut to fit."""
    return replace(
        card,
        lines=tuple(_clean(line, _FACT) for line in card.lines[:_LINES]),
        sources=tuple(
            replace(one, publisher=_clean(one.publisher, 80), url=one.url if _is_web(one.url) else "")
            for one in card.sources[:_LINES]
        ),
        claim=_clean(card.claim, _CLAIM, bare=True),
        rating=_clean(card.rating, 40),
    )


def _clean(text: str, length: int, *, bare: bool = False) -> str:
    """One line. Asterisks and underlines would be taken for bold and italics by WhatsApp."""
    flat = " ".join(text.translate({ord(c): " " for c in "*_~`"}).split())
    told = without_names(mask(flat), bare=bare)
    return told if len(told) <= length else told[:length].rsplit(" ", 1)[0] + " …"


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://")) and len(url) <= 300 and not any(map(str.isspace, url))


def clarification(
    claim: str, rating: str, facts: Sequence[str], sources: Sequence[Source], office: str, made_on: date
) -> Card:
    """A claim that was found false. Without facts of our own: who examined it, and that it does not hold."""
    by = sources[0].publisher if sources else office
    told = tuple(facts) or (
        f"Kabar tentang hal ini sudah diperiksa oleh {by}. Isinya dinilai {rating.lower() or 'salah'}.",
        *(("Penjelasan lengkap ada di tautan sumber.",) if any(one.url for one in sources) else ()),
    )
    return safe(
        Card(
            label="CEK FAKTA",
            heading="Faktanya",
            lines=told,
            sources=tuple(sources),
            claim=claim,
            rating=rating or "Salah",
            advice="Bila menerima kabar itu, jangan diteruskan. Klarifikasi ini boleh diteruskan.",
            office=office,
            made_on=made_on,
        )
    )


def note(label: str, lines: Sequence[str], office: str, made_on: date, advice: str = "") -> Card:
    """A short text without a claim: about a story, or the week's headline."""
    return safe(
        Card(label=label, heading="", lines=tuple(lines), advice=advice, office=office, made_on=made_on)
    )


def as_text(card: Card) -> str:
    """The words, as WhatsApp takes them."""
    parts = [f"*{card.label}*"]
    parts.append("\n".join([*([f"*{card.heading}:*"] if card.heading else []), *card.lines]))
    if card.sources:
        parts.append("\n".join(["Sumber:", *(f"- {_named(one)}" for one in card.sources)]))
    if card.claim:
        parts.append(f"Kabar yang beredar, dan dinilai *{card.rating.upper()}*:\n_“{card.claim}”_")
    if card.advice:
        parts.append(card.advice)
    if card.office:
        parts.append(f"{card.office}" + (f", {day_in_words(card.made_on)}" if card.made_on else ""))
    return "\n\n".join(parts)


def _named(one: Source) -> str:
    day = f", {day_in_words(one.day)}" if one.day else ""
    return f"{one.publisher}{day}" + (f": {one.url}" if one.url else "")


def as_picture(card: Card) -> bytes:
    """The same as PNG, 1,080 pixels wide."""
    told = asdict(card) | {
        "made_on": day_in_words(card.made_on) if card.made_on else "",
        "sources": [{"name": _named(replace(one, url="")), "url": one.url} for one in card.sources],
    }
    return typesetting.as_picture(_FORM, {"card": told}, 72 * WIDE / _POINTS)
