"""Draws the README's picture: the real queue after a round over the sample in a temporary folder, as an SVG.

Run: make picture. A folder of before would show what the models of before said: a round scores what is new.
"""

import io
import re
import tempfile
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from core.settings import Settings
from flows.rounds import run_round
from flows.workspace import open_workspace
from pipeline.show import show_queue
from pipeline.store import queue, queue_length

ROWS = 8
WIDTH = 124


def main() -> None:
    """Write docs/queue.svg."""
    screen = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data")
        workspace = open_workspace(settings, "sample")
        run_round(workspace)
        with workspace.store.reading() as db:
            rows, every = queue(db, ROWS), queue_length(db)
    show_queue(rows, every, settings.capacity, settings.zone, screen)
    # the reader's own fonts: a picture must not call another host
    plain = re.sub(r"@font-face \{\{.*?\}\}\s*(?=[@.])", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    drawn = screen.export_svg(title="pantau queue", code_format=plain)
    (Path(__file__).parent / "queue.svg").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
