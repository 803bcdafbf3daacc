"""Forms set by Typst with the fonts that it carries: no font of the machine, no network.

A form (`.typ`) reads what it is given as JSON: `json(bytes(sys.inputs.NAME))`.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst


def as_pdf(form: Path, given: Mapping[str, Any], made_at: datetime) -> bytes:
    """The form filled in, as PDF; the same values and second give the same bytes."""
    second = made_at.astimezone(UTC).replace(microsecond=0)  # Typst refuses parts of a second
    made = _compiler(form, given).compile(format="pdf", timestamp=second)
    if not isinstance(made, bytes):
        raise TypeError(f"{form.name}: no PDF")  # Typst raises by itself what is wrong with a form
    return made


def as_picture(form: Path, given: Mapping[str, Any], ppi: float) -> bytes:
    """A form of one page, as PNG. `ppi`: pixels an inch; 72 make a pixel of a point."""
    made = _compiler(form, given).compile(format="png", ppi=ppi)
    if not isinstance(made, bytes):
        raise TypeError(f"{form.name}: not one page")
    return made


def _compiler(form: Path, given: Mapping[str, Any]) -> typst.Compiler:
    inputs = {name: json.dumps(value, default=str, ensure_ascii=False) for name, value in given.items()}
    return typst.Compiler(form, root=form.parent, ignore_system_fonts=True, sys_inputs=inputs)
