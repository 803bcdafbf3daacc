"""The labelled texts: our own sets lie beside this file, published ones are read from the shared folder.

`sets.yml` names each set with its licence, rows and SHA-256; a set that differs from it is refused. Of the
published texts the repository holds only row numbers and our labels (`relabelled.csv`, made by
`build_labels.py`).
"""

import csv
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final, Self

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, RootModel

from core.errors import PantauError
from core.record import RoleName
from core.settings import PROJECT
from core.text import clean_dataset_text, mask, normalise
from models.training.readings import LABELS, READ_AGAIN, agreed, decided, rows_of
from models.yamlfile import read_model

HERE: Final = Path(__file__).parent
ORDINARY: Final = HERE / "ordinary.csv"
SECOND_LOOK: Final = HERE / "stream_second_look.csv"
SEEN: Final = 700
"""characters of a published text that its reader saw"""
MEASURED_WRITER: Final = "8"
"""the writer of `train_texts` whose texts are only measured"""
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
"""our sets after the first one (`train_texts`); all texts of each are learned from"""
OF_SENSE: Final = ("eleventh_texts", "twelfth_texts")
"""our sets that were written against the model. Few of their texts hold a word that tells by itself, so a
model that weighs words learns only a little from each, and each counts little (decision 045)"""


class DataError(PantauError):
    """A set that is missing, or is not the version that the labels belong to. The message names the file and
    the remedy."""


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


class _Sets(RootModel[dict[str, TextSet]]):
    """A whole list of sets, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One labelled text, normalised and masked."""

    id: str
    text: str
    domain: str  # the published set that it comes from, or "own"
    provocation: bool
    violence: bool
    role: RoleName
    severity: int
    unsure: bool = False
    group: str = ""  # texts of one group stay on one side of a split: near-duplicates, or a writer's texts
    channel: str = "post"
    kind: str = ""  # what the writer meant it to test
    writer: str = ""
    ground: str = ""  # of a provocation: on which ground; "" where that was not labelled
    against: str = ""  # of violence: person, property, both
    timing: str = ""  # conditional, dated, both, none
    form_of: str = ""  # of a text disguised by hand: the id of the plain text
    of_sense: bool = False  # whether it is of a set of OF_SENSE: its words tell little by themselves

    @classmethod
    def from_row(
        cls,
        row: Mapping[str, str],
        typed: str,
        *,
        group: str,
        writer: str,
        form_of: str = "",
        of_sense: bool = False,
    ) -> Self:
        """A row of one of our own sets. `typed` is its text as it was typed, or a disguise of it."""
        return cls(
            id=row["id"],
            text=clean(typed),
            domain="own",
            provocation=row["provocation"] == "1",
            violence=row["violence"] == "1",
            role=RoleName(row["role"]),
            severity=int(row["severity"]),
            group=group,
            channel=row["channel"],
            kind=row["group"],
            writer=writer,
            ground=row.get("ground", ""),
            against=row.get("against", ""),
            timing=row.get("timing", ""),
            form_of=form_of,
            of_sense=of_sense,
        )

    @property
    def either(self) -> bool:
        """Whether the text holds provocation, violence or both."""
        return self.provocation or self.violence

    @property
    def share(self) -> float:
        """What it counts of one text. A text disguised by hand stands there in three ways, which count
        together as one."""
        return 1 / 3 if self.form_of else 1.0


def shared_folder() -> Path | None:
    """The folder of datasets outside the repository: PANTAU_SHARED, else `../shared`. None if it is no
    folder."""
    folder = Path(os.environ.get("PANTAU_SHARED") or PROJECT.parent / "shared")  # empty: not set
    return folder if folder.is_dir() else None


def needed_folder() -> Path:
    """As `shared_folder`, for training. Raises DataError if there is no such folder."""
    folder = shared_folder()
    if folder is None:
        raise DataError("training needs the datasets: set PANTAU_SHARED to the folder that holds data/")
    return folder


@lru_cache(maxsize=1)
def sets() -> dict[str, TextSet]:
    """All sets that `sets.yml` lists, by name. Raises DataError."""
    return sets_of(HERE / "sets.yml")


def sets_of(path: Path) -> dict[str, TextSet]:
    """The sets that a file lists, by name. Raises DataError."""
    return read_model(path, _Sets, DataError).root


