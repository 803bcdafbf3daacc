"""`make bench`: speed and memory against baselines measured in the same run. Some minutes; `--quick` seconds.

Each measure is a process of its own, so that its memory is its own. Nothing outside a temporary folder is
written, nothing outside this machine is asked.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.desk import rows as desk_rows
from core.settings import PROJECT

_GOAL_SHARE = 0.6  # of trafilatura's rate
_GOAL_ARTICLES = 10.0  # a second and core
_GOAL_POSTS = 100_000 / 120  # a second, on two cores
_GOAL_WRITER, _GOAL_READER = 2.0, 0.1  # seconds


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    articles: int
    posts: int
    lock_seconds: float
    desk_items: int


_FULL = Size(articles=480, posts=100_000, lock_seconds=10.0, desk_items=1_000_000)
_QUICK = Size(articles=20, posts=40, lock_seconds=1.0, desk_items=2000)
Row = tuple[str, str, str, str, str]


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--quick", action="store_true", help="a smoke test of some seconds; the figures mean nothing"
    )
    parser.add_argument("--articles", type=int, help=f"how many articles (default {_FULL.articles})")
    parser.add_argument("--posts", type=int, help=f"how many posts (default {_FULL.posts})")
    parser.add_argument("--items", type=int, help=f"of the desk's store (default {_FULL.desk_items})")
    asked = parser.parse_args()
    size = _QUICK if asked.quick else _FULL
    size = Size(
        asked.articles or size.articles,
        asked.posts or size.posts,
        size.lock_seconds,
        asked.items or size.desk_items,
    )
    table = Table(
        title=f"{os.cpu_count()} cores, {size.articles} articles, {size.posts} posts", title_justify="left"
    )
    for name in ("measure", "value", "baseline", "ratio", "goal"):
        table.add_column(name, justify="left" if name == "measure" else "right")
    for row in _rows(size):
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 150).print(table)


def _rows(size: Size) -> Iterator[Row]:
    yield from articles_rows(_measure("benchmarks.articles", str(size.articles)))
    yield from posts_rows(_measure("benchmarks.posts", str(size.posts)))
    yield from lock_rows(_measure("benchmarks.locks", str(size.lock_seconds)))
    yield from desk_rows(_measure("benchmarks.desk", str(size.desk_items)))


def _measure(module: str, amount: str) -> dict[str, Any]:
    """What `python -m module AMOUNT DATA` prints, with a data folder that is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="pantau-bench-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", module, amount, str(Path(folder) / "data")],
            cwd=PROJECT,
            env={
                name: value
                for name, value in os.environ.items()
                if name not in ("PANTAU_DATA", "PANTAU_DELAY")
            },
            stdout=subprocess.PIPE,
            check=True,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def articles_rows(found: Mapping[str, Any]) -> Iterator[Row]:
    """Articles: the whole line against trafilatura alone, both by CPU seconds."""
    articles, pages = found["articles"], found["pages"]
    cpu = found["crawl_cpu"] + found["process_cpu"]
    line, alone, every = (
        articles / cpu,
        pages / found["trafilatura_cpu"],
        pages / found["trafilatura_all_cpu"],
    )
    yield (
        "articles/s and core, from HTTP to stored and scored",
        f"{line:.1f}",
        f"{alone:.1f} trafilatura, the modes that were tried ({found['modes_a_page']:.2f} a page)",
        f"{line / alone:.0%}",
        f"{_GOAL_SHARE:.0%}, {_GOAL_ARTICLES:.0f}/s",
    )
    yield "", "", f"{every:.1f} trafilatura, all three modes", f"{line / every:.0%}", ""
    processed = articles / found["process_cpu"]
    yield (
        "  of it, from archive to stored and scored",
        f"{processed:.1f}",
        f"{alone:.1f} trafilatura, the modes that were tried",
        f"{processed / alone:.0%}",
        "",
    )
    yield "  of it, crawl and archive", f"{articles / found['crawl_cpu']:.1f}", "", "", ""
    wall = found["crawl_wall"] + found["process_wall"]
    yield "articles/s, wall clock", f"{articles / wall:.1f}", "", "", ""
    yield from _memory("articles", found)


def posts_rows(found: Mapping[str, Any]) -> Iterator[Row]:
    """Posts: the whole line against the classifiers alone."""
    rate, alone = found["posts"] / found["wall"], found["classified"] / found["classify_cpu"]
    yield (
        f"posts/s imported and scored, wall clock, {found['claims']} claims",
        f"{rate:.0f}",
        f"{_GOAL_POSTS:.0f} goal",
        f"{rate / _GOAL_POSTS:.0%}",
        "100,000 in 2 min",
    )
    yield (
        "  100,000 posts would take",
        f"{100_000 / rate:.0f} s",
        "120 s",
        f"{100_000 / rate / 120:.0%}",
        "120 s",
    )
    line = found["posts"] / found["cpu"]
    yield (
        "posts/s and core",
        f"{line:.0f}",
        f"{alone:.0f} classifiers alone",
        f"{line / alone:.0%}",
        "",
    )
    yield "  CPU ms a post", f"{1000 / line:.2f}", f"{1000 / alone:.2f}", "", ""
    yield from _memory("posts", found)


def lock_rows(found: Mapping[str, Any]) -> Iterator[Row]:
    """Two writers and four readers of one store."""
    yield (
        f"longest wait of {found['writer_turns']} writers' turns",
        f"{found['writer_longest']:.3f} s",
        "",
        f"{found['writer_longest'] / _GOAL_WRITER:.0%}",
        f"{_GOAL_WRITER:.0f} s",
    )
    yield (
        f"p95 wait of {found['reader_turns']} readers' turns",
        f"{found['reader_p95']:.3f} s",
        "",
        f"{found['reader_p95'] / _GOAL_READER:.0%}",
        f"{_GOAL_READER} s",
    )


def _memory(what: str, found: Mapping[str, Any]) -> Iterator[Row]:
    yield (
        f"peak memory, {what}: all processes together",
        f"{found['peak'] / 1e6:.0f} MB",
        f"{found['largest_process'] / 1e6:.0f} MB largest process (ru_maxrss)",
        "",
        "",
    )


if __name__ == "__main__":
    main()
