"""One candidate becomes one item: its pages, fragment or text read into title, text, author and time."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from core import clock
from core.record import Annotated, Candidate, Channel, Claim, Item, Page, Private, Rejected
from core.region import ZONE
from core.urls import BY_ADDRESS, without_trackers
from crawlers.source import Source
from pipeline.extraction.address import plain_url
from pipeline.extraction.advertorial import signed_advertorial
from pipeline.extraction.blocks import read_blocks, text_key
from pipeline.extraction.body import plain_paragraphs
from pipeline.extraction.claimreview import UnknownRatingError, claims_of_nodes, claims_of_title
from pipeline.extraction.dates import parse_date
from pipeline.extraction.document import Unreadable, parse_text
from pipeline.extraction.page import Extracted, extract_html
from pipeline.extraction.regions import find_regions, strip_machinery
from pipeline.extraction.structured import html_unescape, read_structured

__all__ = [
    "Extracted", "Unreadable", "earlier_ids", "extract_document", "extract_html", "is_by_address",
    "join_pages", "to_item",
]  # fmt: skip

_PAST_THE_END = ("soft_404", "too_short", "empty")  # what a page number after the last one answers


def extract_document(
    body: bytes, url: str = "", *, content_type: str = "", timezone: str = ZONE
) -> dict[str, str | bool | None]:
    """What `pantau extract` prints: title, text, author, published_at (ISO 8601 with offset, or None),
    canonical_url, language, advertorial. Raises Unreadable.
    """
    from pipeline.language import detect  # the detector's models take a second to load

    found = extract_html(body, url, content_type=content_type, timezone=timezone, fetched_at=clock.now())
    return {
        "title": found.title,
        "text": found.text,
        "author": found.author,
        "published_at": found.published_at.isoformat() if found.published_at else None,
        "canonical_url": found.canonical_url,
        "language": detect([f"{found.title}\n{found.text}"])[0],
        "advertorial": found.advertorial,
    }


def to_item(
    candidate: Candidate, source: Source, read_body: Callable[[Page], bytes], author_key: Callable[[str], str]
) -> Annotated | Rejected:
    """The item of a candidate, text unmasked, language "und" and revision 0 (later stages set them).

    A candidate that was rejected already stays so. One without readable content, or with a fact-check rating
    that nobody has classified, becomes Rejected. Raises ValueError for a known candidate: nothing to read.
    """
    if candidate.rejected is not None:
        return candidate.rejected
    if candidate.known:
        raise ValueError(f"{candidate.source_id} {candidate.key}: a known candidate holds nothing to extract")
    fetched_at = candidate.pages[0].fetched_at if candidate.pages else clock.now()
    try:
        found = _read(candidate, source, read_body, fetched_at)
        claims = _claims(candidate, source, found, fetched_at)
    except Unreadable as error:
        return _rejected(candidate, error.reason, error.detail)
    except UnknownRatingError as error:
        return _rejected(candidate, "unknown_rating", str(error))
    return _annotated(candidate, found, claims, author_key, fetched_at)


def join_pages(parts: Sequence[Extracted]) -> Extracted:
    """One article of several pages, in order: metadata of the first, paragraphs of all, none twice.

    Pages repeat the headline and often the paragraph before; only paragraphs of 30 letters or more count as
    repeated, so that short lines ("Betul.") may recur.
    """
    first = parts[0]
    seen = {text_key(first.title)}
    paragraphs: list[str] = []
    for part in parts:
        for paragraph in part.paragraphs:
            key = text_key(paragraph)
            if key in seen:
                continue
            if len(key) >= 30:
                seen.add(key)
            paragraphs.append(paragraph)
    return replace(
        first,
        paragraphs=tuple(paragraphs),
        author=next((part.author for part in parts if part.author), ""),
        published_at=next((part.published_at for part in parts if part.published_at), None),
        advertorial=any(part.advertorial for part in parts),
        nodes=tuple(node for part in parts for node in part.nodes),
    )


def _read(
    candidate: Candidate, source: Source, read_body: Callable[[Page], bytes], fetched_at: datetime
) -> Extracted:
    if candidate.text:
        found = _plain(candidate, candidate.text.strip())
    elif candidate.html:
        found = _fragment(candidate, source)
    else:
        found = _pages(candidate.pages, source, read_body)
    zone = ZoneInfo(source.timezone)
    moment = parse_date(candidate.published_at, now=fetched_at, zone=zone) if candidate.published_at else None
    # A feed's or an API's own time is surer than one that was only seen near the headline.
    if moment is not None and not (found.stated and found.published_at):
        found = replace(found, published_at=moment.at)
    return found


def _pages(pages: Sequence[Page], source: Source, read_body: Callable[[Page], bytes]) -> Extracted:
    if not pages:
        raise Unreadable("empty", "the candidate has no text, no fragment and no page")
    parts: list[Extracted] = []
    for page in pages:
        try:
            parts.append(
                extract_html(
                    read_body(page),
                    page.url,
                    content_type=next(
                        (value for name, value in page.headers if name.lower() == "content-type"), ""
                    ),
                    selectors=source.selectors,
                    timezone=source.timezone,
                    fetched_at=page.fetched_at,
                )
            )
        except Unreadable as error:
            if not parts or error.reason not in _PAST_THE_END:
                raise
    return join_pages(parts)


def _plain(candidate: Candidate, text: str) -> Extracted:
    """A row of an export or a post's text: kept as it was written."""
    paragraphs = tuple(line for line in (raw.strip() for raw in text.splitlines()) if line)
    return _from_source(candidate, paragraphs)


