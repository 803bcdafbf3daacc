"""The dossier as PDF."""

from dataclasses import asdict
from pathlib import Path
from typing import Final

from cases.dossier.data import Dossier
from core import typesetting

_FORM: Final = Path(__file__).with_name("dossier.typ")


def as_pdf(dossier: Dossier) -> bytes:
    """The PDF; the same dossier gives the same bytes."""
    return typesetting.as_pdf(_FORM, {"dossier": asdict(dossier)}, dossier.made_at)
