"""Labels of published texts by row number, and what second and third readers say of them."""

import csv
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
LABELS: Final = HERE / "relabelled.csv"
READ_AGAIN: Final = HERE / "read_again.csv"
"""Training rows that their reader was unsure of, as a second reader judged them, and where these two differ a
third."""
MEASURED_AGAIN: Final = HERE / "measured_again.csv"
"""The measured rows, as a second reader judged them."""
_READERS: Final = 3


@lru_cache(maxsize=5)
def rows_of(path: Path) -> tuple[dict[str, str], ...]:
    """The rows of a CSV. Each file is read once."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@lru_cache(maxsize=2)
def agreed(path: Path) -> frozenset[str]:
    """Ids of the rows of READ_AGAIN or MEASURED_AGAIN on which a second reader, who knew no label, agreed
    with the first in both signals and was sure."""
    labels = {(row["file"], row["row"]): row for row in rows_of(LABELS)}
    return frozenset(
        f"{row['file']}:{row['row']}"
        for row in rows_of(path)
        if row["reader"] == "2"
        and row["unsure"] == "0"
        and all(row[name] == labels[row["file"], row["row"]][name] for name in ("provocation", "violence"))
    )


@lru_cache(maxsize=1)
def _readings() -> Mapping[tuple[str, str], Sequence[dict[str, str]]]:
    """The three readings of each row on which the first two readers differ, or were not sure."""
    found = {(row["file"], row["row"]): [row] for row in rows_of(LABELS)}
    for row in rows_of(READ_AGAIN):
        found[row["file"], row["row"]].append(row)
    return {place: rows for place, rows in found.items() if len(rows) == _READERS}


def decided(row: dict[str, str]) -> dict[str, str]:
    """A row with the signals and the role that most of its three readings give, and with their middle
    severity. A row without three readings stays as it is."""
    readings = _readings().get((row["file"], row["row"]))
    if readings is None:
        return row
    votes = {
        name: sorted(reading[name] for reading in readings)[1]
        for name in ("provocation", "violence", "severity")
    }
    if votes["provocation"] == votes["violence"] == "0":
        votes["severity"] = "0"
    elif votes["severity"] == "0":
        votes["severity"] = "1"
    roles = [reading["role"] for reading in readings]
    return row | votes | {"role": max(roles, key=roles.count)}
