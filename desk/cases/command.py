"""`pantau case ...`: cases from the command line. What it shows and makes, the desk's gate decides."""

from pathlib import Path
from typing import Annotated

import typer

case_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Cases and their sealed packages.")
CaseId = Annotated[str, typer.Argument(metavar="ID", help="of the case, as `pantau case list` shows it")]


@case_app.command("list")
def case_list() -> None:
    """Every case with its state, route and nearest deadline.

    Example: pantau case list
    """
    raise NotImplementedError


@case_app.command("show")
def case_show(case_id: CaseId) -> None:
    """One case under pseudonyms: what stands, what blocks, its custody log.

    Example: pantau case show 3f2a9c0d11e4b7a8
    """
    raise NotImplementedError


@case_app.command("package")
def case_package(case_id: CaseId, out: Annotated[Path, typer.Option(help="file to write, .zip")]) -> None:
    """The sealed package of a case that two people have approved; refused while anything blocks.

    Example: pantau case package 3f2a9c0d11e4b7a8 --out rujukan.zip
    """
    raise NotImplementedError
