"""Makes the encoder: `python -m models.encoder.training [--work FOLDER]`.

Base, masked words, published labels and pairs, then all tasks together, then the files that ship. With
`--go-on` the encoder that ships learns on, all tasks together. Either needs the shared folder and hours on
2 cores (models/training/README.md). Each stage is kept in the working folder and not made twice.
"""

import argparse
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
from transformers import PreTrainedTokenizerFast

from core.console import Report, progress
from models.encoder.card import encoder_card
from models.encoder.encode import HERE
from models.encoder.reading import reading
from models.encoder.training.adapt import adapt
from models.encoder.training.aside import claim_is_aside, is_aside
from models.encoder.training.base import make_base
from models.encoder.training.export import export
from models.encoder.training.learn import Course, learn
from models.encoder.training.mining import alike, beside_alike, beside_siblings
from models.encoder.training.network import Network, load_encoder
from models.encoder.training.pairs import Judged, Pair, judged, older, own_pairs, own_queries, public_pairs
from models.encoder.training.shipped import shipped_network, shipped_tokenizer
from models.encoder.training.texts import Labelled, clean_ones, for_calibration, ours, public, unlabelled
from models.match.data import Checked, Query, altered, passed_on
from models.training.data import DataError, Example, shared_folder, training

SEED: Final = 20261128
_OWN_WEIGHT: Final = 1.5
_UNSURE: Final = 0.4
_CLEAN: Final = 0.3
_FIRST_RATE, _RATE = 1.5e-4, 1e-4
_PAIRS, _ALIKE, _ALTERED, _COPIED = 3000, 2000, 1200, 600


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


def first_course(shared: Path) -> Course:
    """Published texts under their own labels (without those that have ours, or are kept for calibration), and
    all public pairs."""
    found = public(shared)
    read_anew = {reading(example.text) for example in training(shared)}
    readings = map(reading, found.texts)
    kept = [n for n, text in enumerate(readings) if text not in read_anew and not for_calibration(text)]
    rest = Labelled(tuple(found.texts[place] for place in kept), found.targets[kept], found.weight[kept])
    return Course(rate=_FIRST_RATE, signals=rest, pairs=_public(shared))


def main_course(shared: Path, rounds: int) -> Course:
    """Texts with our labels and clean ones, pairs, pairs to judge; without what is put aside."""
    examples = [example for example in training(shared) if not is_aside(example)]
    queries, public = _queries(shared), _public(shared)
    own = own_pairs(queries, random.Random(SEED))
    pairs = [*own, *own, *public[:_PAIRS]]
    return Course(
        rate=_RATE,
        signals=_labelled(shared, examples),
        rounds=rounds,
        pairs=pairs,
        judged=_judged(shared, queries, public),
        choices=[
            *beside_siblings(own, random.Random(SEED)),
            *beside_alike([*own, *public[:_ALIKE]], random.Random(SEED)),
        ],
    )


def last_course(shared: Path) -> Course:
    """All of ours and half of the published texts once more, slowly: what is ours is heard last."""
    kept = [example for example in training(shared) if not is_aside(example)]
    examples = [one for n, one in enumerate(kept) if one.domain == "own" or n % 2]
    queries = _queries(shared)
    pairs = own_pairs(queries, random.Random(SEED + 1))
    return Course(
        rate=_RATE / 2,
        signals=_labelled(shared, examples),
        pairs=pairs,
        judged=_judged(shared, queries, []),
        choices=beside_siblings(pairs, random.Random(SEED + 1)),
    )


def _labelled(shared: Path, examples: Sequence[Example]) -> Labelled:
    weights = [
        (_OWN_WEIGHT if example.domain == "own" else 1.0) * (_UNSURE if example.unsure else 1.0)
        for example in examples
    ]
    labelled, clean = ours(examples, weights, shared), clean_ones(shared, _CLEAN)
    return Labelled(
        labelled.texts + clean.texts,
        np.concatenate([labelled.targets, clean.targets]),
        np.concatenate([labelled.weight, clean.weight]),
    )


def _queries(shared: Path) -> list[Query]:
    return [
        query
        for query in own_queries(shared)
        for claim in [query.about or query.near]
        if claim and not claim_is_aside(claim.key)
    ]


def _public(shared: Path) -> list[Pair]:
    found = [pair for pair in public_pairs(shared) if not claim_is_aside(pair.key)]
    random.Random(SEED).shuffle(found)
    return found


def _judged(shared: Path, queries: Sequence[Query], public: Sequence[Pair]) -> list[Judged]:
    """Right pairs, claims passed on word for word; near misses, altered posts, claims that are only alike."""
    old = [pair for pair in older(shared) if not claim_is_aside(pair.key)]
    said = [Checked(q.about.claim, q.about.key, q.text, 0) for q in queries if q.about]
    near = random.Random(SEED).sample(altered(old, SEED), _ALTERED)
    near += random.Random(SEED).sample(altered(said, SEED), _ALTERED)
    wording = {pair.key: pair.claim for pair in [*said, *old[:: len(old) // _COPIED]]}
    near += passed_on(wording, SEED)
    own = own_pairs(queries, random.Random(SEED))
    others = alike(own, 2) + (alike(public, 1)[:_ALIKE] if public else [])
    return judged(public[:_ALIKE], queries, near, others)


def _start(shared: Path, work: Path, go_on: bool) -> tuple[PreTrainedTokenizerFast, Network]:
    """Tokenizer and network to begin with: the adapted base, or what ships."""
    torch.manual_seed(SEED)
    if go_on:
        return shipped_tokenizer(), shipped_network()
    with progress("masked words") as report:
        folder = _adapted(shared, work, report)
    return PreTrainedTokenizerFast.from_pretrained(folder), Network(load_encoder(folder))


def make(shared: Path, work: Path, rounds: int, go_on: bool) -> str:
    """All stages; returns the version of the encoder."""
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
    shared = shared_folder()
    if shared is None:
        raise DataError("training needs the datasets: set PANTAU_SHARED to the folder that holds data/")
    sys.stdout.write(make(shared, chosen.work, chosen.rounds, chosen.go_on) + "\n")


if __name__ == "__main__":
    main()
