"""The public preview of a Telegram channel, https://t.me/s/NAME: no account, no login, about 20 posts a page.

The markup is not documented; what is read here was seen in pages saved in 2026 (`tgme_widget_message`,
`js-message_text`, `tgme_widget_message_forwarded_from_name`, `data-post`). A name that is no public channel
leads to https://t.me/NAME, a page without posts.
"""

import hashlib
import re
from collections.abc import AsyncIterator
from dataclasses import replace

from lxml.etree import iterwalk
from lxml.html import HtmlElement
from parsel import Selector
from scrapy.http import TextResponse

from core.clock import now
from crawlers.messages import UNKNOWN_ORIGIN
from crawlers.pages import absolute, is_page
from crawlers.refusal import NotFetchedError
from crawlers.revisions import parse_date
from crawlers.spiders.base import ArticleSpider
from crawlers.spiders.round import FRESH, Offer

MOST_PAGES = 5  # in one round
_BREAKS = frozenset(("br", "div", "p", "pre", "blockquote"))


class TelegramSpider(ArticleSpider):
    """The posts of one open channel, newest first, back to what the last whole round knew or a week old."""

    stops_at_known = True

    async def offers(self) -> AsyncIterator[Offer]:
        """The posts that hold words. Pictures without a word are nothing that we could judge."""
        url = self.source.url
        for number in range(MOST_PAGES):
            response = await self.control(url)
            if response.status == 304:
                return
            if not isinstance(response, TextResponse) or not is_page(response):
                raise NotFetchedError("not_html")
            messages = response.css(".tgme_widget_message[data-post]")
            if not messages and number == 0 and not response.css(".tgme_channel_history"):
                raise NotFetchedError("no_channel", response.url)
            offers = [offer for message in messages if (offer := read_message(message)) is not None]
            for offer in reversed(offers):
                yield replace(offer, page=self.page(response))
            older = response.css("a.tme_messages_more[data-before]::attr(href)").get()
            if number:
                self.forget(url)  # asked again only if the first page has changed
            if not older or self._known_or_old(offers):
                return
            url = absolute(response.url, older)

    def _known_or_old(self, offers: list[Offer]) -> bool:
        """Whether what lies further back needs no look: pages without words say nothing about that."""
        if not offers:
            return False
        first = parse_date(offers[0].published_at)
        old = first is not None and first < now() - FRESH
        return old or all(self.is_settled(offer.native_id) for offer in offers)


def read_message(message: Selector) -> Offer | None:
    """One post; None if it holds no words of its own, or is a note of Telegram's ("channel created")."""
    if "service_message" in (message.attrib.get("class") or "").split():
        return None
    post = message.attrib["data-post"]
    words = [_text(part.root) for part in message.css(".js-message_text") if not _is_nested(part)]
    words += [_text(part.root) for part in message.css(".tgme_widget_message_poll_question")]
    text = "\n\n".join(part for part in words if part)
    if not text:
        return None
    signature = message.css(".tgme_widget_message_from_author ::text").get() or ""
    return Offer(
        url=message.css("a.tgme_widget_message_date::attr(href)").get() or f"https://t.me/{post}",
        native_id=post,
        author=signature.strip() or post.partition("/")[0],
        published_at=message.css("a.tgme_widget_message_date time::attr(datetime)").get() or "",
        # The page says that a post was edited, not when; so the words themselves tell a revision.
        updated_at=f"isi-{hashlib.sha256(text.encode()).hexdigest()[:16]}",
        text=text,
        forwarded_from=_origin(message),
    )


def _is_nested(part: Selector) -> bool:
    """Telegram writes the words of an album in two elements of the same class, one in the other."""
    return bool(part.xpath("ancestor::*[contains(concat(' ', @class, ' '), ' js-message_text ')]"))


def _text(element: HtmlElement) -> str:
    """The words as a reader sees them: a break where one is, the letters of emoji, no empty ends."""
    parts: list[str] = []
    for event, node in iterwalk(element, events=("start", "end", "comment", "pi")):  # however deep it is
        if event == "start":
            parts += ("\n" if node.tag in _BREAKS and node is not element else "", node.text or "")
        elif node is not element:
            parts += ("\n" if event == "end" and node.tag in _BREAKS - {"br"} else "", node.tail or "")
    lines = "\n".join(line.strip() for line in "".join(parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _origin(message: Selector) -> str:
    """The channel that a post was forwarded from; of a person, who has no link, only that it was."""
    name = message.css(".tgme_widget_message_forwarded_from_name")
    if not name:
        return ""
    words = " ".join(" ".join(name.css("::text").getall()).split())
    return words if name[0].root.tag == "a" and words else UNKNOWN_ORIGIN
