"""`pantau verify`: a sealed package, checked offline."""

import re
from pathlib import Path
from typing import Annotated

import typer

from core.errors import UsageError


def verify(
    file: Annotated[Path, typer.Argument(help="package, .zip")],
    key: Annotated[
        str, typer.Option(help="fingerprint of the desk's key, as the desk gave it by another way")
    ] = "",
    roots: Annotated[
        Path | None, typer.Option(help="PEM file of the time-stamp authorities that are trusted")
    ] = None,
) -> None:
    """Check a sealed package: every file, every signature, the custody log. Exit 1 if anything is wrong.

    Needs no data folder, no database, no network. Its findings are in Indonesian, as the package's reader.

    Example: pantau verify rujukan.zip --key 4b1f...
    """
    from cases.package.verify import verify_package

    for path in (file, roots):
        if path is not None and not path.is_file():  # exit 1 would say that the package is not whole
            raise UsageError(f"{path}: there is no such file; check the path")
    if key and not re.fullmatch(r"[0-9a-f]{64}", "".join(key.split()).replace(":", "").casefold()):
        raise UsageError("--key: a fingerprint has 64 hexadecimal digits; ask the desk for it by another way")
    verdict = verify_package(file, key, roots)
    for note in verdict.notes:
        typer.echo(f"- {note}")
    for fault in verdict.faults:
        typer.echo(f"SALAH {fault}")
    if verdict.faults:
        typer.echo(f"TIDAK UTUH: {len(verdict.faults)} hal tidak cocok. Jangan dipakai; hubungi pengirim.")
        raise typer.Exit(1)
    told = "dan kunci meja cocok" if key else "tetapi keaslian kunci BELUM diperiksa"
    typer.echo(f"UTUH: paket tidak berubah sejak disegel, {told}.")
