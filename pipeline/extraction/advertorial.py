"""Whether an article was paid for, by what the page says of it: a label, a section, a signature."""

import itertools
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from lxml import html

from pipeline.extraction.blocks import Block
from pipeline.extraction.structured import Structured, text_of, types_of

_WORD = (
    r"(?:adv(?:ertorial|etorial)?|advertisement|iklan|pariwara|sponsored(?:\s+(?:content|post))?|infotorial|"
    r"konten\s+(?:berbayar|bersponsor|sponsor)|paid\s+(?:content|post|promotion)|brand\s*content)"
)
_SECTION = re.compile(rf"^\W*{_WORD}(?:\W+.{{0,40}})?$", re.I)
_TITLE = re.compile(rf"^\W*[\[(]?{_WORD}[\])]?\s*[:|\]–—-]|[\[(]\s*{_WORD}\s*[\])]", re.I)
# "(Adv/Diskominfo)", "(Nur/Fch/ADV/Pemkab Kutim)", "(rin/adv)", "*ADV", "ADV/Pemkab"
_SIGNED = re.compile(
    rf"[(\[](?:[^()\[\]]{{0,60}}[/\s*-])?(?i:{_WORD})(?:[/\s*.:-][^()\[\]]{{0,80}})?[)\]]"
    r"|(?:^|[\s.*/–—-])(?:ADV|Adv|Advertorial|ADVERTORIAL)(?:\s*/\s*[\w /.]{2,40})?\W*$"
)
_PATH = re.compile(r"/(?:adv|advertorial|pariwara|sponsored|iklan|infotorial)(?:/|$|-)", re.I)
_SECTION_CLASSES = re.compile(
    r"(?:^|[\s_-])(?:category|kategori|cat-links|rubrik|kanal|breadcrumbs?|label|section|kat|advertorial|pariwara|sponsored)(?=$|[\s_\d-])",
    re.I,
)
_MENU = re.compile(
    r"(?:^|[\s_-])(?:menu\w*|nav|navbar|main-?nav|cat-item|widget\w*|sidebar)(?=$|[\s_\d-])", re.I
)


def is_advertorial(
    structured: Structured, title: str, paragraphs: Sequence[str], around: Sequence[Block], url: str
) -> bool:
    """True if the schema type, section, label, title, path or the article's last words say so.

    `around`: the blocks near the headline, where sites print the section.
    """
    if "AdvertiserContentArticle" in types_of(structured.article):
        return True
    sections = structured.article.get("articleSection")
    stated = [text_of(one) for one in (sections if isinstance(sections, list) else [sections])]
    stated += structured.meta.get("article:section", []) + structured.meta.get("article:tag", [])
    if any(_SECTION.match(section) for section in stated if section):
        return True
    return (
        signed_advertorial(title, paragraphs) or bool(_PATH.search(urlsplit(url).path)) or _labelled(around)
    )


def signed_advertorial(title: str, paragraphs: Sequence[str]) -> bool:
    """True if a title or the edges of a text say so themselves: all that a feed's text can show."""
    if _TITLE.search(title) or any(_TITLE.match(paragraph[:40]) for paragraph in paragraphs[:1]):
        return True
    edges = [*paragraphs[:1], *paragraphs[-2:]] if len(paragraphs) > 2 else list(paragraphs)
    return any(_SIGNED.search(paragraph[-120:]) for paragraph in edges)


def _labelled(around: Sequence[Block]) -> bool:
    """A short text near the headline that names the section, in an element for that, not a menu."""
    return any(
        len(block.text) <= 40 and _SECTION.match(block.text) and _holds_sections(block.parent)
        for block in around
    )


def _holds_sections(element: html.HtmlElement) -> bool:
    names = " ".join(
        f"{one.get('class') or ''} {one.get('id') or ''}"
        for one in [element, *itertools.islice(element.iterancestors(), 3), *element]
    )
    return bool(_SECTION_CLASSES.search(names)) and not _MENU.search(names)
