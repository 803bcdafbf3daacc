"""Reference data of the pipeline that other rooms read too: where it lies, and the rows of the gazetteer.

The files stay in `pipeline/reference`, where `pipeline.build_gazetteer` writes the gazetteer. A room that may
not import the pipeline, such as the models, reads them through this module: no room opens another's files by
path.
"""

import csv
from collections.abc import Mapping
from functools import cache
from typing import Final

from core.errors import PantauError
from core.settings import PROJECT

REFERENCE: Final = PROJECT / "pipeline" / "reference"
"""what people write down: places, stages, law, thresholds"""
_GAZETTEER: Final = "gazetteer.csv"


class MissingReferenceError(PantauError):
    """A file of reference data that cannot be read. The message names the file and the remedy."""


def reference_text(name: str) -> str:
    """The text of one file of reference data. Raises MissingReferenceError."""
    try:
        return (REFERENCE / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MissingReferenceError(
            f"{REFERENCE / name}: cannot be read ({error}); fetch the repository again"
        ) from error


@cache
def gazetteer_rows() -> tuple[Mapping[str, str], ...]:
    """The places of Kutai Timur, by the columns of their file: code, level, name, spellings, kind and more.

    Raises MissingReferenceError.
    """
    return tuple(csv.DictReader(reference_text(_GAZETTEER).splitlines()))
