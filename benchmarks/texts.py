"""Texts for the benchmarks: many that differ, made from our own ones, the same for the same seed.

Clauses of real sentences are put together anew, with other numbers, places and dates, so that no stage sees
the same text twice; a few are copies with small changes, as forwarded messages are.
"""

import csv
import random
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from core.settings import PROJECT
from crawlers.sample import FOLDER, SITES
from crawlers.sample.content import Article, load_article

_CLAUSE = re.compile(r"(?<=[,;:.!?])\s+|\n+")
_NUMBER = re.compile(r"\d+")
_COPIES = 0.03  # share of posts that repeat an earlier one with a changed opening
_EXCHANGED = 0.3  # share of the longer words: else each clause would stand in a hundred posts
_OPENINGS = ("Diteruskan: ", "FWD ", "Info grup sebelah. ", "Tolong sebarkan! ", "📢 ")
_ENDINGS = (
    "",
    "",
    "",
    "",
    "!!",
    " 😡",
    " 🙏🙏",
    " wkwk",
    " #kutim",
    " @warga_{} ",
    " cek https://contoh.example/{}",
    " hub 0840-{}",
)


@lru_cache(maxsize=1)
def clauses() -> tuple[str, ...]:
    """Every clause of our own texts: the sample's articles, posts and comments, and the training texts."""
    texts = [article.text for article in sample_articles()]
    channel = yaml.safe_load((SITES / "t.example" / "posts.yml").read_text(encoding="utf-8"))
    texts += [post["text"] for post in channel["posts"] if post.get("text")]
    for path in sorted([*FOLDER.glob("exports/*.csv"), *(PROJECT / "models").rglob("*.csv")]):
        texts += _texts_of(path)
    found = (part.strip() for text in texts for part in _CLAUSE.split(text))
    return tuple(dict.fromkeys(part for part in found if 12 <= len(part) <= 160))


@lru_cache(maxsize=1)
def sample_articles() -> tuple[Article, ...]:
    """The articles of all the sample's sites, in a fixed order."""
    return tuple(load_article(path) for path in sorted(SITES.glob("*/articles/*.md")))


def _texts_of(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file) if row.get("text")]


def posts(count: int, seed: int) -> Iterator[str]:
    """So many short posts: 1 to 4 clauses, about 20 words."""
    draw = random.Random(seed)
    earlier: list[str] = []
    for _ in range(count):
        if earlier and draw.random() < _COPIES:
            yield draw.choice(_OPENINGS) + draw.choice(earlier)
            continue
        chosen = draw.sample(clauses(), draw.choice((1, 2, 2, 3, 3, 4)))
        ending = draw.choice(_ENDINGS).format(draw.randrange(10**6))
        post = edited([" ".join(chosen)], draw, _EXCHANGED)[0] + ending
        if len(earlier) < 2000:
            earlier.append(post)
        yield post


def edited(paragraphs: Sequence[str], draw: random.Random, share: float) -> list[str]:
    """Paragraphs with other numbers, and a share of the longer words exchanged for those of other texts."""
    return [
        " ".join(
            draw.choice(_words()) if len(word) > 4 and draw.random() < share else word
            for word in _other_numbers(paragraph, draw).split()
        )
        for paragraph in paragraphs
    ]


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    """The longer words of our texts, in lower case."""
    found = (
        word.lower() for clause in clauses() for word in clause.split() if word.isalpha() and len(word) > 4
    )
    return tuple(dict.fromkeys(found))


def _other_numbers(text: str, draw: random.Random) -> str:
    return _NUMBER.sub(lambda found: str(draw.randrange(10 ** len(found[0]))).zfill(len(found[0])), text)
