"""What is compared: TF-IDF with logistic regression, our linear stage alone, and both stages as shipped."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion

from models.features import features
from models.linear import load_linear, to_probabilities
from models.provocation.score import score as score_provocation
from models.training import data
from models.violence.score import score as score_violence

SIGNALS: Final = ("provocation", "violence")
SEED: Final = 20261128
Numbers = npt.NDArray[np.float64]
Score = Callable[[Sequence[str]], Mapping[str, Numbers]]
_BATCH: Final = 512


@dataclass(frozen=True, slots=True)
class System:
    """Something that gives both signals' probabilities of texts."""

    name: str
    score: Score

    def either(self, texts: Sequence[str]) -> Numbers:
        """The higher of the two signals."""
        found = self.score(texts)
        return np.maximum(found["provocation"], found["violence"])


def words_and_characters() -> FeatureUnion:
    """TF-IDF of words 1-2 and characters 2-5 within words."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True)
    return FeatureUnion([("words", words), ("characters", characters)])


def tfidf(shared: Path) -> System:
    """Words 1-2 and characters 2-5, logistic regression; learned from the same texts as what we ship, but for
    those whose words tell little: they mislead it."""
    examples = [one for one in data.training(shared) if not one.of_sense]
    reader = words_and_characters()
    matrix = reader.fit_transform([example.text for example in examples])
    learned = {}
    for name in SIGNALS:
        holds = np.array([bool(getattr(example, name)) for example in examples])
        model = LogisticRegression(C=4.0, solver="liblinear", random_state=SEED)
        learned[name] = model.fit(matrix, holds)

    def score(texts: Sequence[str]) -> Mapping[str, Numbers]:
        read = reader.transform(list(texts))
        return {name: model.predict_proba(read)[:, 1] for name, model in learned.items()}

    return System("TF-IDF", score)


def linear() -> System:
    """The first stage alone, with its own calibration."""

    def score(texts: Sequence[str]) -> Mapping[str, Numbers]:
        matrix = features(texts)
        found = {}
        for name in SIGNALS:
            model = load_linear(name)
            margins = np.asarray(matrix @ model.weights + model.bias, dtype=np.float64)
            found[name] = to_probabilities(margins, model.slope, model.offset)[:, 0]
        return found

    return System("linear", score)


def shipped() -> System:
    """Both stages, as `pantau score` uses them."""

    @lru_cache(maxsize=16)
    def kept(texts: tuple[str, ...]) -> Mapping[str, Numbers]:
        parts = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
        found = [(score_provocation(part), score_violence(part)) for part in parts]
        return {name: np.concatenate([pair[n] for pair in found]) for n, name in enumerate(SIGNALS)}

    return System("Pantau", lambda texts: kept(tuple(texts)))
