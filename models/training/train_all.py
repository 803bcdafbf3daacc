"""Trains all models of a text: `python -m models.training.train_all`. Needs the shared folder; takes ten
minutes.

The encoder is made before, by itself (`python -m models.encoder.training`). The same data and encoder give
the same weights (seeded, one thread). All linear models share one vocabulary.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from models.cascade import SIGNALS
from models.features import VOCABULARY, load_vocabulary, save_vocabulary
from models.incident.train import train as train_incident
from models.provocation.train import train as train_provocation
from models.role.train import train as train_role
from models.severity.train import train as train_severity
from models.stance.train import train as train_stance
from models.training.data import needed_folder
from models.training.facets import train as train_facets
from models.training.lesson import prepare
from models.training.writers import by_writer
from models.violence.train import train as train_violence


def train_all(shared: Path) -> Iterator[str]:
    """Train the vocabulary and all models. Yields a line to show as each is done."""
    lesson = prepare(shared)
    save_vocabulary(lesson.material.vocabulary, VOCABULARY)
    load_vocabulary.cache_clear()
    sizes = ", ".join(f"{name} {len(block.keys):,}" for name, block in lesson.material.vocabulary.items())
    yield f"{len(lesson.material.examples):,} texts, {lesson.aside.size:,} put aside; features: {sizes}"
    yield train_facets(lesson)
    for train in (train_provocation, train_violence, train_role, train_severity):
        yield train(lesson)
    yield train_stance(shared)
    yield train_incident()
    margins = {name: lesson.held[name].examples[:, 0] for name in SIGNALS}
    yield by_writer(lesson.material.examples, margins)


if __name__ == "__main__":
    for line in train_all(needed_folder()):
        sys.stdout.write(line + "\n")
