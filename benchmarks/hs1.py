"""`make bench-hs1`: the published benchmark HS1, for comparison with published work only.

Its labels are not ours (Alfina et al. 2017; Ibrohim & Budi 2019; folds of Koto et al. 2021), and what we ship
has seen most of its tweets: nothing of it is measured here. Five folds from the untuned base: e5-small with
the word pieces of the fold's training tweets, one head, four rounds (the development part is not used).
Published F1 of the positive class 88.8 (IndoBERTweet); TF-IDF 83.4. Some ten minutes a fold on two cores.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_union
from torch import nn
from transformers import BertModel, PreTrainedTokenizerFast

from benchmarks.quality.table import write
from core.console import Report, progress
from core.settings import PROJECT
from core.text import clean_dataset_text
from models.encoder.reading import reading
from models.encoder.training.base import make_base
from models.encoder.training.batches import like_lengths, padded, token_ids
from models.match.data import read
from models.training.data import DataError, shared_folder

_BATCH, _RATE, _SEED = 32, 1e-4, 20261128
_PUBLISHED, _GOAL = 0.888, 0.900
PAGE: Final = PROJECT / "docs" / "quality.md"
MARKS: Final = ("<!-- generated: make bench-hs1 -->", "<!-- end of hs1 -->")


class _Classifier(nn.Module):
    """Base and one head on first and mean state."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.head = nn.Linear(2 * self.encoder.config.hidden_size, 1)
        self.dropout = nn.Dropout(0.1)

    def forward(self, ids: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
        """Log-odds of each text."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.encoder(input_ids=ids, attention_mask=real).last_hidden_state.float()
        held = real.unsqueeze(-1).float()
        pooled = torch.cat([states[:, 0], (states * held).sum(1) / held.sum(1)], dim=1)
        found: torch.Tensor = self.head(self.dropout(pooled))[:, 0]
        return found


def fine_tuned(
    shared: Path, train: tuple[list[str], np.ndarray], test: Sequence[str], rounds: int, report: Report
) -> np.ndarray:
    """Log-odds of the test texts after learning from `train`."""
    torch.manual_seed(_SEED)
    with tempfile.TemporaryDirectory() as folder:
        base = make_base(shared, train[0], Path(folder))
        tokenizer, model = PreTrainedTokenizerFast.from_pretrained(base), _Classifier(base)
    ids, labels = token_ids(tokenizer, train[0], 96), torch.tensor(train[1], dtype=torch.float32)
    chance = random.Random(_SEED)
    steps = [b for _ in range(rounds) for b in like_lengths([len(row) for row in ids], _BATCH, chance)]
    optimizer = torch.optim.AdamW(model.parameters(), lr=_RATE, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=len(steps), pct_start=0.1)
    model.train()
    for number, places in enumerate(steps):
        loss = nn.functional.binary_cross_entropy_with_logits(
            model(*padded([ids[place] for place in places])), labels[places]
        )
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        report(number + 1, len(steps))
    model.eval()
    asked = token_ids(tokenizer, test, 96)
    with torch.no_grad():
        parts = [model(*padded(asked[n : n + 64])).numpy() for n in range(0, len(asked), 64)]
    return np.concatenate(parts)


def tfidf(train: tuple[list[str], np.ndarray], test: Sequence[str]) -> np.ndarray:
    """Decisions of words 1-2 and characters 2-5 with logistic regression."""
    reader = make_union(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True),
    )
    model = LogisticRegression(C=4.0, solver="liblinear", class_weight="balanced")
    model.fit(reader.fit_transform(train[0]), train[1])
    return np.asarray(model.decision_function(reader.transform(list(test))))


def measure(shared: Path, folds: int, rounds: int) -> list[tuple[int, float, float]]:
    """F1 of the positive class, fold by fold: ours and TF-IDF's."""
    rows = read(shared / "data/benchmarks/hs1_5folds.csv")
    texts = [reading(clean_dataset_text(row["text"])) for row in rows]
    labels = np.array([int(row["hs"]) for row in rows])
    found = []
    for fold in range(folds):
        part = np.array([row[f"fold{fold}"] for row in rows])
        train = [texts[n] for n in np.flatnonzero(part == "train")], labels[part == "train"]
        test, truth = [texts[n] for n in np.flatnonzero(part == "test")], labels[part == "test"]
        with progress(f"fold {fold + 1} of {folds}") as report:
            ours = fine_tuned(shared, train, test, rounds, report)
        pair = f1_score(truth, ours > 0), f1_score(truth, tfidf(train, test) > 0)
        found.append((fold, float(pair[0]), float(pair[1])))
        sys.stderr.write(f"fold {fold}: ours {pair[0]:.3f}, TF-IDF {pair[1]:.3f}\n")
    return found


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hs1", description=__doc__.splitlines()[0])
    parser.add_argument("--folds", type=int, default=5, help="how many of the five")
    parser.add_argument("--rounds", type=int, default=4, help="times that each tweet is seen")
    asked = parser.parse_args()
    shared = shared_folder()
    if shared is None:
        raise DataError("the benchmark needs the datasets: set PANTAU_SHARED to the folder that holds data/")
    found = measure(shared, asked.folds, asked.rounds)
    ours, theirs = (float(np.mean([row[n] for row in found])) for n in (1, 2))
    body = [
        f"| fold | fine-tuned base, {asked.rounds} rounds | TF-IDF, same run |",
        "|---|--:|--:|",
        *(f"| {fold} | {mine:.3f} | {other:.3f} |" for fold, mine, other in found),
        f"| mean of {len(found)} | **{ours:.3f}** (published {_PUBLISHED}, goal {_GOAL}) | {theirs:.3f} |",
    ]
    write(PAGE, body, *MARKS)
    sys.stdout.write("\n".join(body) + "\n")


if __name__ == "__main__":
    main()
