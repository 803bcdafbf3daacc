"""`pantau report`: the weekly report or the page of a day, as HTML and PDF."""

from pathlib import Path
from typing import Annotated

import typer


def report(
    week: Annotated[str, typer.Option(help="ISO week, as 2026-W47; by default the latest with data")] = "",
    day: Annotated[str, typer.Option(help="one page for a day, as 2026-11-23")] = "",
    edition: Annotated[str, typer.Option(help="full, partners or public")] = "full",
    out: Annotated[Path | None, typer.Option(help="folder; by default reports/ in the data folder")] = None,
) -> None:
    """The weekly report (or one page for a day), HTML and PDF.

    Example: pantau report --week 2026-W47 --edition partners --out laporan/
    """
    raise NotImplementedError
