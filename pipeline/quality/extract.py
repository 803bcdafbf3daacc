"""How well pages are read: token F1 of the text, share of right dates and titles, on pages saved by others.

Measured without per-source selectors; no rule names a host. `pantau evaluate` holds the figures to floors.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from core import clock
from pipeline.extraction.blocks import text_key
from pipeline.extraction.document import Unreadable
from pipeline.extraction.page import extract_html

_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page with what should be taken from it; a field is empty where nobody wrote it down."""

    name: str
    body: bytes
    url: str
    title: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class PageQuality:
    """One page's figures; None where nothing is expected."""

    name: str
    f1: float | None
    date: bool | None
    title: bool


def measure(shared: Path) -> dict[str, float]:
    """Means over the pages of `shared/data/pages` and, with the suffix `_more`, of `data/pages_more`.

    `text_f1`, `date`, `title`: 0 to 1. Raises FileNotFoundError where the pages are missing.
    """
    figures: dict[str, float] = {}
    for suffix, pages in (("", pages_of(shared)), ("_more", more_pages_of(shared))):
        found = [judge(page) for page in pages]
        figures[f"text_f1{suffix}"] = fmean(one.f1 for one in found if one.f1 is not None)
        figures[f"date{suffix}"] = fmean(one.date for one in found if one.date is not None)
        figures[f"title{suffix}"] = fmean(one.title for one in found)
    return figures


def judge(page: SavedPage) -> PageQuality:
    """Read one page and compare. A page that is refused scores nothing right."""
    try:
        found = extract_html(page.body, page.url, fetched_at=clock.now())
    except Unreadable:
        return PageQuality(page.name, 0.0 if page.text else None, False if page.date else None, False)
    day = found.published_at.date().isoformat() if found.published_at else ""
    return PageQuality(
        name=page.name,
        f1=token_f1(page.text, found.text) if page.text else None,
        date=day == page.date if page.date else None,
        title=found.title == page.title if page.title else _names(page.name, found.title),
    )


def _names(file: str, title: str) -> bool:
    """Whether a file that is named by its headline is named by this one."""
    return len(title) >= 20 and text_key(file).endswith(text_key(title))


def token_f1(expected: str, found: str) -> float:
    """F1 over bags of lower-case word tokens, 0 to 1."""
    want, have = (Counter(_TOKEN.findall(text.lower())) for text in (expected, found))
    both = sum((want & have).values())
    return 2 * both / (sum(want.values()) + sum(have.values())) if both else 0.0


def pages_of(shared: Path) -> list[SavedPage]:
    """The pages of 2015 to 2017 with title, date and text."""
    folder = shared / "data" / "pages"
    rows = [
        json.loads(line) for line in (folder / "pages.jsonl").read_text(encoding="utf-8").splitlines() if line
    ]
    return [
        SavedPage(
            row["file"],
            (folder / row["file"]).read_bytes(),
            row["url"],
            row["title"],
            row["date"],
            row["text"],
        )
        for row in rows
    ]


def more_pages_of(shared: Path) -> list[SavedPage]:
    """A page of 2026 with title, date and text, and one of 2021 of which the headline is known."""
    folder = shared / "data" / "pages_more"
    return [*_described(folder), *_archived(folder)]


def _described(folder: Path) -> Iterator[SavedPage]:
    info = json.loads((folder / "meta.info").read_text(encoding="utf-8"))
    truth = json.loads((folder / "MediaIndonesia.json").read_text(encoding="utf-8"))["V1"]
    for name, about in info.items():
        yield SavedPage(
            name=name,
            body=(folder / name).read_bytes(),
            url=about["url"],
            title=truth["title"],
            date=truth["publishing_date"][:10],
            text="\n".join(_paragraphs(truth["body"]["sections"])),
        )


def _paragraphs(sections: Sequence[dict[str, list[str]]]) -> Iterator[str]:
    for section in sections:
        yield from section["headline"]
        yield from section["paragraphs"]


def _archived(folder: Path) -> Iterator[SavedPage]:
    """A copy from a web archive, whose every address is the archive's; its file is named by its headline."""
    for path in sorted(folder.glob("cached-*")):
        yield SavedPage(path.name, path.read_bytes(), "", "", "", "")
