"""Where evidence lies: `<data>/cases/<case>/<evidence>/`, folders 700, files 600."""

import re
from pathlib import Path
from typing import Final

from cases.store import CaseError
from core.settings import Settings

FACTS: Final = "facts.json"
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


def folder(settings: Settings, case_id: str, evidence_id: str) -> Path:
    """The folder of one piece of evidence, whether it is there or not. Raises CaseError for no plain ids."""
    for one in (case_id, evidence_id):
        if not _PLAIN.fullmatch(one):
            raise CaseError("nomor kasus atau bukti tidak dikenal")
    return settings.cases / case_id / evidence_id
