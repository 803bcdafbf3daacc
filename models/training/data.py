"""The labelled texts: our own sets lie beside this file, published ones are read from the shared folder.

`sets.yml` names each set with its licence, rows and SHA-256; a set that differs is refused. Of the published
texts only row numbers and our labels are in the repository (`relabelled.csv`, made by `build_labels.py`).
"""

import csv
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from core.errors import PantauError
from core.record import RoleName
from core.settings import PROJECT
from core.text import clean_dataset_text, mask, normalise
from models.training.readings import LABELS, READ_AGAIN, agreed, decided, rows_of

HERE: Final = Path(__file__).parent
ORDINARY: Final = HERE / "ordinary.csv"
SEEN: Final = 700  # characters of a published text that its reader saw
MEASURED_WRITER: Final = "8"
LATER_SETS: Final = (
    "more_texts",
    "second_texts",
    "third_texts",
    "fourth_texts",
    "fifth_texts",
    "sixth_texts",
    "seventh_texts",
    "eighth_texts",
    "ninth_texts",
    "tenth_texts",
    "disguised_texts",
)
"""ours, after the first; all of each is learned from"""
OF_SENSE: Final = ("eleventh_texts", "twelfth_texts")
"""ours, written against the model: few hold a word that tells by itself, so that what weighs words learns a
little from each (decision 045)"""


class DataError(PantauError):
    """A set that is missing or not the one that the labels belong to; names the file and the remedy."""


class TextSet(BaseModel):
    """One entry of `sets.yml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    """in this folder (guard/..., incident/..., claims/...) or in the shared folder (data/...)"""
    title: str
    rows: int = Field(ge=1)
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    licence: str
    text_column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One labelled text, normalised and masked. `domain` is the set it comes from."""

    id: str
    text: str
    domain: str
    provocation: bool
    violence: bool
    role: RoleName
    severity: int
    unsure: bool = False
    group: str = ""  # near-duplicates share one; a writer's texts share one
    channel: str = "post"
    kind: str = ""  # what the writer meant it to test
    writer: str = ""
    ground: str = ""  # of a provocation: on which ground; "" where nobody said
    against: str = ""  # of violence: person, property, both
    timing: str = ""  # conditional, dated, both, none
    form_of: str = ""  # id of the text that this one is, disguised by hand
    of_sense: bool = False  # one of those whose words tell little by themselves

    @property
    def either(self) -> bool:
        """Whether either signal holds."""
        return self.provocation or self.violence

    @property
    def share(self) -> float:
        """What it counts of a text: one was disguised by hand in three ways, which count together as it."""
        return 1 / 3 if self.form_of else 1.0


def shared_folder() -> Path | None:
    """The folder of datasets outside the repository: PANTAU_SHARED, else `../shared`; None without."""
    folder = Path(os.environ.get("PANTAU_SHARED", PROJECT.parent / "shared"))
    return folder if folder.is_dir() else None


def needed_folder() -> Path:
    """The same for training. Raises DataError without."""
    folder = shared_folder()
    if folder is None:
        raise DataError("training needs the datasets: set PANTAU_SHARED to the folder that holds data/")
    return folder


@lru_cache(maxsize=1)
def sets() -> dict[str, TextSet]:
    """All sets by name."""
    raw = yaml.safe_load((HERE / "sets.yml").read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, TextSet]).validate_python(raw)


def read_set(name: str, shared: Path | None) -> list[dict[str, str]]:
    """The rows of a set. Raises DataError if it is missing or another version than `sets.yml` names."""
    entry = sets()[name]
    own = not entry.path.startswith("data/")
    if shared is None and not own:
        raise DataError(f"{entry.path}: no shared folder; set PANTAU_SHARED to the one that holds data/")
    path = HERE / entry.path if own else (shared or HERE) / entry.path
    if not path.is_file():
        raise DataError(f"{path}: no such file (named in models/training/sets.yml)")
    raw = path.read_bytes()
    if hashlib.sha256(raw).hexdigest() != entry.sha256:
        raise DataError(f"{path}: differs from the version in models/training/sets.yml; labels would not fit")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def clean(text: str) -> str:
    """A text of our own as it reaches a model."""
    return mask(normalise(text))