def _fragment(candidate: Candidate, source: Source) -> Extracted:
    """HTML of an API or a preview. Of a post every line is kept; of an article no pointers and widgets."""
    tree = parse_text(f"<html><body><div>{candidate.html}</div></body></html>")
    structured = read_structured(tree, candidate.url)
    strip_machinery(tree)
    if source.channel is Channel.POST:
        paragraphs = tuple(block.text for block in read_blocks(tree, {}))
    else:
        paragraphs = plain_paragraphs(read_blocks(tree, find_regions(tree)))
    return replace(_from_source(candidate, paragraphs), nodes=tuple(structured.nodes))


def _from_source(candidate: Candidate, paragraphs: tuple[str, ...]) -> Extracted:
    if not paragraphs:
        raise Unreadable("empty", "no text is left without links and widgets")
    title = _tagless(candidate.title)
    return Extracted(
        title=title,
        paragraphs=paragraphs,
        author=candidate.author,
        published_at=None,
        canonical_url=plain_url(candidate.url) if candidate.url else "",
        advertorial=signed_advertorial(title, paragraphs),
    )


def _tagless(title: str) -> str:
    """A title of an API, which may hold entities and `<em>`, as text."""
    if "<" not in title:
        return " ".join(html_unescape(title).split())
    return " ".join(parse_text(f"<html><body><p>{title}</p></body></html>").text_content().split())


def _claims(
    candidate: Candidate, source: Source, found: Extracted, fetched_at: datetime
) -> tuple[Claim, ...]:
    url = found.canonical_url or candidate.url
    claims = claims_of_nodes(
        found.nodes, url=url, publisher=source.publisher, now=fetched_at, zone=ZoneInfo(source.timezone)
    )
    if claims or source.channel is not Channel.FACTCHECK:
        return claims
    published_at = found.published_at.astimezone(UTC) if found.published_at else None
    return claims_of_title(found.title, url=url, publisher=source.publisher, published_at=published_at)


def _annotated(
    candidate: Candidate,
    found: Extracted,
    claims: tuple[Claim, ...],
    author_key: Callable[[str], str],
    fetched_at: datetime,
) -> Annotated:
    title = found.title or _tagless(candidate.title)
    author = candidate.author or found.author
    content_hash = _hash(title, found.text)
    name = candidate.native_id or found.canonical_url or candidate.url or content_hash
    item_id = _item_id(candidate.source_id, name)
    item = Item(
        id=item_id,
        source_id=candidate.source_id,
        channel=candidate.channel,
        title=title,
        text=found.text,
        language="und",
        author_key=author_key(author) if author else "",
        published_at=found.published_at.astimezone(UTC) if found.published_at else None,
        fetched_at=fetched_at,
        advertorial=found.advertorial,
        revision=0,
        content_hash=content_hash,
    )
    first = candidate.pages[0] if candidate.pages else None
    private = Private(
        item_id=item_id,
        revision=0,
        url=candidate.url or found.canonical_url,
        title=title,
        text=found.text,
        forwarded_from=candidate.forwarded_from,
        warc_file=first.warc_file if first else "",
        warc_offset=first.warc_offset if first else 0,
    )
    return Annotated(item=item, private=private, candidate_key=candidate.key, claims=claims)


def earlier_ids(candidate: Candidate) -> dict[str, str]:
    """The other ids under which a row of an export may be stored, each with the address that gave it.

    A row that its address makes, from before: once all faces of a page were one item, so another post may
    stand there. That is why such rows have names of their own now. A row whose id is an address: from an
    export without that column, or from before, when an id that was its own address counted as none. An id
    spelled otherwise than `without_trackers` writes it (trackers, capitals, no slash after the host) is not
    found from the address: it cannot be guessed. Empty for any other candidate.
    """
    if is_by_address(candidate):
        address = candidate.native_id.removeprefix(BY_ADDRESS)
        names = {one: one for one in (plain_url(candidate.url), address, _written_anew(address))}
    elif candidate.native_id.lower().startswith(("https://", "http://")):
        address = without_trackers(candidate.native_id)
        names = {BY_ADDRESS + address: address}
    else:
        return {}
    return {_item_id(candidate.source_id, name): address for name, address in names.items()}


def id_apart(candidate: Candidate) -> str:
    """The id of such a row whose own has gone to another post."""
    return _item_id(candidate.source_id, f"apart\0{candidate.native_id}")


def is_by_address(candidate: Candidate) -> bool:
    """Whether the address makes the post itself: a row of an export without an id."""
    return candidate.native_id.startswith(BY_ADDRESS)


def _written_anew(address: str) -> str:
    """The address with its query decoded and encoded, as it once gave a row its id."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return urlunsplit(parts._replace(query=urlencode(parse_qsl(parts.query, keep_blank_values=True))))


def _item_id(source_id: str, name: str) -> str:
    return _hash(source_id, name)[:16]


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _rejected(candidate: Candidate, reason: str, detail: str) -> Rejected:
    return Rejected(
        source_id=candidate.source_id,
        what=candidate.url or candidate.key,
        stage="extract",
        reason=reason,
        detail=detail,
    )
