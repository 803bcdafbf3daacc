"""Titles and messages that are made to be read slowly."""

import time
from pathlib import Path

from crawlers.messages import read_copied
from crawlers.presets import Post
from crawlers.spiders.wordpress import plain_title

MOST = 5.0  # seconds of processor time, for what takes a hundredth of it


def test_a_title_of_open_tags() -> None:
    begun = time.process_time()
    assert plain_title({"title": {"rendered": "<" * 300_000}}) == "<" * 300_000
    assert time.process_time() - begun < MOST
    assert plain_title({"title": {"rendered": "<b>Warga</b> &amp; 3 < 5"}}) == "Warga & 3 < 5"


def test_a_message_of_blanks(tmp_path: Path) -> None:
    file = tmp_path / "laporan.txt"
    file.write_text(f"[12/11/26 08.15] A: {' ' * 300_000}ya\n[12/11/26 08.16] B: tidak\n", encoding="utf-8")
    begun = time.process_time()
    first, second = read_copied(file)
    assert time.process_time() - begun < MOST
    assert isinstance(first, Post) and isinstance(second, Post)
    assert (first.text, first.line, second.text, second.line) == ("ya", 1, "tidak", 2)


def test_an_export_of_many_messages_counts_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "laporan.txt"
    file.write_text("[12/11/26 08.15] A: ya\n\n" * 20_000, encoding="utf-8")
    lines = [post.line for post in read_copied(file) if isinstance(post, Post)]
    assert lines == list(range(1, 40_000, 2))
