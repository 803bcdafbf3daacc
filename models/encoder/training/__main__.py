"""Makes the encoder: `python -m models.encoder.training [--work FOLDER]`.

The stages are: the base, masked words, published labels and pairs, then all tasks together, then the files
that ship. With `--go-on` the encoder that ships learns on, all tasks together. Either needs the shared
folder, and hours on 2 cores (models/training/README.md). Each stage is kept in the working folder and is not
made twice.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import torch
from transformers import PreTrainedTokenizerFast

from core.console import Report, progress
from models.encoder.card import encoder_card
from models.encoder.encode import HERE
from models.encoder.training.adapt import adapt
from models.encoder.training.base import make_base
from models.encoder.training.courses import SEED, first_course, last_course, main_course
from models.encoder.training.export import export
from models.encoder.training.learn import Course, learn
from models.encoder.training.network import Network, load_encoder
from models.encoder.training.shipped import shipped_network, shipped_tokenizer
from models.encoder.training.texts import unlabelled
from models.training.data import needed_folder


def _adapted(shared: Path, work: Path, report: Report) -> Path:
    folder = work / "adapted"
    if folder.is_dir():
        return folder
    texts = unlabelled(shared)
    base = make_base(shared, texts, work)
    tokenizer, model = PreTrainedTokenizerFast.from_pretrained(base), load_encoder(base)
    adapt(model.train(), tokenizer, texts, SEED, report)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _start(shared: Path, work: Path, go_on: bool) -> tuple[PreTrainedTokenizerFast, Network]:
    """The tokenizer and network to begin with: the adapted base, or those that ship."""
    torch.manual_seed(SEED)
    if go_on:
        return shipped_tokenizer(), shipped_network()
    with progress("masked words") as report:
        folder = _adapted(shared, work, report)
    return PreTrainedTokenizerFast.from_pretrained(folder), Network(load_encoder(folder))


def make(shared: Path, work: Path, rounds: int, go_on: bool) -> str:
    """Run all stages. Returns the version of the encoder."""
    work.mkdir(parents=True, exist_ok=True)
    tokenizer, network = _start(shared, work, go_on)
    courses: dict[str, Callable[[], Course]] = {
        "first": lambda: first_course(shared),
        "main": lambda: main_course(shared, rounds),
        "last": lambda: last_course(shared),
    }
    before = encoder_card().version if go_on else "base"
    for name in ("main",) if go_on else tuple(courses):
        kept = work / f"{name}-after-{before}.pt"
        if not kept.is_file():
            with progress(f"{name} course") as report:
                learn(network, tokenizer, courses[name](), SEED, report)
            torch.save(network.state_dict(), kept)
        network.load_state_dict(torch.load(kept, weights_only=True))
    training_of: dict[str, str | int] = {
        "seed": SEED,
        "from": before,
        "rounds": rounds,
        "data": "models/training/README.md",
    }
    return export(network, tokenizer, HERE, work, training_of)


def main() -> None:
    """Read the options, make the encoder."""
    parser = argparse.ArgumentParser(prog="python -m models.encoder.training", description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("data/encoder"), help="folder for the stages")
    parser.add_argument("--rounds", type=int, default=2, help="times that the main course sees a text")
    parser.add_argument("--go-on", action="store_true", help="begin with the encoder that ships")
    chosen = parser.parse_args()
    shared = needed_folder()
    sys.stdout.write(make(shared, chosen.work, chosen.rounds, chosen.go_on) + "\n")


if __name__ == "__main__":
    main()
