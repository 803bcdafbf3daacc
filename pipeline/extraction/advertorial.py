"""Whether an article was paid for, by what the page says of it: a label, a section, a signature."""

import itertools
import re
from collections.abc import Iterator, Sequence

from lxml import html

from pipeline.extraction.address import path_of
from pipeline.extraction.blocks import Block
from pipeline.extraction.document import element_text
from pipeline.extraction.regions import COMMENT, RELATED
from pipeline.extraction.shape import SENTENCE_END
from pipeline.extraction.structured import Structured, text_of, types_of

_WORD = (
    r"(?:adv(?:ertorial|etorial)?|advertisement|iklan|pariwara|sponsored(?:\s+(?:content|post))?|infotorial|"
    r"konten\s+(?:berbayar|bersponsor|sponsor)|paid\s+(?:content|post|promotion)|brand\s*content)"
)
_SECTION = re.compile(rf"^\W*(?:(?:kategori|category|rubrik|kanal)\s*:\s*)?{_WORD}(?:\W+.{{0,40}})?$", re.I)
_TITLE = re.compile(rf"^\W*[\[(]?{_WORD}[\])]?\s*[:|\]–—-]|[\[(]\s*{_WORD}\s*[\])]", re.I)
# "(Adv/Diskominfo)", "(Nur/Fch/ADV/Pemkab Kutim)", "(rin/adv)", "(Adv02)", "*ADV", "ADV/Pemkab", "Pariwara"
_SIGNED = re.compile(
    rf"[(\[](?:[^()\[\]]{{0,60}}[/\s*-])?(?i:{_WORD})\d{{0,3}}(?:[/\s*.:-][^()\[\]]{{0,80}})?[)\]]"
    r"|(?:^|[\s.*/–—-])(?:ADV|Adv|Advertorial|ADVERTORIAL)(?:\s*/\s*[\w /.]{2,40})?\W*$"
    r"|^\W*(?i:pariwara)\W*$"
)
_PATH = re.compile(r"/(?:adv|advertorial|pariwara|sponsored|iklan|infotorial)(?:/|$|-)", re.I)
_SECTION_CLASSES = re.compile(
    r"(?:^|[\s_-])(?:category|kategori|cat-links|rubrik|kanal|breadcrumbs?|label|section|kat|advertorial|pariwara|sponsored)(?=$|[\s_\d-])",
    re.I,
)
_LABEL_MAX = 40  # characters that name a section
_LABELS_MAX = 100  # characters of a line that names several, and the date
_MENU = re.compile(
    r"(?:^|[\s_-])(?:menu\w*|nav|navbar|main-?nav|cat-item|widget\w*|sidebar)(?=$|[\s_\d-])", re.I
)


def is_advertorial(structured: Structured, title: str, paragraphs: Sequence[str], url: str) -> bool:
    """True if the schema type, section, title, path or the article's last words say so."""
    if "AdvertiserContentArticle" in types_of(structured.article):
        return True
    sections = structured.article.get("articleSection")
    stated = [text_of(one) for one in (sections if isinstance(sections, list) else [sections])]
    stated += structured.meta.get("article:section", []) + structured.meta.get("article:tag", [])
    if any(_SECTION.match(section) for section in stated if section):
        return True
    return signed_advertorial(title, paragraphs) or bool(_PATH.search(path_of(url)))


def signed_advertorial(title: str, paragraphs: Sequence[str]) -> bool:
    """True if a title or the edges of a text say so themselves: all that a feed's text can show."""
    if _TITLE.search(title) or any(_TITLE.match(paragraph[:40]) for paragraph in paragraphs[:1]):
        return True
    edges = [*paragraphs[:1], *paragraphs[-2:]] if len(paragraphs) > 2 else list(paragraphs)
    return any(_SIGNED.search(paragraph[-120:]) for paragraph in edges)


def is_labelled(around: Sequence[Block]) -> bool:
    """True if a short text near the headline names the section, in an element for that, not a menu.

    `around`: the blocks near the headline, where sites print the section; their tree must be whole.
    """
    return any(
        len(text) <= _LABEL_MAX and _SECTION.match(text) and _holds_sections(element)
        for block in around
        if block.region not in (RELATED, COMMENT)  # labels of other articles
        and len(block.text) <= _LABELS_MAX
        and not SENTENCE_END.search(block.text)
        for text, element in _labels(block)
    )


def _labels(block: Block) -> Iterator[tuple[str, html.HtmlElement]]:
    """A line near the headline, and each of the links and labels in it, with the elements that say them."""
    yield block.text, block.parent
    for element in block.parent.iter("a", "span", "b", "strong", "em", "i", "small", "label"):
        text = element_text(element)
        if text and text in block.text:
            yield text, element


def _holds_sections(element: html.HtmlElement) -> bool:
    """Whether it, or something around it, is for naming sections.

    What holds the headline is the article, which WordPress classes by its sections ("category-kutim").
    """
    near = [element, *itertools.islice(element.iterancestors(), 3)]
    names = " ".join(
        f"{one.get('class') or ''} {one.get('id') or ''}"
        for one in itertools.takewhile(lambda one: one.tag != "h1" and one.find(".//h1") is None, near)
    )
    is_one = "category" in (element.get("rel") or "").split() or _SECTION_CLASSES.search(names)
    return bool(is_one) and not _MENU.search(names)
