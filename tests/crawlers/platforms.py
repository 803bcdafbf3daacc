"""Servers that answer as WordPress and t.me do, after their documentation and saved pages."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from tests.web import Answer, Request, Route

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
JSON = {"Content-Type": "application/json; charset=UTF-8"}
WITA = timedelta(hours=8)


def _local(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


@dataclass(frozen=True)
class Post:
    """One post of a WordPress site."""

    id: int
    title: str = "Kabar"
    content: str = "<p>Isi kabar.</p>"
    published: datetime = NOW - timedelta(days=1)
    modified: datetime = NOW - timedelta(days=1)
    author: str = "Redaksi"

    def plain(self, site: str) -> dict[str, object]:
        """As the REST interface gives it with our `_fields` and `_embed=author`."""
        return {
            "id": self.id,
            "date": _local(self.published + WITA),
            "date_gmt": _local(self.published),
            "modified": _local(self.modified + WITA),
            "modified_gmt": _local(self.modified),
            "link": f"{site}/?p={self.id}",
            "title": {"rendered": self.title},
            "content": {"rendered": self.content, "protected": False},
            "_links": {"author": [{"embeddable": True, "href": f"{site}/wp-json/wp/v2/users/1"}]},
            "_embedded": {"author": [{"id": 1, "name": self.author}]},
        }


def error(code: str, status: int, message: str = "Maaf.", **data: object) -> Answer:
    """As WordPress reports one."""
    body = {"code": code, "message": message, "data": {"status": status, **data}}
    return Answer(json.dumps(body), status, JSON)


@dataclass
class WordPress:
    """GET /wp-json/wp/v2/posts."""

    posts: Sequence[Post]
    site: str = ""
    since_57: bool = True  # knows modified_after
    totals: bool = True  # sends X-WP-Total and X-WP-TotalPages
    asked: list[dict[str, str]] = field(default_factory=list)

    def __call__(self, request: Request) -> Answer:
        query = {name: values[0] for name, values in request.query.items()}
        self.asked.append(query)
        chosen = [post for post in self.posts if self._wanted(post, query)]
        order = (
            (lambda post: post.modified)
            if query.get("orderby") == "modified"
            else lambda post: post.published
        )
        chosen.sort(key=order, reverse=query.get("order", "desc") == "desc")
        page, size = int(query.get("page", "1")), int(query.get("per_page", "10"))
        count = -(-len(chosen) // size)
        if page > count and chosen:
            return error("rest_post_invalid_page_number", 400)
        body = [post.plain(self.site) for post in chosen[(page - 1) * size : page * size]]
        totals = {"X-WP-Total": str(len(chosen)), "X-WP-TotalPages": str(count)} if self.totals else {}
        return Answer(json.dumps(body), headers=JSON | totals)

    def _wanted(self, post: Post, query: dict[str, str]) -> bool:
        modified = "modified_after" not in query or not self.since_57
        modified = modified or post.modified > datetime.fromisoformat(query["modified_after"])
        published = "after" not in query or post.published > datetime.fromisoformat(query["after"])
        return modified and published


@dataclass(frozen=True)
class Message:
    """One message of a channel's preview."""

    id: int
    text: str = "Pesan"  # HTML, as Telegram writes it
    at: datetime = NOW - timedelta(hours=1)
    kind: str = "text_not_supported_wrap"
    edited: bool = False
    before: str = ""  # what stands above the text: forwarded from, a reply, pictures
    signature: str = ""

    def html(self, channel: str) -> str:
        text = self.text
        if text and not text.startswith("<div"):
            text = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>'
        signed = f'<span class="tgme_widget_message_from_author" dir="auto">{self.signature}</span>'
        return (
            '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
            f'<div class="tgme_widget_message {self.kind} js-widget_message" data-post="{channel}/{self.id}" '
            'data-view="eyJj"><div class="tgme_widget_message_user">'
            '<i class="tgme_widget_message_user_photo"></i></div><div class="tgme_widget_message_bubble">'
            f'<div class="tgme_widget_message_author accent_color"><a class="tgme_widget_message_owner_name" '
            f'href="https://t.me/{channel}"><span dir="auto">Kabar Kutim</span></a></div>{self.before}{text}'
            '<div class="tgme_widget_message_footer compact js-message_footer">'
            '<div class="tgme_widget_message_info short js-message_info">'
            '<span class="tgme_widget_message_views">1.2K</span><span class="copyonly"> views</span>'
            f'<span class="tgme_widget_message_meta">{"edited &nbsp;" if self.edited else ""}'
            f"{signed if self.signature else ''}"
            f'<a class="tgme_widget_message_date" href="https://t.me/{channel}/{self.id}">'
            f'<time datetime="{self.at.isoformat()}" class="time">20:00</time></a></span>'
            "</div></div></div></div></div>"
        )


def preview(channel: str, messages: Sequence[Message], window: int = 20) -> Callable[[Request], Answer]:
    """GET /s/NAME: the newest `window` messages, oldest first, or those before one."""

    def answer(request: Request) -> Answer:
        before = int(request.query.get("before", ["1000000"])[0])
        shown = [message for message in messages if message.id < before][-window:]
        older = shown and shown[0].id > messages[0].id
        more = (
            '<div class="tgme_widget_message_centered js-messages_more_wrap">'
            f'<a href="/s/{channel}?before={shown[0].id}" class="tme_messages_more js-messages_more" '
            f'data-before="{shown[0].id}"></a></div>'
            if older
            else ""
        )
        body = "".join(message.html(channel) for message in shown)
        return Answer(
            '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Kabar – Telegram</title></head>'
            '<body class="widget_frame_base"><main class="tgme_main"><div class="tgme_container">'
            '<section class="tgme_channel_history js-message_history">'
            f"{more}{body}</section></div></main></body></html>"
        )

    return answer


def landing(name: str) -> Answer:
    """GET /NAME: what there is of a group, a closed channel, or a name that nobody has."""
    return Answer(
        f"<!DOCTYPE html><html><head><title>Telegram: Contact @{name}</title></head><body>"
        f'<div class="tgme_page"><div class="tgme_page_extra">@{name}</div></div></body></html>'
    )


def once(first: Answer, then: Route) -> Callable[[Request], Answer]:
    """The first request is answered otherwise than all that follow."""
    left = [first]

    def answer(request: Request) -> Answer:
        if left:
            return left.pop()
        return then if isinstance(then, Answer) else then(request)

    return answer


def tagged(route: Callable[[Request], Answer]) -> Callable[[Request], Answer]:
    """With an ETag of the body, and 304 to who has it."""

    def answer(request: Request) -> Answer:
        made = route(request)
        etag = f'"{abs(hash(made.body))}"'
        if request.headers.get("if-none-match") == etag:
            return Answer(b"", 304, {"ETag": etag})
        return replace(made, headers={**made.headers, "ETag": etag})

    return answer


def claim_review(claim: str, rating: str) -> str:
    """The JSON-LD of a fact-check page (schema.org/ClaimReview)."""
    review = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": claim,
        "reviewRating": {"@type": "Rating", "alternateName": rating},
        "author": {"@type": "Organization", "name": "Cek Contoh"},
        "datePublished": "2026-11-22",
    }
    return f'<script type="application/ld+json">{json.dumps(review)}</script>'
