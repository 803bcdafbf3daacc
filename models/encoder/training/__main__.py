"""Makes the encoder: `python -m models.encoder.training [--work FOLDER]`.

Base, masked words, published labels and pairs, then all tasks together, then the files that ship. Needs the
shared folder and about 80 minutes on 2 cores; each stage is kept in the working folder and not made twice.
"""

import argparse
import random
import sys
from pathlib import Path
from typing import Final

import numpy as np
import torch
from transformers import BertModel, PreTrainedTokenizerFast

from core.console import Report, progress
from models.encoder.encode import HERE
from models.encoder.training.adapt import adapt
from models.encoder.training.aside import claim_is_aside, is_aside
from models.encoder.training.base import make_base
from models.encoder.training.export import export
from models.encoder.training.learn import Course, learn
from models.encoder.training.mining import alike
from models.encoder.training.network import Network
from models.encoder.training.pairs import judged, older, own_pairs, own_queries, public_pairs
from models.encoder.training.texts import Labelled, clean_ones, ours, public, unlabelled
from models.match.data import altered
from models.training.data import DataError, shared_folder, training

SEED: Final = 20261128
_OWN_ROUNDS: Final = 1.5
_UNSURE: Final = 0.4
_CLEAN: Final = 0.3
_FIRST_RATE, _RATE = 1.5e-4, 1e-4


def _loaded(folder: Path) -> BertModel:
    """Without dropout: it costs a third of the time on a processor; masked pieces stand in for it."""
    return BertModel.from_pretrained(
        folder,
        add_pooling_layer=False,
        attn_implementation="eager",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )


def _adapted(shared: Path, work: Path, report: Report) -> Path:
    folder = work / "adapted"
    if folder.is_dir():
        return folder
    texts = unlabelled(shared)
    base = make_base(shared, texts, work)
    tokenizer, model = PreTrainedTokenizerFast.from_pretrained(base), _loaded(base)
    adapt(model.train(), tokenizer, texts, SEED, report)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def first_course(shared: Path) -> Course:
    """Published texts under their own labels (those without ours), and all public pairs."""
    found = public(shared)
    read_anew = set(ours(training(shared), [1.0] * len(training(shared)), shared).texts)
    kept = [place for place, text in enumerate(found.texts) if text not in read_anew]
    rest = Labelled(tuple(found.texts[place] for place in kept), found.targets[kept], found.weight[kept])
    return Course(rest, 1, public_pairs(shared), 1, [], 0, _FIRST_RATE)


def main_course(shared: Path, rounds: int, rate: float) -> Course:
    """Texts with our labels and clean ones, pairs, pairs to judge; without what is put aside."""
    chance = random.Random(SEED)
    examples = [example for example in training(shared) if not is_aside(example)]
    weights = [
        (_OWN_ROUNDS if example.domain == "own" else 1.0) * (_UNSURE if example.unsure else 1.0)
        for example in examples
    ]
    labelled, clean = ours(examples, weights, shared), clean_ones(shared, _CLEAN)
    signals = Labelled(
        labelled.texts + clean.texts,
        np.concatenate([labelled.targets, clean.targets]),
        np.concatenate([labelled.weight, clean.weight]),
    )
    older_pairs = [pair for pair in older(shared) if not claim_is_aside(pair.key)]
    queries = [
        query
        for query in own_queries(shared)
        for claim in [query.about or query.near]
        if claim and not claim_is_aside(claim.key)
    ]
    own = own_pairs(queries, chance)
    some = [pair for pair in public_pairs(shared) if not claim_is_aside(pair.key)]
    chance.shuffle(some)
    others = alike(own, 2) + alike(some, 1)[:2000]
    near = chance.sample(altered(older_pairs, SEED), 1200)
    return Course(
        signals, rounds, [*own, *own, *some[:3000]], 1, judged(some[:2000], queries, near, others), 1, rate
    )


def make(shared: Path, work: Path, rounds: int) -> str:
    """All stages; returns the version of the encoder."""
    with progress("masked words") as report:
        folder = _adapted(shared, work, report)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    torch.manual_seed(SEED)
    network = Network(_loaded(folder))
    for name, course in (
        ("first", lambda: first_course(shared)),
        ("main", lambda: main_course(shared, rounds, _RATE)),
        ("last", lambda: main_course(shared, 1, _RATE / 2)),
    ):
        kept = work / f"{name}.pt"
        if not kept.is_file():
            with progress(f"{name} course") as report:
                learn(network, tokenizer, course(), SEED, report)
            torch.save(network.state_dict(), kept)
        network.load_state_dict(torch.load(kept, weights_only=True))
    training_of: dict[str, str | int] = {"seed": SEED, "rounds": rounds, "data": "models/training/README.md"}
    return export(network, tokenizer, HERE, work, training_of)


def main() -> None:
    """Read the options, make the encoder."""
    parser = argparse.ArgumentParser(prog="python -m models.encoder.training", description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("data/encoder"), help="folder for the stages")
    parser.add_argument("--rounds", type=int, default=2, help="times that the main course sees a text")
    chosen = parser.parse_args()
    shared = shared_folder()
    if shared is None:
        raise DataError("training needs the datasets: set PANTAU_SHARED to the folder that holds data/")
    sys.stdout.write(make(shared, chosen.work, chosen.rounds) + "\n")


if __name__ == "__main__":
    main()
