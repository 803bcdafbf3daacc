"""What a person sees in the terminal: progress on a terminal only, nothing when piped."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Report = Callable[[int, int], None]
"""Told how many are done and how many there are in all (0: not known yet)."""


def quiet(done: int, total: int) -> None:
    """A `Report` that shows nothing."""


@contextmanager
def progress(label: str) -> Iterator[Report]:
    """A bar on standard error while the block runs; nothing unless standard error is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield quiet
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(label, total=None)

        def report(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None)

        yield report
