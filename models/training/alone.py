"""Training of one model alone, on the vocabulary as shipped."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from models.features import VOCABULARY, save_vocabulary
from models.signal_card import sha256
from models.training.data import DataError, shared_folder
from models.training.fit import Material, gather


def only(train: Callable[[Material], str]) -> str:
    """Train one model. Raises DataError if the texts have changed since the vocabulary was learned."""
    material = gather(shared_folder())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / VOCABULARY.name
        save_vocabulary(material.vocabulary, path)
        if sha256(path) != sha256(VOCABULARY):
            raise DataError(f"{VOCABULARY}: the texts have changed; run python -m models.training.train_all")
    return train(material)
