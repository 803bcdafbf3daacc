"""`pantau report`: the weekly report, the page of a day, the transparency report, as HTML and PDF."""

from pathlib import Path
from typing import Annotated

import typer

from core import clock
from core.errors import UsageError
from core.settings import settings


def report(
    week: Annotated[str, typer.Option(help="ISO week, as 2026-W47; by default the latest with data")] = "",
    day: Annotated[str, typer.Option(help="one page for a day, as 2026-11-23")] = "",
    transparency: Annotated[str, typer.Option(help="the transparency report of a quarter, as 2026-Q4")] = "",
    edition: Annotated[str, typer.Option(help="full, partners or public")] = "",
    out: Annotated[Path | None, typer.Option(help="folder; by default reports/ in the data folder")] = None,
) -> None:
    """The weekly report (or one page for a day), HTML and PDF: issued, kept with its hash, and written.

    Issuing a period again is a correction that says what changed; if nothing did, the standing edition is
    written. Example: pantau report --week 2026-W47 --edition partners --out laporan/
    """
    from core.console import progress
    from flows.weekly_editions import opened_press, period_of
    from reports.editions import KINDS, OPERATOR, content, count, folder_of, issue

    if sum(map(bool, (week, day, transparency))) > 1:
        raise UsageError("give one of --week, --day, --transparency")
    press = opened_press(settings())
    period = period_of(press, week, day, transparency, clock.now())
    with progress("menyusun laporan"):
        issued = issue(press, count(press, period), edition or KINDS[period.kind][0], OPERATOR)
    folder = out or folder_of(settings(), issued.edition)
    for suffix in ("html", "pdf"):
        name, found = content(settings(), issued.edition, suffix)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            (out / name).write_bytes(found)
        typer.echo(str(folder / name))
    typer.echo(_said(issued.new, issued.edition.short, len(issued.changes)), err=True)


def _said(new: bool, short: str, changes: int) -> str:
    if not new:
        return f"edition {short} stands: it tells the same"
    return f"edition {short}" + (f", a correction: {changes} changes" if changes else "")
