"""Trains the two flagging signals, which differ in nothing but the label."""

from typing import Final

import numpy as np
from sklearn.metrics import average_precision_score

from core.record import Channel
from models.cascade import LINEAR, SIGNALS
from models.encoder.card import CARD as ENCODER_CARD
from models.facets import WEIGHTS as FACETS
from models.features import VOCABULARY as VOCABULARY_FILE
from models.join import JOIN, Join, save_join
from models.lexicon import CLASSES, WORDS
from models.linear import VOCABULARY, WEIGHTS, Linear, save_linear
from models.names import NAMES
from models.signal_card import MODELS, Training, load_card_unchecked, save_card, sha256
from models.training.calibrate import BASE_RATES, Traffic, band, mix, platt, rule, thresholds
from models.training.data import LATER_SETS, OF_SENSE
from models.training.fit import SEED, Margins
from models.training.joining import join_signal
from models.training.lesson import Lesson

SETS = (
    "relabelled",
    "provocation_ibrohim2019",
    "provocation_netifier2018",
    "violence_yogasgm2024",
    "train_texts",
    "dev_guard",
    *LATER_SETS,
    *OF_SENSE,
)
_LOST: Final = 0.005
"""the share of what would be flagged that each signal's cascade may close"""
_ASKED: Final = 0.004
"""The share of ordinary texts, those with the highest margins, for which each signal asks the encoder at
least. A text that shows no charged word is found by the encoder or not at all. These ordinary texts are
short. Of the stream's long forum posts the encoder is asked about one in ten, which costs speed
(docs/quality.md)."""


def of_the_matrix() -> dict[str, str]:
    """The files by which the matrix of all linear models is read, for a card."""
    return {
        VOCABULARY: sha256(VOCABULARY_FILE),
        "../names.yml": sha256(NAMES),
        "../lexicon.yml": sha256(CLASSES),
        "../lexicon.tsv": sha256(WORDS),
    }


def save_model(name: str, model: Linear, join: Join) -> tuple[str, dict[str, str]]:
    """Write both stages of a model. Returns the version and the files of the card."""
    folder = MODELS / name
    save_linear(model, folder / WEIGHTS)
    save_join(join, folder / JOIN)
    files = {
        WEIGHTS: sha256(folder / WEIGHTS),
        JOIN: sha256(folder / JOIN),
        "../encoder/encoder.yml": sha256(ENCODER_CARD),
        **of_the_matrix(),
    }
    if name in SIGNALS:
        files["../facets.safetensors"] = sha256(FACETS)
    return f"{name}-joined-3-{files[JOIN][:8]}", files


def cascade_from(margins: Margins, judged: Traffic, threshold: float, size: int) -> float:
    """The least linear margin from which the encoder is asked. All but a few of the flagged texts lie above
    it, and so does a share of _ASKED or more of the ordinary texts (the rows behind the first `size`)."""
    flagged = judged.value >= threshold
    order = np.argsort(margins[flagged])
    lost = np.cumsum(judged.weight[flagged][order]) / judged.weight[flagged].sum()
    least = float(margins[flagged][order][int(np.searchsorted(lost, _LOST))]) - 1e-3
    return round(min(least, float(np.quantile(margins[size:], 1 - _ASKED))), 4)


def train_signal(name: str, lesson: Lesson) -> str:
    """Learn one signal in both stages, choose its thresholds, write weights and card. Returns what to
    tell."""
    material, held, aside = lesson.material, lesson.held[name], lesson.aside
    holds = lesson.heads[name][0].holds
    margin, traffic = held.examples[:, 0], held.traffic[:, 0]
    slope, offset = platt(mix(margin, holds, material.own, traffic, BASE_RATES[name], material.weight))
    weights, bias = lesson.fit(name)
    model = Linear(weights, bias, np.array([slope], np.float32), np.array([offset], np.float32))
    join, judged = join_signal(aside, name)
    version, files = save_model(name, model, join)
    lawful = np.flatnonzero(aside.own & ~np.array([example.either for example in aside.examples]))
    kinds = [aside.examples[row].kind for row in lawful.tolist()]
    chosen = thresholds(name, judged, judged.value[lawful], kinds)
    margins = aside.inputs[:, LINEAR.index(name)].astype(np.float64)
    card = load_card_unchecked(name).model_copy(
        update={
            "version": version,
            "files": files,
            "thresholds": chosen,
            "unsure": band(judged, chosen[Channel.POST]),
            "cascade": cascade_from(margins, judged, chosen[Channel.POST], aside.size),
            "training": Training(
                sets=SETS,
                texts=len(holds),
                positives={name: int(holds.sum())},
                seed=SEED,
                base_rate=BASE_RATES[name],
                rule=rule(name),
            ),
        }
    )
    save_card(card)
    return _told(name, lesson, judged, card.thresholds)


def _told(name: str, lesson: Lesson, judged: Traffic, chosen: dict[Channel, float]) -> str:
    """What to tell: the average precision of the linear stage and of both stages on what is put aside, and
    the thresholds."""
    aside = lesson.aside
    margins, holds = aside.inputs[: aside.size, LINEAR.index(name)], judged.holds[: aside.size]
    parts = [
        f"{label} {average_precision_score(holds[part], margins[part]):.3f} -> "
        f"{average_precision_score(holds[part], judged.value[: aside.size][part]):.3f}"
        for label, part in (("published", ~aside.own), ("ours", aside.own))
    ]
    levels = ", ".join(f"{channel.value} {value:.3f}" for channel, value in chosen.items())
    return f"{name}: put aside, average precision linear -> joined: {', '.join(parts)}; thresholds {levels}"
