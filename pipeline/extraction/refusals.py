"""Pages that answer 200 and hold no article: "not found", guards against robots, subscription walls."""

import re
from collections.abc import Sequence

from lxml import html

from pipeline.extraction.blocks import Block
from pipeline.extraction.document import Unreadable, element_text
from pipeline.extraction.structured import Structured

TEXT_MIN = 50  # characters; less is no article, not even a photograph's
WALLED_MAX = 1200  # characters up to which a text on a page with a wall is its teaser
_SOURCE_MAX = 200_000  # characters of HTML in which a guard names itself
_LINE = 60  # characters from which on a block is prose, not a button
_PROSE_MIN = 300  # characters of prose; a notice has less
_HEADLINE_WORDS = 3  # that follow the words of a guard or a notice: then it is a headline
_SHORT_PAGE = 2500  # characters of a page that may be a notice

_NOT_FOUND_TITLE = re.compile(
    r"^\W*(?:oops|ups|maaf|sorry|error)?\W*(?:(?:error|kesalahan)\s*)?(?:404\b|(?:halaman|artikel|berita|konten|page|post|url|tautan|dokumen)\b(?P<what>.{0,40})"
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
_NOTICE_WORDS = frozenset(  # of which a notice is made, around "halaman ... tidak ditemukan"
    (
        "404", "error", "kesalahan", "halaman", "artikel", "berita", "konten", "tautan", "dokumen", "alamat",
        "situs", "server", "yang", "anda", "kamu", "kami", "kita", "cari", "dicari", "tuju", "dituju",
        "tujuan", "minta", "diminta", "maksud", "dimaksud", "buka", "akses", "diakses", "kunjungi",
        "dikunjungi", "inginkan", "ini", "itu", "tersebut", "maaf", "sudah", "telah", "sedang", "saat", "di",
        "atau", "dan", "mungkin", "tidak", "ditemukan", "ada", "tersedia", "dihapus", "dipindahkan", "page",
        "post", "url", "not", "found", "is", "was", "has", "been", "be", "you", "are", "looking", "for",
        "requested", "the", "that", "this", "on", "or", "and", "does", "do", "did", "could", "can", "cannot",
        "may", "exist", "removed", "moved", "deleted", "sorry",
    )
)  # fmt: skip
_WALL = re.compile(
    r"(?:artikel|konten|berita)\s+ini\s+(?:khusus|hanya|eksklusif)\s+(?:untuk|bagi)\s+(?:pelanggan|anggota|member|premium)|"
    r"(?:untuk|agar\s+dapat)\s+(?:melanjutkan|lanjut)\s+(?:membaca|baca).{0,60}(?:berlangganan|langganan|masuk|login|daftar)|"
    r"subscribe\s+to\s+(?:continue|read)|subscribers\s+only",
    re.I,
)
_WALL_BUTTON = re.compile(  # also what a sentence may say ("massa masuk untuk membaca pernyataan")
    r"(?:berlangganan|langganan|login|masuk)\s+(?:sekarang\s+)?(?:untuk|agar\s+dapat)\s+(?:melanjutkan|lanjut|membaca)|"
    r"khusus\s+(?:untuk\s+)?pelanggan",
    re.I,
)
_WORD = re.compile(r"\w+")
_SUFFIXED = re.compile(r"\s[-–|—]\s.*$")


def refuse_notices(
    tree: html.HtmlElement, structured: Structured, source: str, blocks: Sequence[Block]
) -> None:
    """Raise Unreadable for a robot guard ("captcha") or a "not found" page ("soft_404").

    `source`: the page's HTML; `blocks`: its visible text. A page that describes itself as an article is one,
    even one about missing pages; so is one with prose below a title that says more than a notice does.
    """
    if structured.article.get("datePublished") or structured.first("article:published_time"):
        return
    seen = " ".join(block.text for block in blocks)
    prose = sum(len(block.text) for block in blocks if len(block.text) >= _LINE and block.link_density < 0.5)
    title = element_text(tree.find(".//title"))
    if _guards(title, prose) or (len(seen) <= _SHORT_PAGE and _GUARD_TEXT.search(source[:_SOURCE_MAX])):
        raise Unreadable("captcha", f"a guard against robots or a block page: {title[:80]!r}")
    for text in (_SUFFIXED.sub("", title), element_text(tree.find(".//h1"))):
        if len(text) <= 90 and _misses(text, prose):
            raise Unreadable("soft_404", f"status 200, but the page says {text!r}")


def refuse_poor_text(structured: Structured, paragraphs: Sequence[str], blocks: Sequence[Block]) -> None:
    """Raise Unreadable: a teaser before a wall ("paywall"), a notice ("soft_404"), no text ("too_short")."""
    text, seen = "\n".join(paragraphs), " ".join(block.text for block in blocks)
    buttons = [block.text for block in blocks if len(block.text) < _LINE or block.text not in paragraphs]
    walled = _closed(structured) or _WALL.search(seen) or _WALL_BUTTON.search(" ".join(buttons))
    if len(text) <= WALLED_MAX and walled:
        raise Unreadable("paywall", f"{len(text)} characters before a subscription wall")
    if len(text) <= 600 and len(seen) <= _SHORT_PAGE and (match := _NOT_FOUND_TEXT.search(seen)):
        raise Unreadable("soft_404", f"status 200, but the page says {match[0]!r}")
    if len(text) < TEXT_MIN:
        raise Unreadable("too_short", f"{len(text)} characters of text, at least {TEXT_MIN} make an article")


def _guards(title: str, prose: int) -> bool:
    match = _GUARD_TITLE.match(title)
    if match is None:
        return False
    return prose < _PROSE_MIN or len(_WORD.findall(_SUFFIXED.sub("", title[match.end() :]))) < _HEADLINE_WORDS


def _misses(title: str, prose: int) -> bool:
    match = _NOT_FOUND_TITLE.match(title)
    if match is None:
        return False
    rest = _SUFFIXED.sub("", title[match.end() :])
    headline = _more(match["what"] or "") > 0 or _more(rest) >= _HEADLINE_WORDS
    return prose < _PROSE_MIN or not headline


def _more(title: str) -> int:
    """How many words of a title are none of which notices are made."""
    return sum(word not in _NOTICE_WORDS for word in _WORD.findall(title.lower()))


def _closed(structured: Structured) -> bool:
    return str(structured.article.get("isAccessibleForFree", "")).lower() in (
        "false",
        "http://schema.org/false",
    )
