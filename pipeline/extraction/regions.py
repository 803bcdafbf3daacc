"""Which parts of a page are not the article: comments, related lists, sharing, advertising, navigation.

Judged by element names and by the words in `class` and `id`, in English and Indonesian, of any site. A part
that holds the headline or half of the page's text is never one of them, whatever its class says.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from lxml import etree, html

COMMENT, RELATED, SHARE, ADVERT, EMBED, NAVIGATION, CAPTION, META = (
    "comment",
    "related",
    "share",
    "advert",
    "embed",
    "navigation",
    "caption",
    "meta",
)
DROPPED_TAGS = (
    "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg", "math", "canvas",
    "video", "audio", "select", "textarea", "button", "input", "map", "marquee", "amp-ad", "amp-sidebar",
    "amp-social-share", "amp-analytics", "amp-embed", "amp-iframe",
)  # fmt: skip
_INLINE = frozenset(
    ("a", "span", "b", "strong", "i", "em", "u", "font", "small", "label", "cite", "mark", "abbr")
)
_BY_TAG = {
    "nav": NAVIGATION,
    "footer": NAVIGATION,
    "aside": RELATED,
    "figcaption": CAPTION,
    "menu": NAVIGATION,
}
Regions = dict[html.HtmlElement, str]  # an element -> the name of its region

_META_MAX = 250  # characters; a longer part called "author" or "info" is not a byline
PROSE_MIN = 600  # characters of a part that may be the article although its class says otherwise
_HEADLINE = etree.XPath("boolean(descendant-or-self::h1 or descendant-or-self::*[@itemprop='articleBody'])")
_LENGTH = etree.XPath("string-length(normalize-space(.))")


def _words(*alternatives: str) -> re.Pattern[str]:
    # Before a word may stand [^\W_]*, not \w*: an underscore parts words already, and a class of nothing
    # else would be looked through from each of them.
    return re.compile(rf"(?:^|[\s_-])(?:{'|'.join(alternatives)})(?=$|[\s_\d-])")


# Checked in this order: the first that fits names the region.
_REGIONS = (
    (
        COMMENT,
        _words(
            r"comments?(?![\s_-]*(?:open|closed?|off|on)\b)",
            r"commentlist|comment(?:area|box|form|s?-\w+)|replies|respond",
            r"komentar\w*|thecomment\w*|disqus\w*|fb-comments?|livefyre",
        ),
    ),
    (
        SHARE,
        _words(
            r"share\w*|[^\W_]*sharing|sharedaddy|[^\W_]*share-?(?:box|bar|buttons?|menu|icons?)?",
            r"sosmed\w*|medsos\w*|sosial|socials?|social-?\w+|addthis\w*|addtoany\w*|a2a",
            r"bagikan|berbagi|sharemenu|articleshare",
        ),
    ),
    (
        EMBED,
        _words(
            r"instagram-media|twitter-tweet|twitter-video|tiktok-embed|fb-(?:post|video|page)",
            r"embed-\w+|wp-embedded-content|reddit-card",
        ),
    ),
    (
        ADVERT,
        _words(
            r"ads?|adsense|adslot|adsbygoogle|adv|advert|advertisement|gpt|dfp",
            r"iklan\w*|banner\w*|sponsor\w*|parallax\w*",
        ),
    ),
    (
        RELATED,
        _words(
            r"related\w*|[^\W_]*related|[^\W_]*terkait\w*|topik-?terkait|recommend\w*|rekomendasi\w*",
            r"baca-?juga\w*|bacajg|lihat-?(?:juga|jg)|simak-?juga|link-?sisip|read-?(?:more|also|next)|also-?read",
            r"baca-?lainnya|berita-?lain(?:nya)?|list-content|infinite-?scroll|mvp-post-add-\w+",
            r"[^\W_]*populer|popular\w*|trending|terbaru|terkini|latest\w*|recent\w*|most-?(?:read|viewed|popular)",
            r"outbrain|taboola|mgid\w*|dable|next-?(?:post|article|news)|prev-?(?:post|article)",
            r"sidebar\w*|side-?bar|samping|right-?side|widget-?area|elementor-(?:posts|post|widget-posts)",
            r"author-?(?:box|bio|info)|about-?author|carousel|slider|newsletter\w*|subscri\w+|berlangganan",
        ),
    ),
    (
        NAVIGATION,
        _words(
            r"breadcrumbs?|crumbs?|nav|navbar|navigation|navigasi|(?:top|main|sub)-?nav|page-?nav\w*|nav-?links",
            r"menus?|menu-?\w+|footer\w*|colophon|post-footer|masthead|topbar|toolbar|copyright",
            r"pag(?:ing|ination|er|enavi)|wp-pagenavi|blog-pager|skip-link|search-?form|login\w*",
            r"tags?-?(?:links?|list|cloud\d*|article|widget|box|wrap|s)|tags|tag(?=$|\s)|post-labels|labels",
            r"cookie\w*|cc-(?:window|banner|revoke)|gdpr\w*|consent\w*|popup|modal|running-text|breaking-?news|newsticker",
        ),
    ),
    (
        CAPTION,
        _words(
            r"[^\W_]*captions?|caption-?\w*|image-?credit|photo-?credit",
            r"keterangan-?foto|ket-?foto|foto-?ket\w*|credit-?foto",
        ),
    ),
    (
        META,
        _words(
            r"[^\W_]*byline|[^\W_]*author|penulis|reporter|redaktur|editor|wartawan|credits?|credit-title|detail__author",
            r"date|[^\W_]*-date|datetime|date-?\w+|tanggal|tgl|waktu|time|timestamp|posted-?\w+|published",
            r"(?:entry|post|article|news|detail)-?(?:meta|info)|meta|info-?berita",
            r"views?|post-?views?\w*|dibaca|hits|kategori|category|cat-links|label",
        ),
    ),
)

# Whole classes only, no ids: a topic or a part of an article may be called so, too ("category-diskusi").
_DISCUSSION = re.compile(
    r"(?<![\w-])(?:tanggapan|diskusi|respons?)(?:-?(?:pembaca|warga|area|list|box|form))?(?![\w-])"
)


@lru_cache(maxsize=20_000)
def _region_of_names(names: str) -> str:
    for region, pattern in _REGIONS:
        if pattern.search(names):
            return region
    return ""


def strip_machinery(tree: html.HtmlElement) -> None:
    """Take scripts, forms' fields and players out of the tree, in place; call after reading JSON-LD."""
    etree.strip_elements(tree, *DROPPED_TAGS, with_tail=False)


