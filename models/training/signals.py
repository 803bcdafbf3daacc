"""Training of the two flagging signals, which differ in nothing but the label."""

import numpy as np
from sklearn.metrics import average_precision_score

from core.record import Channel
from models.features import VOCABULARY as VOCABULARY_FILE
from models.linear import VOCABULARY, WEIGHTS, Linear, save_linear, to_probabilities
from models.signal_card import MODELS, Training, load_card_unchecked, save_card, sha256
from models.training.calibrate import BASE_RATE, RULE, Traffic, band, platt, thresholds, traffic
from models.training.fit import SEED, Material, fit_head, out_of_fold, stack

SETS = (
    "relabelled",
    "provocation_ibrohim2019",
    "provocation_netifier2018",
    "violence_yogasgm2024",
    "train_texts",
    "dev_guard",
    "more_texts",
)


def version_of(name: str, digest: str) -> str:
    """A version that changes with the weights."""
    return f"{name}-linear-1-{digest[:8]}"


def save_model(name: str, model: Linear) -> tuple[str, dict[str, str]]:
    """Write the weights; returns version and the files of the card."""
    path = MODELS / name / WEIGHTS
    save_linear(model, path)
    files = {WEIGHTS: sha256(path), VOCABULARY: sha256(VOCABULARY_FILE)}
    return version_of(name, files[WEIGHTS]), files


def train_signal(name: str, material: Material) -> str:
    """Learn one signal, calibrate it, choose its thresholds, write weights and card."""
    holds = np.array([bool(getattr(example, name)) for example in material.examples])
    every = np.ones(len(holds), dtype=bool)
    margins, ordinary = out_of_fold(material, holds, every)
    found = traffic(material, margins, ordinary, holds)
    slope, offset = platt(found)
    weights, bias = stack([fit_head(material, holds, every)])
    model = Linear(weights, bias, np.array([slope], np.float32), np.array([offset], np.float32))
    version, files = save_model(name, model)
    probabilities = to_probabilities(found.value[:, None], model.slope, model.offset)[:, 0]
    judged = Traffic(probabilities, found.holds, found.weight)
    lawful = material.own & ~np.array([example.either for example in material.examples])
    chosen = thresholds(judged, probabilities[: len(holds)][lawful])
    card = load_card_unchecked(name).model_copy(
        update={
            "version": version,
            "files": files,
            "thresholds": chosen,
            "unsure": band(judged, chosen[Channel.POST]),
            "training": Training(
                sets=SETS,
                texts=len(holds),
                positives={name: int(holds.sum())},
                seed=SEED,
                base_rate=BASE_RATE,
                rule=RULE,
            ),
        }
    )
    save_card(card)
    own = material.own
    published, ours = (average_precision_score(holds[part], margins[part]) for part in (~own, own))
    return (
        f"{name}: out of fold, average precision published {published:.3f}, ours {ours:.3f}; thresholds "
        + ", ".join(f"{channel.value} {value:.3f}" for channel, value in card.thresholds.items())
    )
