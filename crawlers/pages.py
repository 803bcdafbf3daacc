"""What a fetched page says about itself: its whole-page variant, its next page, whether it is AMP.

Indonesian news sites split articles in these ways (known from browser scripts that join their pages):
whole with `?page=all` (Kompas "Show All", Tribunnews, Suara, Viva, Jawa Pos, Kontan), `?single=1` (Detik),
`/all` (iNews); in parts with `?page=2` (JPNN, Okezone, GenPI) or `/2/` (Mojok and other WordPress sites).
"""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, quote, urldefrag, urlencode, urljoin, urlsplit, urlunsplit

from lxml.etree import _Element
from scrapy.http import JsonResponse, Response, TextResponse
from scrapy.utils.response import get_base_url

from crawlers.fetch import SAFE

_TRACKING = re.compile(r"(?i)(utm_\w+|fbclid|gclid|igshid|_ga|ref_src|spm|amp)")
_AMP_HOST = re.compile(r"(?i)^(www\.|m\.|amp\.)+")
_PAGE_NAMES = ("page", "halaman", "hal", "pg", "paged")
_WHOLE_QUERY = re.compile(
    r"(?i)(page|halaman|hal|showpage|view)=(all|semua)|(single|all|showall|full)=(1|true|yes)"
)
_WHOLE_PATH = re.compile(r"(?i)/(all|single|full)/?$")
_WHOLE_WORDS = re.compile(
    r"(?i)^\W*((tampilkan|lihat|baca|buka)\s+semua(\s+halaman)?|semua\s+halaman|baca\s+satu\s+halaman"
    r"|(show|view)\s+all|single\s+page)\W*$"
)
_PATH_NUMBER = re.compile(r"(?i)(?P<stem>.*?)(?:/(?:page|halaman|hal))?/(?P<number>\d{1,2})/?$")
_NAME_NUMBER = re.compile(r"(?i)(?P<stem>.*?)[_-](?P<number>\d{1,2})(?P<ending>\.s?html?)$")
_NEXT_WORDS = re.compile(
    r"(?i)^\W*(\d{1,2}|selanjutnya|berikutnya|lanjut|next|halaman( selanjutnya| \d+)?)\W*$"
)
_AMP_PAGE = re.compile(rb"(?i)<html[^>]*\s(amp|\xe2\x9a\xa1)(?=[\s>=])")
_PAGE_IN_NAME = re.compile(r"[_-]\d{1,2}$")
LONGEST_LINK = 2000  # characters
MOST_LINKS = 1000  # of a page; a hostile one has a hundred thousand, and all sources would wait
SHORT = 8  # characters; a relative link ("2/") does not repeat the article's name


def key_of(url: str) -> str:
    """The URL as an identity: lower-case host, odd letters encoded, no fragment, no tracking parameters."""
    try:
        parts = urlsplit(url.strip())
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        query = urlencode([(name, value) for name, value in pairs if not _TRACKING.fullmatch(name)])
        path = quote(parts.path or "/", safe=SAFE)
    except ValueError:
        return url
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, query, ""))


def folded(url: str) -> str:
    """The same for all variants of one article's URL: AMP, "www.", "m.", http or https, last slash."""
    try:
        parts = urlsplit(key_of(url))
        pairs = [(k, v) for k, v in parse_qsl(parts.query) if (k.lower(), v.lower()) != ("outputtype", "amp")]
        query = urlencode(pairs)
    except ValueError:
        return url
    path = re.sub(r"(?i)/amp(?=/|$)|\.amp(?=\.html?$|$)", "", parts.path).rstrip("/")
    return f"{_AMP_HOST.sub('', parts.netloc)}{path}?{query}"


def absolute(base: str, href: str) -> str:
    """Where a link leads; the link as written if it leads nowhere."""
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return href


def is_page(response: Response) -> bool:
    """Whether this is something that an article can be read from: HTML, whatever the server calls it."""
    if not isinstance(response, TextResponse) or isinstance(response, JsonResponse):
        return False
    start = response.body[:2048].replace(b"\0", b"").lower()  # UTF-16 too
    return any(mark in start for mark in (b"<html", b"<!doctype html", b"<head", b"<body", b"<div", b"<p"))


