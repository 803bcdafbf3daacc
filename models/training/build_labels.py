"""Makes `relabelled.csv` and `ordinary.csv`: row numbers, labels, near-duplicate groups, the fixed split.

`python -m models.training.build_labels [SHARED]`, run once. A group of near-duplicates is measured if the
hash of its smallest text says so (one group in twelve). Groups that touch the measured stream are dropped, so
that no copy of a measured text is learned from. Ordinary are the texts that nobody read anew, that are clean
under every public label, and that are no copies of a text that is labelled or in the stream.
"""

import csv
import hashlib
import sys
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.text import model_form
from models.training.data import HERE, ORDINARY, clean_published, read_set, shared_folder
from models.training.near_duplicates import bare, near_duplicates, shingles
from models.training.readings import LABELS, rows_of

_FILES = ("provocation_ibrohim2019", "provocation_netifier2018", "violence_yogasgm2024")
SECOND = HERE / "second_labels.csv"
"""more rows that two readers of ours read anew, neither knowing what the other said; never measured on"""
_COLUMNS = ("provocation", "violence", "role", "severity", "unsure", "disputed")
_TEXTS = ("Tweet", "text", "source")
_MEASURED: Final = 12
"""one group of near-duplicates in so many is measured"""
Place = tuple[str, str]
"""file and row number of a published text"""


@dataclass(frozen=True, slots=True)
class _Published:
    """The published texts: where each lies, its row, and its group of near-duplicates."""

    places: Sequence[Place]
    rows: Sequence[Mapping[str, str]]
    groups: Sequence[int]
    smallest: Mapping[int, str]
    """of each group the smallest hash of a text"""

    def groups_of(self, places: Container[Place]) -> set[int]:
        """The groups that hold one of these texts."""
        return {group for place, group in zip(self.places, self.groups, strict=True) if place in places}

    def split(self, group: int) -> str:
        """Whether a group is measured or learned from: its smallest hash says so."""
        return "measure" if int(self.smallest[group][:8], 16) % _MEASURED == 0 else "train"


def main(shared: Path | None) -> None:
    """Write both files."""
    first = {_place(row): row for row in read_set("relabelled", shared)}
    labels = {_place(row): row for row in rows_of(SECOND)} | first
    stream = {_place(row) for row in read_set("stream_negatives", shared)}
    relabelled, ordinary = _rows(_published(shared), labels, stream)
    _write(LABELS, ["file", "row", *_COLUMNS, "group", "split"], relabelled)
    _write(ORDINARY, ["file", "row", "split"], ordinary)


def _place(row: Mapping[str, str]) -> Place:
    return row["file"], row["row"]


def _published(shared: Path | None) -> _Published:
    """Read the published sets, and group their texts."""
    places, rows, forms = [], [], []
    for name in _FILES:
        for number, row in enumerate(read_set(name, shared)):
            places.append((name, str(number)))
            rows.append(row)
            forms.append(model_form(clean_published(row.get("Tweet") or row["text"])))
    groups = near_duplicates([shingles(bare(form)) for form in forms])
    smallest: dict[int, str] = {}
    for group, form in zip(groups, forms, strict=True):
        digest = hashlib.sha256(form.encode()).hexdigest()
        smallest[group] = min(smallest.get(group, digest), digest)
    return _Published(places, rows, groups, smallest)


def _rows(
    found: _Published, labels: Mapping[Place, Mapping[str, str]], stream: Container[Place]
) -> tuple[list[list[str]], list[list[str]]]:
    """The rows of `relabelled.csv` and of `ordinary.csv`."""
    streamed, labelled = found.groups_of(stream), found.groups_of(labels)
    # The form of a text may change (a slang word more), and with it the hash: a row keeps its side.
    labelled_before = {_place(row): (row["split"], row["group"]) for row in rows_of(LABELS)}
    ordinary_before = {_place(row): row["split"] for row in rows_of(ORDINARY)}
    before = ordinary_before | {place: split for place, (split, _) in labelled_before.items()}
    measured = found.groups_of({place for place, split in before.items() if split == "measure"})
    relabelled, ordinary = [], []
    for place, row, group in zip(found.places, found.rows, found.groups, strict=True):
        if place in labels:
            values = [labels[place][column] for column in _COLUMNS]
            part, digest = labelled_before.get(place, ("", ""))
            if not part:
                part = "near_stream" if group in streamed else found.split(group)
                digest = found.smallest[group][:12]
                if part == "measure" or group in measured:
                    continue  # what is measured stays what it was
            relabelled.append([*place, *values, digest, part])
        elif group not in streamed | labelled and _is_clean(row):
            ordinary.append([*place, ordinary_before.get(place, found.split(group))])
    return relabelled, ordinary


def _is_clean(row: Mapping[str, str]) -> bool:
    """Whether every public label is 0."""
    return all(value == "0" for column, value in row.items() if column not in _TEXTS)


def _write(path: Path, columns: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else shared_folder())