def read_set(name: str, shared: Path | None) -> list[dict[str, str]]:
    """The rows of a set of `sets.yml`. Raises as `read_pinned`, and where a published set has no shared
    folder."""
    entry = sets()[name]
    own = not entry.path.startswith("data/")
    if shared is None and not own:
        raise DataError(f"{entry.path}: no shared folder; set PANTAU_SHARED to the one that holds data/")
    return read_pinned(HERE if own or shared is None else shared, entry, HERE / "sets.yml")


def read_pinned(folder: Path, entry: TextSet, card: Path) -> list[dict[str, str]]:
    """The rows of a set that lies in `folder`. Raises DataError if it is missing, or is not the version whose
    SHA-256 `card` names."""
    path = folder / entry.path
    if not path.is_file():
        raise DataError(f"{path}: no such file (named in {card})")
    if hashlib.sha256(path.read_bytes()).hexdigest() != entry.sha256:
        raise DataError(f"{path}: differs from the version in {card}, and labels would not fit; restore it")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def clean(text: str) -> str:
    """A text of our own in the form in which it reaches a model: normalised and masked."""
    return mask(normalise(text))


def clean_published(text: str) -> str:
    """A published text in the form in which it reaches a model, cut where its reader's copy ended."""
    return clean(clean_dataset_text(text[:SEEN]))


def _published(path: Path, split: str, shared: Path | None) -> Iterator[tuple[dict[str, str], str]]:
    """The rows of `path` (LABELS or ORDINARY) that are of this split, each with the published text that it
    names."""
    rows = [row for row in rows_of(path) if row["split"] == split]
    sources = {name: read_set(name, shared) for name in {row["file"] for row in rows}}
    for row in rows:
        column = sets()[row["file"]].text_column
        yield row, clean_published(sources[row["file"]][int(row["row"])][column])


def kept_apart() -> set[tuple[str, int]]:
    """Rows (set, number) of published sets that nothing may learn from: measured, or too like what is
    measured."""
    return {
        (row["file"], int(row["row"]))
        for path in (LABELS, ORDINARY)
        for row in rows_of(path)
        if row["split"] != "train"
    }


def relabelled(shared: Path | None, split: str) -> list[Example]:
    """Published texts with our labels. `split` is "train" or "measure"; rows like the measured stream are in
    neither.

    A training row that was read again has the label of most of its readers. It stays unsure where they
    differ.
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
    """All texts of one of our own sets, which lie in `guard/`."""
    for row in read_set(name, None):
        writer = row.get("writer", "")
        yield Example.from_row(
            row,
            row["text"],
            group=f"writer {writer}" if writer else row["id"],
            writer=writer or row["split"],
            form_of=row.get("of", ""),
            of_sense=name in OF_SENSE,
        )


def own_training() -> list[Example]:
    """Our texts to learn from, without those of `of_sense`: the texts of all writers but the measured one,
    and the training half of dev_guard."""
    texts = [example for example in own("train_texts") if example.writer != MEASURED_WRITER]
    for name in LATER_SETS:
        texts += own(name)
    return texts + [example for example in own("dev_guard") if example.writer == "train"]


def of_sense() -> list[Example]:
    """Our texts to learn from whose words tell little by themselves."""
    return [one for name in OF_SENSE for one in own(name)]


def are_ours(examples: Sequence[Example]) -> npt.NDArray[np.bool_]:
    """Which examples are texts of ours."""
    return np.array([example.domain == "own" for example in examples])


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
    """Published texts that nobody read anew, that are clean under every public label, and that are no copies
    of a labelled text. They serve as texts without a signal, and to estimate how often ordinary traffic is
    flagged. None is in the measured stream."""
    return [text for _, text in ordinary_by_set(shared, split)]


def ordinary_by_set(shared: Path | None, split: str) -> list[tuple[str, str]]:
    """The texts of `ordinary` as (name of the set that it comes from, text)."""
    return [(row["file"], text) for row, text in _published(ORDINARY, split, shared)]


def stream(shared: Path | None) -> list[str]:
    """The measured stream: texts that are clean under every public label. Nothing is learned or chosen by
    them."""
    return [clean_published(row["text"]) for row in read_set("stream_negatives", shared)]


def stream_lawful(shared: Path | None) -> npt.NDArray[np.bool_]:
    """Which texts of `stream` hold no signal by our second reading of it either."""
    found = {(row["file"], row["row"]) for row in rows_of(SECOND_LOOK) if row["holds"] == "1"}
    return np.array([(row["file"], row["row"]) not in found for row in read_set("stream_negatives", shared)])
