"""The texts of the sample: one file an article (YAML head, then paragraphs), one file for the channel.

A body is paragraphs between blank lines. `## ` begins a subheading, `> ` a quotation, `* ` a list,
`-> slug` a "Baca juga" line, `===` a new page. `**bold**` and `_italic_` work inside a line.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

BOLD = re.compile(r"\*\*(.+?)\*\*")
ITALIC = re.compile(r"^_(.+)_$")
_MARKS = {"## ": "heading", "> ": "quote", "* ": "item", "-> ": "related"}


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Comment(_Model):
    """A reader's comment below an article: page furniture, never part of the text."""

    author: str
    at: datetime
    text: str


class Review(_Model):
    """What a fact-check states in ClaimReview."""

    claim: str
    rating: str
    value: int
    """1 (false) to 5 (true)"""
    date: date
    author: str
    appearance: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a body. `kind`: paragraph, heading, quote, item, related or break."""

    kind: str
    text: str

    @property
    def plain(self) -> str:
        """The words without marks."""
        return ITALIC.sub(r"\1", BOLD.sub(r"\1", self.text))


class Head(_Model):
    """What the YAML head of an article may say."""

    id: int
    title: str
    published: datetime
    modified: datetime | None = None
    author: str
    editor: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    photo: str = ""
    """caption"""
    label: str = ""
    """a mark of the section beside the title: SATIRE"""
    advertorial: str = ""
    """how the site marks an advertorial"""
    amp: bool = False
    views: int = 0
    comments: tuple[Comment, ...] = ()
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one article."""

    slug: str
    head: Head
    blocks: tuple[Block, ...]

    @property
    def modified(self) -> datetime:
        """When this version appeared."""
        return self.head.modified or self.head.published

    @property
    def text(self) -> str:
        """The text that a good extraction finds: no "Baca juga", no furniture. Paragraphs by line."""
        return "\n".join(block.plain for block in self.blocks if block.kind not in ("related", "break"))

    @property
    def lead(self) -> str:
        """The first paragraph."""
        return next(block.plain for block in self.blocks if block.kind == "paragraph")

    @property
    def pages(self) -> tuple[tuple[Block, ...], ...]:
        """The blocks, page by page."""
        pages: list[list[Block]] = [[]]
        for block in self.blocks:
            if block.kind == "break":
                pages.append([])
            else:
                pages[-1].append(block)
        return tuple(tuple(page) for page in pages)


class Forwarded(_Model):
    """Where a channel post comes from."""

    name: str
    url: str | None = None


class Post(_Model):
    """One message of the channel; without text it is a photo or a service message."""

    id: int
    at: datetime
    text: str = ""
    views: str = ""
    photo: bool = False
    service: str = ""
    reply: int | None = None
    """the message it answers, quoted above it"""
    forwarded: Forwarded | None = None


class Channel(_Model):
    """The public preview of a channel."""

    channel: str
    title: str
    about: str
    subscribers: str
    posts: tuple[Post, ...]


def _block(chunk: str) -> Block:
    if chunk == "===":
        return Block("break", "")
    for mark, kind in _MARKS.items():
        if chunk.startswith(mark):
            return Block(kind, chunk.removeprefix(mark))
    return Block("paragraph", chunk)


def _blocks(body: str) -> tuple[Block, ...]:
    chunks = (chunk.strip() for chunk in re.split(r"\n\n|\n(?=\* )", body))
    return tuple(_block(chunk) for chunk in chunks if chunk)


def load_article(path: Path) -> Article:
    """Read one version of an article; `slug.koreksi.md` is a later version of `slug.md`."""
    head, body = path.read_text(encoding="utf-8").removeprefix("---\n").split("\n---\n", 1)
    return Article(path.name.partition(".")[0], Head.model_validate(yaml.safe_load(head)), _blocks(body))


def articles(site: Path, at: datetime) -> list[Article]:
    """The articles of a site as they stood at a moment, newest first, in their versions of then."""
    latest: dict[str, Article] = {}
    for path in sorted((site / "articles").glob("*.md")):
        article = load_article(path)
        held = latest.get(article.slug)
        if article.modified <= at and (held is None or article.modified > held.modified):
            latest[article.slug] = article
    return sorted(latest.values(), key=lambda article: article.head.published, reverse=True)


def load_channel(site: Path, at: datetime) -> Channel:
    """The channel as it stood at a moment, oldest post first."""
    channel = Channel.model_validate(yaml.safe_load((site / "posts.yml").read_text(encoding="utf-8")))
    return channel.model_copy(update={"posts": tuple(post for post in channel.posts if post.at <= at)})