def clean_published(text: str) -> str:
    """A published text as it reaches a model, cut where its reader's copy ended."""
    return clean(clean_dataset_text(text[:SEEN]))


def _published(path: Path, split: str, shared: Path | None) -> Iterator[tuple[dict[str, str], str]]:
    """Rows of a file of row numbers, each with its text."""
    rows = [row for row in rows_of(path) if row["split"] == split]
    sources = {name: read_set(name, shared) for name in {row["file"] for row in rows}}
    for row in rows:
        column = sets()[row["file"]].text_column
        yield row, clean_published(sources[row["file"]][int(row["row"])][column])


def kept_apart() -> set[tuple[str, int]]:
    """Rows of published sets that are measured, or too near to what is."""
    return {
        (row["file"], int(row["row"]))
        for path in (LABELS, ORDINARY)
        for row in rows_of(path)
        if row["split"] != "train"
    }


def relabelled(shared: Path | None, split: str) -> list[Example]:
    """Published texts with our labels; `split` is "train" or "measure"; rows near the stream are neither.

    Of training rows that were read again, what most readers say; unsure stay those on which they differ.
    """
    settled = agreed(READ_AGAIN)
    return [
        Example(
            id=f"{row['file']}:{row['row']}",
            text=text,
            domain=row["file"],
            provocation=row["provocation"] == "1",
            violence=row["violence"] == "1",
            role=RoleName(row["role"]),
            severity=int(row["severity"]),
            unsure="1" in (row["unsure"], row["disputed"]) and f"{row['file']}:{row['row']}" not in settled,
            group=row["group"],
        )
        for one, text in _published(LABELS, split, shared)
        for row in [decided(one)]
    ]


def own(name: str) -> Iterator[Example]:
    """All texts of one of our own sets: one of those in `guard/`."""
    for row in read_set(name, None):
        writer = row.get("writer", "")
        yield Example(
            id=row["id"],
            text=clean(row["text"]),
            domain="own",
            provocation=row["provocation"] == "1",
            violence=row["violence"] == "1",
            role=RoleName(row["role"]),
            severity=int(row["severity"]),
            group=f"writer {writer}" if writer else row["id"],
            channel=row["channel"],
            kind=row["group"],
            writer=writer or row["split"],
            ground=row.get("ground", ""),
            against=row.get("against", ""),
            timing=row.get("timing", ""),
            form_of=row.get("of", ""),
            of_sense=name in OF_SENSE,
        )


def own_training() -> list[Example]:
    """Our texts to learn from, but for `of_sense`: all writers but the measured one, and the training half of
    dev_guard."""
    texts = [example for example in own("train_texts") if example.writer != MEASURED_WRITER]
    for name in LATER_SETS:
        texts += own(name)
    return texts + [example for example in own("dev_guard") if example.writer == "train"]


def of_sense() -> list[Example]:
    """Our texts to learn from whose words tell little by themselves."""
    return [one for name in OF_SENSE for one in own(name)]


def measured_writer() -> list[Example]:
    """The texts of the writer that no shipped weight has seen."""
    return [example for example in own("train_texts") if example.writer == MEASURED_WRITER]


def measured_guard() -> list[Example]:
    """The measuring half of dev_guard."""
    return [example for example in own("dev_guard") if example.writer == "measure"]


def training(shared: Path | None) -> list[Example]:
    """All labelled texts that the shipped weights learn from."""
    return [*relabelled(shared, "train"), *own_training(), *of_sense()]


def ordinary(shared: Path | None, split: str) -> list[str]:
    """Published texts that nobody read anew, clean under every public label and no copy of a labelled one: as
    texts without a signal, and to estimate how often ordinary traffic is flagged. None is in the measured
    stream."""
    return [text for _, text in ordinary_by_set(shared, split)]


def ordinary_by_set(shared: Path | None, split: str) -> list[tuple[str, str]]:
    """The same, each text behind the set that it comes from."""
    return [(row["file"], text) for row, text in _published(ORDINARY, split, shared)]


def stream(shared: Path | None) -> list[str]:
    """The measured stream: texts clean under every public label; nothing is learned or chosen on them."""
    return [clean_published(row["text"]) for row in read_set("stream_negatives", shared)]
