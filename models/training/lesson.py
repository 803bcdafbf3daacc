"""All that the models of a text learn from, gathered once: features, margins by heads that did not learn from
the text's fold, and the texts that are put aside for the second stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from core.record import RoleName
from models.cascade import LINEAR, SIGNALS, inputs, of_encoder
from models.encoder.reading import reading
from models.encoder.training.aside import WRITERS, is_aside
from models.encoder.training.texts import for_calibration
from models.features import Floats
from models.quotes import quoted_shares
from models.training.data import Example, are_ours, ordinary
from models.training.fit import Flags, Margins, Material, Task, fit_head, gather, out_of_fold, stack

PARTS: Final = 5
ROLES: Final = tuple(RoleName)


@dataclass(frozen=True, slots=True)
class Held:
    """Margins (texts x heads) by heads that have not seen the text: of the examples, and of ordinary
    traffic."""

    examples: Margins
    traffic: Margins


@dataclass(frozen=True, slots=True)
class Aside:
    """What the second stage learns from: the examples that are put aside, then ordinary texts."""

    examples: tuple[Example, ...]
    inputs: Floats  # of the examples, then of the ordinary texts
    part: npt.NDArray[np.int64]

    @property
    def own(self) -> Flags:
        """Which of the examples are texts of ours."""
        return are_ours(self.examples)

    @property
    def size(self) -> int:
        """The number of rows that are examples. The others are ordinary texts."""
        return len(self.examples)


@dataclass(frozen=True, slots=True)
class Lesson:
    """All that training looks at. `heads` are the tasks of each head of each model."""

    material: Material
    heads: Mapping[str, list[Task]]
    held: Mapping[str, Held]
    aside: Aside

    def fit(self, name: str) -> tuple[Floats, Floats]:
        """The weights (features x heads) and biases of a linear model, learned from all examples."""
        return stack([fit_head(self.material, task) for task in self.heads[name]])


def _heads(examples: tuple[Example, ...]) -> dict[str, list[Task]]:
    every = np.ones(len(examples), dtype=bool)
    severity = np.array([example.severity for example in examples])
    signal = np.array([example.either for example in examples]) & (severity > 0)
    found = {
        name: [Task(np.array([bool(getattr(example, name)) for example in examples]), every, for_posts=True)]
        for name in SIGNALS
    }
    found["role"] = [Task(np.array([example.role is role for example in examples]), every) for role in ROLES]
    found["severity"] = [Task(severity >= least, signal) for least in (2, 3)]
    return found


def _held(material: Material, tasks: list[Task]) -> Held:
    pairs = [out_of_fold(material, task) for task in tasks]
    return Held(np.stack([one[0] for one in pairs], axis=1), np.stack([one[1] for one in pairs], axis=1))


def _part(example: Example) -> int:
    """The part of the second stage's folds that an example is in. A writer of ours is whole in one. Of
    published texts another digit of the hash that put them aside decides: by the same digit all would be in
    one part."""
    if example.domain == "own":
        return sorted(WRITERS).index(example.writer) % PARTS
    return crc32(example.group.encode()) // 10 % PARTS


def _aside(material: Material, held: Mapping[str, Held], shared: Path | None) -> Aside:
    chosen = np.array([is_aside(example) for example in material.examples])
    texts = ordinary(shared, "train")
    kept = np.array([for_calibration(reading(text)) for text in texts])
    margins = [np.concatenate([held[name].examples[chosen], held[name].traffic[kept]]) for name in LINEAR]
    examples = tuple(material.examples[row] for row in np.flatnonzero(chosen))
    others = [texts[row] for row in np.flatnonzero(kept)]
    read = [example.text for example in examples] + others
    # The part of an ordinary text is the fold of the first stage that it was held out in.
    part = np.concatenate([[_part(example) for example in examples], material.ordinary_fold[kept] % PARTS])
    return Aside(examples, inputs(margins, of_encoder(read), quoted_shares(read)), part)


def prepare(shared: Path | None) -> Lesson:
    """Read the texts, lay out their features, and predict what is held out. Takes some four minutes."""
    material = gather(shared)
    heads = _heads(material.examples)
    held = {name: _held(material, tasks) for name, tasks in heads.items()}
    return Lesson(material, heads, held, _aside(material, held, shared))
