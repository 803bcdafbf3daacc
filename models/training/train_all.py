"""Trains all linear models: `python -m models.training.train_all`. Needs the shared folder; two minutes.

The same data gives the same weights (seeded, one thread). The vocabulary belongs to all models: one that is
trained alone must find it unchanged.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from models.features import VOCABULARY, load_vocabulary, save_vocabulary
from models.signal_card import sha256
from models.training.data import DataError, shared_folder
from models.training.fit import Material, gather
from models.training.writers import leave_one_writer_out


def only(train: Callable[[Material], str]) -> str:
    """Train one model on the vocabulary as shipped. Raises DataError if the training texts have changed."""
    material = gather(shared_folder())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / VOCABULARY.name
        save_vocabulary(material.vocabulary, path)
        if sha256(path) != sha256(VOCABULARY):
            raise DataError(f"{VOCABULARY}: the texts have changed; run python -m models.training.train_all")
    return train(material)


def train_all(shared: Path | None) -> Iterator[str]:
    """Train vocabulary and models, telling of each as it is done."""
    from models.provocation.train import train as provocation
    from models.role.train import train as role
    from models.severity.train import train as severity
    from models.violence.train import train as violence

    material = gather(shared)
    save_vocabulary(material.vocabulary, VOCABULARY)
    load_vocabulary.cache_clear()
    sizes = ", ".join(f"{name} {len(block.keys):,}" for name, block in material.vocabulary.items())
    yield f"{len(material.examples):,} texts; features: {sizes}"
    for train in (provocation, violence, role, severity):
        yield train(material)
    yield leave_one_writer_out(material)


if __name__ == "__main__":
    for line in train_all(shared_folder()):
        sys.stdout.write(line + "\n")