def is_amp(response: TextResponse) -> bool:
    """Whether the page says that it is AMP: `<html amp>` or `<html ⚡>`."""
    return _AMP_PAGE.search(response.body[:2048]) is not None


def canonical_of(response: TextResponse) -> str:
    """The canonical URL that the page names, absolute; empty if it names none that can be fetched."""
    href = (response.css('link[rel~="canonical"]::attr(href)').get() or "").strip()
    url = absolute(get_base_url(response), href) if href else ""
    return url if url.startswith(("http://", "https://")) else ""


def whole_page(response: TextResponse) -> str:
    """URL of the variant that shows the whole article on one page; empty if the page links to none."""
    here = _article(response.url)
    for link, url in _near_links(response):
        path = urlsplit(url).path
        of_this = _article(urlunsplit(urlsplit(url)._replace(path=_WHOLE_PATH.sub("", path)))) == here
        if not of_this or key_of(url) == key_of(response.url):
            continue  # "Lihat semua" leads to lists of other articles too
        named = any(_WHOLE_QUERY.fullmatch(f"{name}={value}") for name, value in _query(url))
        if named or _WHOLE_PATH.search(path) or _WHOLE_WORDS.match(_words(link)):
            return url
    return ""


def next_page(response: TextResponse, first: str, number: int) -> str:
    """URL of page `number` of the article that begins at `first`; empty if the page links to none.

    A link counts by where it leads, since "Selanjutnya" and rel=next often lead to another article: to
    `first` with a number. An article whose own URL ends in a number ("/berita/12") has no pages "/berita/2".
    """
    wanted = _article(first), number
    return next((url for link, url in _near_links(response) if _page_of(url, link) == wanted), "")


def _near_links(response: TextResponse) -> Iterator[tuple[_Element, str]]:
    """The links that may lead to another page of the same article, and where they lead, without fragment.

    Only those are looked at closely: a news page has hundreds of links, and joining and splitting them all
    takes longer than parsing the page.
    """
    name = urlsplit(response.url).path.rstrip("/").rpartition("/")[2].partition(".")[0]
    stem = _PAGE_IN_NAME.sub("", name)
    near = (link for link in response.selector.root.iter("a", "link") if _is_near(link, stem))
    for link in islice(near, MOST_LINKS):
        try:
            yield link, urldefrag(urljoin(get_base_url(response), (link.get("href") or "").strip())).url
        except ValueError:
            continue


def _is_near(link: _Element, stem: str) -> bool:
    href = (link.get("href") or "").strip()
    if len(href) > LONGEST_LINK or (link.tag == "link" and "next" not in (link.get("rel") or "").lower()):
        return False
    return href.startswith("?") or len(href) <= SHORT or stem in href


def _page_of(url: str, link: _Element) -> tuple[str, int]:
    """The article and the page of it that a link leads to; page 0 if it names none."""
    parts = urlsplit(url)
    for name, value in _query(url):
        if name.lower() in _PAGE_NAMES and value.isdecimal() and len(value) <= 2:
            return _article(url), int(value)
    if match := _PATH_NUMBER.fullmatch(parts.path):
        return _article(urlunsplit(parts._replace(path=match["stem"]))), int(match["number"])
    match = _NAME_NUMBER.fullmatch(parts.path)
    if match and _NEXT_WORDS.match(_words(link)):  # "judul-2.html" may also be another article of that title
        path = match["stem"] + match["ending"]
        return _article(urlunsplit(parts._replace(path=path))), int(match["number"])
    return _article(url), 0


def _article(url: str) -> str:
    """What the pages of one article have in common: host and path, and the query without the page."""
    parts = urlsplit(key_of(url))
    query = [
        (name, value)
        for name, value in _query(url)
        if name.lower() not in _PAGE_NAMES and not _WHOLE_QUERY.fullmatch(f"{name}={value}")
    ]
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{urlencode(query)}"


def _query(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(key_of(url)).query, keep_blank_values=True)


def _words(link: _Element) -> str:
    return " ".join("".join(link.itertext()).split())
