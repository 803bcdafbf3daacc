"""Draws the README's picture: the real queue of a data folder (PANTAU_DATA) as an SVG.

Run after a round over the sample: python docs/picture.py
"""

import io
import re
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from core.settings import settings
from flows.workspace import open_workspace
from pipeline.show import show_queue
from pipeline.store import queue

ROWS = 8
WIDTH = 124


def main() -> None:
    """Write docs/queue.svg."""
    screen = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    with open_workspace(settings()).store.reading() as db:
        rows = queue(db, ROWS)
    if not rows:
        raise SystemExit(f"{settings().data}: the queue is empty, nothing to draw; first: make run")
    show_queue(rows, settings().capacity, settings().zone, screen)
    # the reader's own fonts: a picture must not call another host
    plain = re.sub(r"@font-face \{\{.*?\}\}\s*(?=[@.])", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    drawn = screen.export_svg(title="pantau queue", code_format=plain)
    (Path(__file__).parent / "queue.svg").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
