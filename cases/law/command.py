"""`pantau law ...`: the catalogue of norms from the command line."""

import typer

law_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The catalogue of norms.")


@law_app.callback()
def _law() -> None:
    """A group, though it has one command: more follow."""


@law_app.command("check")
def law_check() -> None:
    """Every norm with its state today and when it was last checked; exit 1 if the catalogue is wrong.

    Example: pantau law check
    """
    from cases.law.catalogue import LawError

    try:
        from cases.law.checking import all_files, listing, old  # reads the table of routes already

        all_files()
    except LawError as error:
        typer.echo(f"pantau: {error}", err=True)
        raise typer.Exit(1) from error
    for line in listing():
        typer.echo(line)
    for line in old():
        typer.echo(f"warning: {line}", err=True)
