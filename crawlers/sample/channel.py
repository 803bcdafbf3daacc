"""The public preview of a channel, in the markup of t.me/s/NAME, with paging by `?before=`."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.sample import web as w
from crawlers.sample.content import Channel, Post, load_channel

HOME = "http://t.example"
_WINDOW = 12
"""messages on a page; the real preview shows about 20, ours fewer, so that paging happens"""
_URL = re.compile(r"http://[a-z0-9.-]+\.example[^\s<]*")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]\ufe0f?")


def _emoji(match: re.Match[str]) -> str:
    code = match[0].encode().hex().upper()
    style = f"background-image:url('//t.example/img/emoji/40/{code}.png')"
    return f'<i class="emoji" style="{style}"><b>{match[0]}</b></i>'


def _text(text: str) -> str:
    """The text as the preview writes it: br for line ends, links, emoji as pictures with a letter in them."""
    linked = _URL.sub(
        lambda match: f'<a href="{match[0]}" target="_blank" rel="noopener">{match[0]}</a>',
        escape(text, quote=False),
    )
    return _EMOJI.sub(_emoji, linked).replace("\n", "<br/>")


def _parts(post: Post, channel: Channel, templates: w.Templates) -> str:
    """What lies in the bubble between the channel's name and the footer."""
    parts = []
    if post.forwarded is not None:
        part = "forwarded_link" if post.forwarded.url else "forwarded_name"
        values = {"url": post.forwarded.url} if post.forwarded.url else {}
        parts.append(templates.fill(part, name=escape(post.forwarded.name), **values))
    if post.reply is not None:
        quoted = next(other for other in channel.posts if other.id == post.reply)
        parts.append(
            templates.fill(
                "reply",
                channel=channel.channel,
                id=quoted.id,
                title=escape(channel.title),
                text=escape(quoted.text[:120]),
            )
        )
    if post.photo:
        parts.append(templates.fill("photo", channel=channel.channel, id=post.id))
    if post.text or post.service:
        parts.append(templates.fill("text", text=_text(post.text or post.service)))
    for url in _URL.findall(post.text):
        parts.append(templates.fill("preview", url=url))
    return "\n".join(parts)


def _message(post: Post, channel: Channel, templates: w.Templates) -> str:
    return templates.fill(
        "message",
        kind="service_message" if post.service else "text_not_supported_wrap",
        channel=channel.channel,
        id=post.id,
        title=escape(channel.title),
        parts=_parts(post, channel, templates),
        views=templates.fill("views", views=post.views) if post.views else "",
        at=post.at.astimezone(UTC).isoformat(),
        time=w.clock_time(post.at),
    )


def _window(posts: Sequence[Post], query: w.Query) -> Sequence[Post]:
    """The newest messages, those before one, or those after one."""
    if query.get("before", "").isdigit():
        return [post for post in posts if post.id < int(query["before"])][-_WINDOW:]
    if query.get("after", "").isdigit():
        return [post for post in posts if post.id > int(query["after"])][:_WINDOW]
    return posts[-_WINDOW:]


def _preview(channel: Channel, templates: w.Templates, query: w.Query) -> w.Answer:
    """GET /s/NAME. A window before the first message is empty, not an error."""
    shown = _window(channel.posts, query)
    older = bool(shown) and shown[0].id > channel.posts[0].id
    name = channel.channel
    before = shown[0].id if older else 0
    body = templates.fill(
        "frame",
        title=escape(channel.title),
        about=escape(channel.about),
        channel=name,
        subscribers=channel.subscribers,
        canonical=f"{HOME}/s/{name}",
        prev=f'    <link rel="prev" href="/s/{name}?before={before}">' if older else "",
        more=templates.fill("more", channel=name, before=before) if older else "",
        messages="\n".join(_message(post, channel, templates) for post in shown),
    )
    return w.Answer(body.encode(), "text/html; charset=utf-8")


def _landing(templates: w.Templates, name: str, title: str, about: str) -> w.Route:
    return w.html(templates.fill("landing", channel=name, title=escape(title), about=escape(about)))


def site(folder: Path, at: datetime) -> w.Site:
    """Every path of the channel as it stood at a moment, and the places its forwards point to."""
    channel, templates = load_channel(folder, at), w.Templates(folder)
    name = channel.channel
    routes: dict[str, w.Route] = {
        f"/s/{name}": partial(_preview, channel, templates),
        f"/{name}": _landing(templates, name, channel.title, channel.about),
        "/robots.txt": w.plain((folder / "robots.txt").read_text(encoding="utf-8"), at),
    }
    for post in channel.posts:
        routes[f"/{name}/{post.id}"] = _landing(templates, name, channel.title, post.text or channel.about)
        if post.forwarded is not None and post.forwarded.url is not None:
            path = urlsplit(post.forwarded.url).path
            routes[path] = _landing(templates, path.split("/")[1], post.forwarded.name, post.text)
    return routes
