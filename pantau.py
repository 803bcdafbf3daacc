"""The front door: the command line. Every command is a thin call into a room."""

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False)
