"""From bytes to one parsed tree: charset, what is no HTML, and a parser that forgives."""

import codecs
import re
import zlib
from json import JSONDecodeError

from lxml import etree, html

from core.errors import PantauError
from core.tables import parse_json

MAX_DECOMPRESSED = 20_000_000  # bytes; a compressed page larger than this is no article

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.I)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.I)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TAG = re.compile(r"<\s*(?:!doctype|html|head|body|div|p|article|table|title|meta|span|br)\b", re.I)
# One comment stands for any number of them: what lies between the first and the last may be anything.
_FEED = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(rss|feed|urlset|sitemapindex|rdf:RDF)\b", re.S
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_MAGIC = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG image",
    b"\xff\xd8\xff": "JPEG image",
    b"GIF8": "GIF image",
    b"RIFF": "RIFF media",
    b"PK\x03\x04": "ZIP archive or office document",
    b"\xd0\xcf\x11\xe0": "old office document",
}
# Pages that call themselves Latin-1 or ASCII are Windows-1252 in practice (WHATWG Encoding Standard, 4.2).
_WINDOWS_1252 = {"iso8859-1", "ascii"}
# Beginnings of Python's names for what sites write in (same standard, 4.2). Other codecs are slow, decode
# to what is no text, or raise other errors. UTF-8 and UTF-16 are missing: they are known by their bytes.
_CHARSETS = (
    "iso8859-",
    "cp125",
    "cp866",
    "cp874",
    "cp932",
    "cp949",
    "tis-620",
    "gb",
    "big5",
    "euc_",
    "shift_jis",
    "koi8-",
    "mac-",
)


class Unreadable(PantauError):  # noqa: N818 - the name that the rooms agreed on
    """A page that holds no article. `reason` is a short code for counting, `detail` one sentence."""

    def __init__(self, reason: str, detail: str) -> None:
        """Keep both parts apart; the message joins them."""
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def read_text(body: bytes, content_type: str = "") -> str:
    """The text of an HTML page.

    Raises Unreadable: "empty", "not_html" (feeds, images, archives, plain text), "json_error" (an API's
    answer).
    """
    body = _decompressed(body)
    if not body.strip():
        raise Unreadable("empty", "the body has no bytes")
    for magic, name in _MAGIC.items():
        if body.startswith(magic):
            raise Unreadable("not_html", f"the body is a {name}")
    text = decode(body, content_type)
    _refuse_other_formats(text)
    return text


def parse_text(text: str) -> html.HtmlElement:
    """The tree of HTML text (a page or a fragment), its root `<html>`. Raises Unreadable("empty")."""
    text = _CONTROL.sub("", _XML_DECLARATION.sub("", text, count=1))
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("empty", f"nothing could be parsed: {error}") from error


def element_text(element: html.HtmlElement | None) -> str:
    """All text of an element on one line; "" where there is no element."""
    return "" if element is None else " ".join(element.text_content().split())


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a body whose declared charset may be missing or wrong; never raises.

    Bytes that are valid UTF-8 are UTF-8 whatever the page says: other charsets hardly ever look like it. A
    declared charset that is none of the web counts as missing.
    """
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body.decode(encoding, "replace")
    sample = body[:400]
    if sample.count(0) * 3 > len(sample):
        return body.decode("utf-16-le" if body[1:2] == b"\x00" else "utf-16-be", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    lenient = body.decode("utf-8", "replace")
    if _mostly_utf8(lenient):  # cut in the middle of a letter, or a few bytes of another charset pasted in
        return lenient
    for name in _declared(body, content_type):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return body.decode("cp1252", "replace")


def _mostly_utf8(lenient: str) -> bool:
    broken = lenient.count("\ufffd")
    letters = sum(1 for char in lenient if ord(char) > 127) - broken
    return broken * 20 <= letters


def _declared(body: bytes, content_type: str) -> list[str]:
    found = [match[1] for match in [_HEADER_CHARSET.search(content_type)] if match]
    found += [match[1].decode("ascii") for match in [_DECLARED.search(body[:4096])] if match]
    return [name for told in found if (name := _charset(told))]


def _charset(told: str) -> str:
    """Python's name of a charset that sites write in; "" for any other."""
    try:
        name = codecs.lookup(told).name
    except LookupError:
        return ""
    if name in _WINDOWS_1252:
        return "cp1252"
    return name if name.startswith(_CHARSETS) else ""


def _decompressed(body: bytes) -> bytes:
    """A gzip body opened; anything else unchanged. Servers send it twice packed, and people save pages so."""
    if body[:3] != b"\x1f\x8b\x08":
        return body
    opener = zlib.decompressobj(31)
    try:
        opened = opener.decompress(body, MAX_DECOMPRESSED)
    except zlib.error as error:
        raise Unreadable("not_html", f"broken gzip: {error}") from error
    if opener.unconsumed_tail:
        raise Unreadable("not_html", f"a gzip body of more than {MAX_DECOMPRESSED} bytes")
    return opened


def _refuse_other_formats(text: str) -> None:
    start = text.lstrip()[:1]
    if start in ("{", "[") and (error := _json_error(text)):
        raise Unreadable("json_error", error)
    if match := _FEED.match(text[:4096]):
        raise Unreadable("not_html", f"the body is an XML document of type {match[1]}")
    if not _TAG.search(text):
        raise Unreadable("not_html", "the body has no HTML tags")


def _json_error(text: str) -> str:
    try:
        value = parse_json(text)
    except JSONDecodeError:
        return ""
    if isinstance(value, dict):
        for key in ("message", "error", "detail", "status"):
            if key in value:
                return f"JSON instead of a page: {key} = {str(value[key])[:120]!r}"
    return "JSON instead of a page"
