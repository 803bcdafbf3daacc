"""The shipped model of the stance: what the author does with a claim that the text is about.

The claim's own words are left out of the text, since what the author does with it stands in the others: of a
copy with two words around it these two count. The model is a softmax over some columns of the matrix that all
linear models share.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from safetensors.numpy import load_file, save_file

from core.record import Stance
from models.features import Floats, build, load_vocabulary
from models.linear import WEIGHTS, Probabilities, to_probabilities
from models.match.features import turns
from models.match.words import stem, words_of
from models.signal_card import MODELS, load_card
from models.words import read_texts

NAME: Final = "stance"
CLASSES: Final = tuple(Stance)
"""what the columns of `score` mean"""


@dataclass(frozen=True, slots=True)
class Columns:
    """Some columns of the matrix, their weights (columns x classes), and the biases of the classes."""

    columns: npt.NDArray[np.int32]
    weights: Floats
    bias: Floats

    def probabilities(self, x: sp.csr_matrix) -> Probabilities:
        """The probabilities (texts x classes) of rows of the matrix (texts x all columns)."""
        margins = np.asarray(x[:, self.columns] @ self.weights, dtype=np.float64)
        return to_probabilities(margins, np.eye(len(self.bias), dtype=np.float32), self.bias)


def save(model: Columns, path: Path) -> None:
    """Write the model, its weights as 16-bit floats."""
    save_file(
        {"columns": model.columns, "weights": model.weights.astype(np.float16), "bias": model.bias}, path
    )
    path.chmod(0o644)  # the library makes it its owner's only


@lru_cache(maxsize=1)
def _model() -> Columns:
    """The shipped weights. Raises CardError if a file is not the one that the card names."""
    load_card(NAME)
    tensors = load_file(MODELS / NAME / WEIGHTS)
    return Columns(tensors["columns"], tensors["weights"].astype(np.float32), tensors["bias"])


def beside(text: str, claim: str) -> str:
    """A text without the words of a claim, in whatever form they stand there. Words that deny or negate are
    left out only as often as the claim has them: of "tidak palsu, kata orang tidak dikenal" one "tidak" stays
    beside "palsu, kata orang tidak dikenal"."""
    stems = Counter(stem(word) for word in words_of(claim))
    return " ".join(piece for piece in text.split() if not _is_of(piece, stems))


def _is_of(piece: str, stems: Counter[str]) -> bool:
    """Whether a piece of text is made of stems of the claim. If it is, the denials that it holds are taken
    out of `stems`."""
    words = words_of(piece)
    if not words or not all(stem(word) in stems for word in words):
        return False
    turning = Counter(stem(word) for word in words if turns(word))
    if not turning <= stems:
        return False
    stems.subtract(turning)
    return True


def score(texts: Sequence[str], claims: Sequence[str]) -> Probabilities:
    """The probabilities that each text (normalised and masked) asserts, reports, questions or debunks the
    claim beside it."""
    model = _model()
    if not texts:
        return np.empty((0, len(CLASSES)))
    said = [beside(text, claim) for text, claim in zip(texts, claims, strict=True)]
    return model.probabilities(build(read_texts(said), load_vocabulary()))


def sure_from() -> float:
    """The probability from which a text surely asserts. A text below it is not flagged."""
    return load_card(NAME).cuts[0]
