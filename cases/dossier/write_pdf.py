"""The dossier as PDF, set by Typst with the fonts that it carries: no font of the machine, no network."""

import json
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from typing import Final

import typst

from cases.dossier.data import Dossier

_FORM: Final = Path(__file__).with_name("dossier.typ")


def as_pdf(dossier: Dossier) -> bytes:
    """The PDF; the same dossier gives the same bytes."""
    return typst.compile(
        _FORM,
        root=_FORM.parent,
        ignore_system_fonts=True,
        sys_inputs=_inputs(dossier),
        timestamp=dossier.made_at.astimezone(UTC),
    )


def as_pictures(dossier: Dossier, ppi: float = 80) -> list[bytes]:
    """The pages as PNG, for a look before anything is made."""
    compiler = typst.Compiler(_FORM, root=_FORM.parent, ignore_system_fonts=True, sys_inputs=_inputs(dossier))
    made = compiler.compile(format="png", ppi=ppi)
    return made if isinstance(made, list) else [made or b""]


def _inputs(dossier: Dossier) -> dict[str, str]:
    return {"dossier": json.dumps(asdict(dossier), default=str, ensure_ascii=False)}
