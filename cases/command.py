"""`pantau verify`: a sealed package, checked offline."""

from pathlib import Path
from typing import Annotated

import typer


def verify(
    file: Annotated[Path, typer.Argument(help="package, .zip")],
    key: Annotated[
        str, typer.Option(help="fingerprint of the desk's key, as the desk gave it by another way")
    ] = "",
) -> None:
    """Check a sealed package: every file, every signature, the custody log. Exit 1 if anything is wrong.

    Example: pantau verify rujukan.zip --key 4b1f...
    """
    raise NotImplementedError
