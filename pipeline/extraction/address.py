"""The one address of an article, whichever of its faces was fetched: AMP, mobile, page two, with trackers."""

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml import html

from core.urls import without_trackers
from pipeline.extraction.structured import Structured, text_of

_FACES = {
    "amp": None,
    "outputtype": {"amp"},
    "m": {"0", "1"},
    "single": {"1"},
    "page": None,
    "showpage": {"all"},
    "halaman": None,
}
_FRONT_PATHS = frozenset(  # some sites state it on every page
    ("", "index.php", "index.html", "index.htm", "home", "beranda")
)
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\d+(?:[a-z]{2}_)?/(https?://.+)$")
_SECOND_LEVEL = frozenset(
    (
        "ac",
        "biz",
        "co",
        "com",
        "desa",
        "edu",
        "go",
        "gov",
        "mil",
        "my",
        "net",
        "or",
        "org",
        "ponpes",
        "sch",
        "web",
    )
)
_AMP_PATH = re.compile(r"/amp(?:\.html)?/?$|^/amp(?=/)")
_FACE_HOST = re.compile(r"^(?:amp|m)\.")


def canonical_url(tree: html.HtmlElement, structured: Structured, url: str) -> str:
    """The page's own address by `rel=canonical`, og:url or JSON-LD if it is an article of the same site;
    else `url` without trackers and without what only chooses a face of the page. Empty if none is known.
    """
    own = _unarchived(url)
    stated = [
        element.get("href") or ""
        for element in tree.iter("link")
        if "canonical" in (element.get("rel") or "").lower().split()
    ]
    stated.append(structured.first("og:url", "twitter:url"))
    page = structured.article.get("mainEntityOfPage")
    stated.append(text_of(page.get("@id") if isinstance(page, dict) else page))
    stated.append(text_of(structured.article.get("url")))
    for address in stated:
        absolute = _unarchived(_absolute(own, address.strip()))
        if _usable(absolute, own):
            return plain_url(absolute)
    return plain_url(own)


def _absolute(own: str, address: str) -> str:
    """A stated address in full; empty if none is stated, or none that is an address ("https://[domain]/x")."""
    try:
        return urljoin(own, address) if address else ""
    except ValueError:
        return ""


def plain_url(url: str) -> str:
    """An address without fragment, trackers, AMP and mobile faces and page numbers of an article."""
    try:
        parts = urlsplit(without_trackers(url))
    except ValueError:
        return url
    if not parts.netloc:
        return url
    query = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _only_a_face(key, value)
    ]
    path = _AMP_PATH.sub("", parts.path)
    if path != parts.path and parts.path.endswith("/"):
        path = f"{path.rstrip('/')}/"
    return urlunsplit((parts.scheme, _without_face(parts.netloc), path or "/", urlencode(query), ""))


def _without_face(host: str) -> str:
    """A host without "amp." or "m." where a site remains: m.kabar.co.id is kabar.co.id, m.co.id a site."""
    rest = _FACE_HOST.sub("", host)
    labels = rest.partition(":")[0].split(".")
    return rest if len(labels) > (2 if _is_shared(labels) else 1) else host


def path_of(url: str) -> str:
    """The path of a URL; empty where the URL is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def same_site(first: str, second: str) -> bool:
    """Whether two addresses belong to one registered domain: kaltim.kantor.id and www.kantor.id do."""
    return _registered(first) == _registered(second)


def host_of(url: str) -> str:
    """The host of a URL in lower case; empty where the URL is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _registered(url: str) -> str:
    """The registered domain of a URL: the last two labels, three under co.id, go.id and their like."""
    host = host_of(url)
    labels = host.split(".")
    if labels[-1].isdigit():  # an IP address
        return host
    return ".".join(labels[-3:] if _is_shared(labels) else labels[-2:])


def _is_shared(labels: list[str]) -> bool:
    """Whether many sites share the last two labels of a host: co.id, go.id, desa.id."""
    return len(labels) > 1 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL


def _unarchived(url: str) -> str:
    match = _ARCHIVED.match(url)
    return match[1] if match else url


def _only_a_face(key: str, value: str) -> bool:
    lowered = key.lower()
    if lowered not in _FACES:
        return False
    allowed = _FACES[lowered]
    if lowered in ("page", "halaman"):
        return value.isdigit() or value.lower() in ("all", "semua")
    return allowed is None or value.lower() in allowed


def _is_front(parts: SplitResult) -> bool:
    return parts.path.strip("/").lower() in _FRONT_PATHS and not parts.query


def _usable(address: str, own: str) -> bool:
    """An http address of the same site that is not its front page, unless the page is the front page."""
    try:
        parts, mine = urlsplit(address), urlsplit(own)
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or "." not in parts.netloc:
        return False
    if not own:
        return bool(parts.path.strip("/") or parts.query)
    front, mine_front = _is_front(parts), _is_front(mine)
    return same_site(address, own) and (mine_front or not front)
