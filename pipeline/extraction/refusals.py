"""Pages that answer 200 and hold no article: "not found", guards against robots, subscription walls."""

import re

from lxml import html

from pipeline.extraction.document import Unreadable
from pipeline.extraction.structured import Structured

TEXT_MIN = 50  # characters; less is no article, not even a photograph's
WALLED_MAX = 1200  # characters up to which a text on a page with a wall is its teaser
_SOURCE_MAX = 200_000  # characters of HTML in which a guard names itself
_SHORT_PAGE = 2500  # characters of a page that may be a notice

_NOT_FOUND_TITLE = re.compile(
    r"^\W*(?:oops|ups|maaf|sorry|error)?\W*(?:(?:error|kesalahan)\s*)?(?:404\b|(?:halaman|artikel|berita|konten|page|post|url|tautan|dokumen)\b.{0,40}"
    r"\b(?:tidak|tak|belum|not|could\s?n.t|cannot)\s*(?:\w+\s+){0,3}(?:ditemukan|ada|tersedia|be\s+found|found|exist|dapat)|not\s+found\b|tidak\s+ditemukan\b|"
    r"(?:tidak|tak)\s+ada\s+(?:halaman|artikel|berita)\b|nothing\s+found\b|halaman\s+(?:telah\s+)?dihapus)",
    re.I,
)
_NOT_FOUND_TEXT = re.compile(
    r"(?:halaman|artikel|berita|konten|page)\s+(?:yang\s+(?:anda|kamu)\s+(?:cari|tuju|minta|maksud)|ini|itu|tersebut|you\s+(?:are\s+looking\s+for|requested)).{0,40}"
    r"(?:tidak|telah\s+dihapus|sudah\s+dihapus|dihapus|not\s+(?:be\s+)?found|does\s+not\s+exist|could\s?n.t)",
    re.I,
)
_GUARD_TITLE = re.compile(
    r"^\W*(?:just\s+a\s+moment|attention\s+required|access\s+denied|akses\s+ditolak|are\s+you\s+(?:a\s+)?(?:human|robot)|security\s+check|"
    r"checking\s+your\s+browser|ddos.guard|verifikasi\s+(?:keamanan|anda)|robot\s+check|please\s+wait|one\s+moment|403\s+forbidden|forbidden|"
    r"internet\s*(?:positif|baik|sehat)|trust\s*positif|situs\s+(?:diblokir|terlarang)|human\s+verification|captcha)",
    re.I,
)
_GUARD_TEXT = re.compile(
    r"cf-challenge|cdn-cgi/challenge-platform|_cf_chl|verify\s+(?:that\s+)?you\s+are\s+(?:a\s+)?human|bukan\s+robot|enable\s+javascript\s+and\s+cookies\s+to\s+continue|"
    r"checking\s+(?:if\s+the\s+site\s+connection\s+is\s+secure|your\s+browser)|unusual\s+traffic|px-captcha|geo\.captcha-delivery|imunify360|internetpositif|trustpositif",
    re.I,
)
_WALL = re.compile(
    r"(?:artikel|konten|berita)\s+ini\s+(?:khusus|hanya|eksklusif)\s+(?:untuk|bagi)\s+(?:pelanggan|anggota|member|premium)|"
    r"(?:untuk|agar\s+dapat)\s+(?:melanjutkan|lanjut)\s+(?:membaca|baca).{0,60}(?:berlangganan|langganan|masuk|login|daftar)|"
    r"(?:berlangganan|langganan|login|masuk)\s+(?:sekarang\s+)?(?:untuk|agar\s+dapat)\s+(?:melanjutkan|lanjut|membaca)|"
    r"khusus\s+(?:untuk\s+)?pelanggan|subscribe\s+to\s+(?:continue|read)|subscribers\s+only",
    re.I,
)
_SUFFIXED = re.compile(r"\s[-–|—]\s.*$")


def refuse_notices(tree: html.HtmlElement, structured: Structured, source: str, seen: str) -> None:
    """Raise Unreadable for a robot guard ("captcha") or a "not found" page ("soft_404").

    `source`: the page's HTML; `seen`: its visible text. A page that describes itself as an article is one,
    even one about missing pages.
    """
    if structured.article.get("datePublished") or structured.first("article:published_time"):
        return
    title = _text(tree.find(".//title"))
    if _GUARD_TITLE.match(title) or (len(seen) <= _SHORT_PAGE and _GUARD_TEXT.search(source[:_SOURCE_MAX])):
        raise Unreadable("captcha", f"a guard against robots or a block page: {title[:80]!r}")
    for text in (_SUFFIXED.sub("", title), _text(tree.find(".//h1"))):
        if len(text) <= 90 and _NOT_FOUND_TITLE.match(text):
            raise Unreadable("soft_404", f"status 200, but the page says {text!r}")


def refuse_poor_text(structured: Structured, text: str, seen: str) -> None:
    """Raise Unreadable: a teaser before a wall ("paywall"), a notice ("soft_404"), no text ("too_short")."""
    if len(text) <= WALLED_MAX and (_closed(structured) or _WALL.search(seen)):
        raise Unreadable("paywall", f"{len(text)} characters before a subscription wall")
    if len(text) <= 600 and len(seen) <= _SHORT_PAGE and (match := _NOT_FOUND_TEXT.search(seen)):
        raise Unreadable("soft_404", f"status 200, but the page says {match[0]!r}")
    if len(text) < TEXT_MIN:
        raise Unreadable("too_short", f"{len(text)} characters of text, at least {TEXT_MIN} make an article")


def _closed(structured: Structured) -> bool:
    return str(structured.article.get("isAccessibleForFree", "")).lower() in (
        "false",
        "http://schema.org/false",
    )


def _text(element: html.HtmlElement | None) -> str:
    return "" if element is None else " ".join(element.text_content().split())
