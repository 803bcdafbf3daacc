"""What a fetched page says about itself: its whole-page variant, its next page, whether it is AMP.

Indonesian news sites split articles in these ways (seen on their pages; the shapes are in the tests):
`?page=all` with "Tampilkan semua" (Kompas, Tribunnews), `?single=1` or `/single` (Detik, Okezone),
`?page=2` and "Selanjutnya" (Tribunnews, Liputan6), `/2` or `/page/2` (WordPress), `name_2.html` (Kapanlagi).
"""

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from scrapy.http import Response, TextResponse

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


def key_of(url: str) -> str:
    """The URL as an identity: lower-case host, no fragment, no tracking parameters."""
    parts = urlsplit(url.strip())
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(k)]
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", urlencode(query), ""))


def folded(url: str) -> str:
    """The same for all variants of one article's URL: AMP, "www.", "m.", http or https, last slash."""
    parts = urlsplit(key_of(url))
    path = re.sub(r"(?i)/amp(?=/|$)|\.amp(?=\.html?$|$)", "", parts.path).rstrip("/")
    query = [(k, v) for k, v in parse_qsl(parts.query) if (k, v.lower()) != ("outputtype", "amp")]
    return f"{_AMP_HOST.sub('', parts.netloc)}{path}?{urlencode(query)}"


def is_page(response: Response) -> bool:
    """Whether this is something that an article can be read from: HTML, whatever the server calls it."""
    if not isinstance(response, TextResponse):
        return False
    start = response.body[:2048].lstrip().lower()
    return b"<html" in start or b"<!doctype html" in start or b"<body" in start or b"<p" in start


def is_amp(response: TextResponse) -> bool:
    """Whether the page says that it is AMP."""
    return bool(response.xpath("boolean(/html[@amp or @*[name() = '⚡']])").get() == "1") or (
        re.search(rb"<html[^>]*\s(amp|\xe2\x9a\xa1)[\s>=]", response.body[:2048]) is not None
    )


def canonical_of(response: TextResponse) -> str:
    """The canonical URL that the page names, absolute; empty if it names none that can be fetched."""
    href = response.css('link[rel~="canonical"]::attr(href)').get() or ""
    url = urljoin(response.url, href.strip()) if href.strip() else ""
    return url if urlsplit(url).scheme in ("http", "https") else ""


def whole_page(response: TextResponse) -> str:
    """URL of the variant that shows the whole article on one page; empty if the page links to none."""
    here = _stem(response.url)
    for link in response.css("a[href]"):
        url = urljoin(response.url, link.attrib["href"].strip())
        parts = urlsplit(url)
        if _stem(_WHOLE_PATH.sub("", urlunsplit(parts._replace(query="")))) != here:
            continue  # "Lihat semua" of a list of other articles
        words = " ".join(link.css("::text").getall())
        named = _WHOLE_QUERY.search(parts.query) or _WHOLE_PATH.search(parts.path)
        if (named or _WHOLE_WORDS.match(words)) and key_of(url) != key_of(response.url):
            return urlunsplit(parts._replace(fragment=""))
    return ""


def next_page(response: TextResponse, number: int) -> str:
    """URL of page `number` of the same article; empty if the page links to none.

    A link counts by where it leads, not by its words: "Selanjutnya" and rel=next often lead to another
    article, page 2 of the same path does not.
    """
    here = _stem(response.url)
    for link in response.css("a[href], link[rel~=next][href]"):
        url = urljoin(response.url, link.attrib["href"].strip())
        if _page_number(url) == number and _stem(url) == here:
            return urlunsplit(urlsplit(url)._replace(fragment=""))
    return ""


def _page_number(url: str) -> int:
    """The page that a URL names; 1 if it names none."""
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if name.lower() in _PAGE_NAMES and value.isdecimal() and len(value) <= 2:
            return int(value)
    match = _PATH_NUMBER.fullmatch(parts.path) or _NAME_NUMBER.fullmatch(parts.path)
    return int(match["number"]) if match else 1


def _stem(url: str) -> str:
    """What the pages of one article have in common: host and path, and the query without the page."""
    parts = urlsplit(key_of(url))
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query)
        if name.lower() not in _PAGE_NAMES and not _WHOLE_QUERY.fullmatch(f"{name}={value}")
    ]
    path = parts.path
    if match := _PATH_NUMBER.fullmatch(path):
        path = match["stem"]
    elif match := _NAME_NUMBER.fullmatch(path):
        path = match["stem"] + match["ending"]
    return f"{parts.netloc.removeprefix('www.')}{path.rstrip('/')}?{urlencode(query)}"
