"""When an article was published: what the page states for machines, checked against what readers see."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

import htmldate
from lxml import html

from pipeline.extraction.blocks import Block
from pipeline.extraction.dates import Moment, parse_date
from pipeline.extraction.document import element_text
from pipeline.extraction.regions import CAPTION, COMMENT, RELATED
from pipeline.extraction.shape import SENTENCE_END
from pipeline.extraction.structured import Structured, text_of

_META_NAMES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "publishdate", "pubdate", "publish-date", "publication_date", "published_at", "content_publisheddate",
    "dc.date.issued", "dcterms.created", "dc.date", "dc.date.created", "parsely-pub-date", "sailthru.date",
    "article.published", "date", "datecreated",
)  # fmt: skip
_META_MODIFIED = ("article:modified_time", "og:updated_time")
_NODE_KEYS = ("datePublished", "dateCreated", "uploadDate")
_CLASSES = re.compile(
    r"(?:^|[\s_-])(?:date\w*|tanggal\w*|tgl|waktu|time\w*|published|publish\w*|posted\w*|tayang|terbit|schedule|pub)(?=$|[\s_\d-])",
    re.I,
)
_UPDATED = re.compile(r"\b(?:diperbarui|update[d]?|modified|diubah|terakhir)\b", re.I)
_URL_DATE = re.compile(
    r"/(?P<year>20\d{2}|19\d{2})/?(?:[/-])(?P<month>0?[1-9]|1[0-2])[/-](?P<day>0?[1-9]|[12]\d|3[01])(?=[/-]|$)"
)
_NEAR = (6, 10)  # blocks before and after the headline in which its date stands
_PROSE_MIN = 80  # characters of a sentence below the headline; what follows it may be of comments and lists
_ABOVE = 3  # blocks by which a line above the headline counts as further away
_LINE_MAX = 160  # characters of a line that may be a date line
_SAME_WALL = timedelta(hours=2)  # a clock in "UTC" this near to the visible local one is no UTC
_ROUNDED = timedelta(hours=1)  # by which "3 jam lalu" may be off
GUESS_MAX = 400_000  # characters of a page; htmldate is not asked about larger ones (it may take seconds)


@dataclass(frozen=True, slots=True)
class Published:
    """`at` is aware, or None. `stated`: the page states it for machines, with a time of day."""

    at: datetime | None
    stated: bool


def read_published(
    tree: html.HtmlElement,
    structured: Structured,
    blocks: Sequence[Block],
    title_at: int,
    url: str,
    *,
    now: datetime,
    zone: tzinfo,
) -> Published:
    """The publication time: metadata, else a date near the headline, else one in the URL, else a guess.

    Metadata without a time of day, or in UTC where readers see the same hour in local time (a common
    mistake), takes the visible time of the same day. The guess is htmldate's.
    """
    visible = _visible(blocks, title_at, now, zone)
    for text in _stated(tree, structured):
        if moment := parse_date(text, now=now, zone=zone):
            return Published(_reconciled(moment, visible), moment.timed)
    if visible:
        return Published(visible.at, False)
    if marked := _marked(tree, now, zone):
        return Published(marked.at, False)
    if (match := _URL_DATE.search(url)) and (
        moment := parse_date("-".join(match.groups()), now=now, zone=zone)
    ):
        return Published(moment.at, False)
    return Published(_guess(tree, url, now, zone), False)


def _stated(tree: html.HtmlElement, structured: Structured) -> Iterable[str]:
    yield from (text_of(structured.article.get(key)) for key in _NODE_KEYS)
    for name in _META_NAMES:
        yield from structured.meta.get(name, ())
    for element in tree.iter("time", "abbr", "span", "div", "p", "td", "li"):
        if (
            element.get("itemprop") == "datePublished"
            or element.get("pubdate") is not None
            or _is_entry_date(element)
        ):
            yield (
                element.get("datetime")
                or element.get("content")
                or element.get("title")
                or element.text_content()[:_LINE_MAX]
            )
    yield text_of(structured.article.get("dateModified"))
    for name in _META_MODIFIED:
        yield from structured.meta.get(name, ())


def _is_entry_date(element: html.HtmlElement) -> bool:
    return element.tag in ("time", "abbr") and "published" in (element.get("class") or "").split()


def _visible(blocks: Sequence[Block], title_at: int, now: datetime, zone: tzinfo) -> Moment | None:
    """The date line nearest to the headline; one above it counts as further away: it may be today's.

    A line with an hour is better than one without; below a sentence only if it tells the same day.
    """
    if title_at < 0:
        return None
    before = range(max(0, title_at - _NEAR[0]), title_at)
    after = range(title_at + 1, min(len(blocks), title_at + 1 + _NEAR[1]))
    prose = next((at for at in after if _is_prose(blocks[at].text)), len(blocks))
    today = now.astimezone(zone).date()
    dateless: Moment | None = None
    sure = False  # of `dateless`: it is not merely today's date over the page
    for index in sorted(
        [*after, *before], key=lambda at: at - title_at if at > title_at else title_at - at + _ABOVE
    ):
        if not (moment := _dated(blocks[index], now, zone)):
            continue
        another = sure and dateless and index > prose and moment.at.date() != dateless.at.date()
        if moment.timed and not another and not _UPDATED.match(blocks[index].text):
            return moment
        if dateless is None:
            dateless, sure = moment, index > title_at or moment.at.date() != today
    return dateless


def _is_prose(text: str) -> bool:
    return len(text) >= _PROSE_MIN and bool(SENTENCE_END.search(text))


def _dated(block: Block, now: datetime, zone: tzinfo) -> Moment | None:
    """The date of a block that is a date line, with the hour that it states for machines.

    Readers' own hour wins over another one for machines, which is often midnight, or of the last change.
    """
    if (
        block.region in (RELATED, COMMENT, CAPTION)
        or block.link_density > 0.5
        or len(block.text) > _LINE_MAX
        or not (moment := _line_date(block.text, now, zone))
    ):
        return None
    machine = _machine_date(block, now, zone)
    if machine is None or not machine.timed:
        return moment
    at = _reconciled(machine, moment)
    return moment if moment.timed and abs(at - moment.at) > _ROUNDED else replace(machine, at=at)


def _machine_date(block: Block, now: datetime, zone: tzinfo) -> Moment | None:
    """What the `<time>` of a date line states for machines."""
    for element in block.parent.iter("time"):
        text = element_text(element)
        if text and text in block.text and not _UPDATED.search(element.get("class") or ""):
            return parse_date(element.get("datetime") or "", now=now, zone=zone)
    return None


def _line_date(text: str, now: datetime, zone: tzinfo) -> Moment | None:
    """The date of a line that is mostly a date; a sentence that mentions a date has none."""
    moment = parse_date(text, now=now, zone=zone)
    if moment is None:
        return None
    words = len(re.findall(r"[^\W\d_]{2,}", text))
    return moment if words <= 14 and not re.search(r"\w{2,}[.!?][\"”]?$", text) else None


def _marked(tree: html.HtmlElement, now: datetime, zone: tzinfo) -> Moment | None:
    """The first element that its class or tag calls a date, and that holds one."""
    for element in tree.iter("time", "span", "div", "p", "td", "li", "i", "small", "font", "h5", "h6"):
        if element.tag == "time" or _CLASSES.search(
            f"{element.get('class') or ''} {element.get('id') or ''}"
        ):
            text = element.get("datetime") or element.text_content()
            if 4 <= len(text) <= 2 * _LINE_MAX and (
                moment := parse_date(text[:_LINE_MAX], now=now, zone=zone)
            ):
                return moment
    return None


def _reconciled(stated: Moment, visible: Moment | None) -> datetime:
    """The stated time, mended by the visible one: a missing time of day, a missing zone, a wrong "Z"."""
    if visible is None or not visible.timed:
        return stated.at
    if not stated.timed:
        return visible.at if visible.at.date() == stated.at.date() else stated.at
    seen = visible.at.replace(tzinfo=None)
    wall = (
        stated.at.astimezone(UTC).replace(tzinfo=None)
        if stated.zone == "utc"
        else stated.at.replace(tzinfo=None)
    )
    apart = abs(wall - seen)
    if stated.zone == "utc" and apart < min(_SAME_WALL, abs(stated.at - visible.at)):
        return wall.replace(tzinfo=visible.at.tzinfo)
    if stated.zone == "" and visible.zone == "local" and apart < timedelta(minutes=1):
        return wall.replace(tzinfo=visible.at.tzinfo)
    return stated.at


def _guess(tree: html.HtmlElement, url: str, now: datetime, zone: tzinfo) -> datetime | None:
    if len(tree.text_content()) > GUESS_MAX:
        return None
    found = htmldate.find_date(
        tree, original_date=True, extensive_search=False, url=url or None, max_date=now + timedelta(days=1)
    )
    moment = parse_date(found, now=now, zone=zone) if found else None
    return moment.at if moment else None