def find_regions(tree: html.HtmlElement) -> Regions:
    """The topmost parts of the page that are not the article, with the name of their region."""
    body = tree.find("body")
    if body is None:
        return {}
    total = _length(body)
    regions: Regions = {}
    walker = etree.iterwalk(body, events=("start",))
    for _, element in walker:
        region = _candidate(element)
        if region and _confirmed(element, region, total):
            regions[element] = region
            walker.skip_subtree()
    return regions


def _candidate(element: html.HtmlElement) -> str:
    if not isinstance(element.tag, str) or element.tag in ("body", "html", "main", "h1"):
        return ""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return NAVIGATION
    style = element.get("style")
    if style and "display:none" in style.replace(" ", ""):
        return NAVIGATION
    classes = (element.get("class") or "").lower()
    names = f"{classes} {(element.get('id') or '').lower()}".strip()
    region = (_region_of_names(names) if names else "") or _BY_TAG.get(element.tag, "")
    if not region and _DISCUSSION.search(classes):
        return RELATED  # not COMMENT: if it is long and prose, it is the article's own
    return region


def _confirmed(element: html.HtmlElement, region: str, total: int) -> bool:
    if _HEADLINE(element) or (element.tag in _INLINE and _stands_in_a_sentence(element)):
        return False
    length = _length(element)
    if region == META:
        return length <= _META_MAX
    # Comments may well be longer than the article; anything else that fills half of the page, or that is
    # paragraphs without links, is the article under an unlucky class name.
    if region == COMMENT:
        return True
    return length <= total / 2 and (
        element.tag in _BY_TAG or length < PROSE_MIN or not _is_prose(element, length)
    )


def _stands_in_a_sentence(element: html.HtmlElement) -> bool:
    """Whether words stand right before or after an inline element: then its class says nothing about them."""
    before = element.getprevious()
    text = element.getparent().text if before is None else before.tail
    return bool((text or "").strip() or (element.tail or "").strip())


def _length(element: html.HtmlElement) -> int:
    return int(_LENGTH(element))


def _is_prose(element: html.HtmlElement, length: int) -> bool:
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    texts = (((one.text or "") + (one.tail or "")).strip() for one in element.iter("p", "br", "div"))
    return linked < 0.15 * length and sum(len(text) >= 80 for text in texts) >= 2


def without_regions(tree: html.HtmlElement, regions: Mapping[html.HtmlElement, str]) -> None:
    """Take these parts out of the tree, in place; the text after them stays."""
    for element in regions:
        parent = element.getparent()
        if parent is None:
            continue
        if element.tail:
            element.tail, tail = None, element.tail
            before = element.getprevious()
            if before is None:
                parent.text = (parent.text or "") + tail
            else:
                before.tail = (before.tail or "") + tail
        parent.remove(element)
