"""Teach the encoder's look at claim and text: `python -m models.match.training.look` (hours on 2 cores).

It learns low-rank changes of the encoder that ships, from posts, near misses and public pairs that the
cross-check is not fitted on. Run it when the encoder or the claims are new, and `python -m
models.match.train` after it.
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

from core.console import progress
from models.encoder.card import encoder_card
from models.encoder.training.courses import SEED, look_course
from models.encoder.training.learn import learn
from models.encoder.training.lowered import changes, lowered
from models.encoder.training.shipped import shipped_network, shipped_tokenizer
from models.match.look import ENCODER, WEIGHTS
from models.training.data import needed_folder


def train_look(shared: Path) -> None:
    """Learn the changes, and write them. `shared`: the folder that holds data/."""
    encoder = encoder_card().version
    torch.manual_seed(SEED)
    network = lowered(shipped_network())
    with progress("claim and text together") as report:
        learn(network, shipped_tokenizer(), look_course(shared), SEED, report)
    save_file(changes(network), WEIGHTS, {ENCODER: encoder})
    WEIGHTS.chmod(0o644)


def main() -> None:
    """Train the look. Raises DataError without the shared folder."""
    train_look(needed_folder())
    sys.stdout.write(f"{WEIGHTS}: now python -m models.match.train\n")


if __name__ == "__main__":
    main()
