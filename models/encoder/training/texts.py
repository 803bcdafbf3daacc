"""All texts that the encoder learns from. No measuring set holds any of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from models.encoder.reading import reading
from models.encoder.tasks import COLUMN, COLUMNS, GROUNDS
from models.encoder.training.aside import is_aside
from models.match import data as claims
from models.training import data
from models.training.data import Example

Targets = npt.NDArray[np.float32]
PUBLIC = {
    "provocation_ibrohim2019": {
        "y_hate": "public_hate",
        "y_provocation": "public_hate_group",
        "y_incitement": "public_hate_strong",
    },
    "provocation_netifier2018": {
        "y_sara": "public_sara",
        "y_radikalisme": "public_radical",
        "y_pencemaran": "public_defamation",
    },
    "violence_yogasgm2024": {"y_threat": "public_threat", "y_identity_attack": "identity_attack"},
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts in the form in which they reach a model, the targets of each (texts x columns; not a number if
    unknown), and its weight."""

    texts: tuple[str, ...]
    targets: Targets
    weight: Targets


def _blank(rows: int) -> Targets:
    return np.full((rows, len(COLUMNS)), np.nan, dtype=np.float32)


def _measured(shared: Path) -> set[str]:
    """What the encoder reads of the published texts that are measured. Some of these stand in more than one
    set."""
    labelled = [example.text for example in data.relabelled(shared, "measure")]
    return set(map(reading, [*data.stream(shared), *labelled]))


def public(shared: Path) -> Labelled:
    """The texts of the published sets under their own labels. No measured text is among them."""
    apart = data.kept_apart()
    held = _measured(shared)
    texts, rows = [], []
    for name, columns in PUBLIC.items():
        column = data.sets()[name].text_column
        for number, row in enumerate(data.read_set(name, shared)):
            text = data.clean_published(row[column])
            read = reading(text)
            if (name, number) in apart or read in held or not read:
                continue
            target = _blank(1)[0]
            for old, new in columns.items():
                target[COLUMN[new]] = float(row[old])
            texts.append(text)
            rows.append(target)
    return Labelled(tuple(texts), np.array(rows), np.ones(len(rows), np.float32))


def ours(examples: Sequence[Example], weights: Sequence[float], shared: Path) -> Labelled:
    """Texts with our labels, and beside these the published labels of those that have any."""
    targets = _blank(len(examples))
    sources = {name: data.read_set(name, shared) for name in PUBLIC}
    for target, example in zip(targets, examples, strict=True):
        _label(target, example)
        name, _, row = example.id.partition(":")
        for old, new in PUBLIC.get(name, {}).items():
            target[COLUMN[new]] = float(sources[name][int(row)][old])
    texts = tuple(example.text for example in examples)
    return Labelled(texts, targets, np.array(weights, np.float32))


def _label(target: Targets, example: Example) -> None:
    target[COLUMN["provocation"]] = example.provocation
    target[COLUMN["violence"]] = example.violence
    for level in (1, 2, 3):
        target[COLUMN[f"severity_{level}"]] = example.severity >= level
    for role in ("assert", "report", "debunk", "counter"):
        target[COLUMN[f"role_{role}"]] = example.role.value == role
    if example.ground and example.provocation:
        for ground in GROUNDS:
            target[COLUMN[f"ground_{ground}"]] = example.ground == ground
    if example.against and example.violence:
        target[COLUMN["against_person"]] = example.against in ("person", "both")
        target[COLUMN["against_property"]] = example.against in ("property", "both")
    if example.timing and example.either:
        target[COLUMN["timing_conditional"]] = example.timing in ("conditional", "both")
        target[COLUMN["timing_dated"]] = example.timing in ("dated", "both")


def unpublished(shared: Path) -> list[str]:
    """Texts that are in no published set, as they were written.

    These are ours (without those that were disguised by hand, whose slips are no words), claims before the
    held-out year with their posts, and news.
    """
    pairs = claims.checked(shared / "data")
    texts = [example.text for example in data.own_training() if not example.form_of]
    texts += [text for pair in claims.older(pairs) for text in (pair.claim, pair.post)]
    texts += [query.text for query in claims.written(shared / "data", pairs, claims.UNMEASURED_WRITERS)]
    return texts + claims.column(shared / "data/train/hoax_bdc2020.csv", "text")


def unlabelled(shared: Path) -> list[str]:
    """Texts for the vocabulary and for masked words: published ones, ours, and claims before the held-out
    year.

    None is by a writer of ours who is put aside.
    """
    held = _measured(shared)
    held |= {reading(example.text) for example in data.own_training() if is_aside(example)}
    read = dict.fromkeys(reading(data.clean(text[:1500])) for text in unpublished(shared))
    found = [*map(reading, public(shared).texts), *read]
    return [text for text in dict.fromkeys(found) if text and text not in held]


def clean_ones(shared: Path, weight: float) -> Labelled:
    """Half of the ordinary texts, as texts without a signal. Nobody read them anew, so they count less
    (`weight`). The other half is for calibration."""
    texts = tuple(
        text
        for text in data.ordinary(shared, "train")
        for read in [reading(text)]
        if read and not for_calibration(read)
    )
    targets = _blank(len(texts))
    for name in ("provocation", "violence", "severity_1", "severity_2", "severity_3"):
        targets[:, COLUMN[name]] = 0
    return Labelled(texts, targets, np.full(len(texts), weight, np.float32))


def for_calibration(text: str) -> bool:
    """Whether an ordinary text, in the form in which the encoder reads it, is kept for calibration."""
    return crc32(text.encode()) % 2 == 0
