"""Two readings of a text: sparse features always, the encoder where these alone do not decide.

A cascade (Viola & Jones 2001): what both signals' linear models find far from their flags is closed, and the
encoder is not asked. Whether a text is closed depends on the text alone, never on its batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from models.encoder.encode import encode, logits
from models.encoder.tasks import COLUMNS
from models.features import Floats, features
from models.linear import load_linear
from models.quotes import quoted_shares
from models.signal_card import load_card

HEADS: Final = {"provocation": 1, "violence": 1, "role": 4, "severity": 2}
LINEAR: Final = tuple(HEADS)
SIGNALS: Final = ("provocation", "violence")
ASKED: Final = tuple(name for name in COLUMNS if not name.startswith("public_"))
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Read:
    """Texts as the models see them."""

    margins: dict[str, Floats]
    """of each linear model: texts x heads"""
    open: Flags
    """whether the encoder was asked"""
    logits: Floats
    """open texts x ASKED"""
    vectors: Floats
    """open texts x 768: the encoder's"""
    quoted: Floats
    """texts x 1: share of the words that are quoted"""

    def inputs(self) -> Floats:
        """What the second stage looks at, of the open texts."""
        return inputs([self.margins[name][self.open] for name in LINEAR], self.logits, self.quoted[self.open])


INPUTS: Final = (
    *(f"linear_{name}_{head}" for name, heads in HEADS.items() for head in range(heads)),
    *ASKED,
    "quoted",
)
"""what the second stage may look at, in order"""


def inputs(margins: Sequence[Floats], of_encoder: Floats, quoted: Floats) -> Floats:
    """Margins of the linear models (each texts x heads), the encoder's logits, the share that is quoted."""
    return np.concatenate([*margins, of_encoder, quoted], axis=1).astype(np.float32)


def of_encoder(texts: Sequence[str]) -> Floats:
    """The encoder's logits of texts (texts x ASKED)."""
    return logits(encode(texts))[:, : len(ASKED)]


def read(texts: Sequence[str]) -> Read:
    """Read texts, normalised and masked. The last two batches are kept, so that all models share one reading
    of texts and one of their passages."""
    return _read(tuple(texts))


@lru_cache(maxsize=2)
def _read(texts: tuple[str, ...]) -> Read:
    matrix = features(texts)
    margins = {
        name: np.asarray(matrix @ model.weights + model.bias)
        for name in LINEAR
        for model in [load_linear(name)]
    }
    is_open = np.zeros(len(texts), dtype=bool)
    for name in SIGNALS:
        least = load_card(name).cascade
        is_open |= margins[name][:, 0] >= (-np.inf if least is None else least)
    chosen = [texts[row] for row in np.flatnonzero(is_open)]
    vectors = encode(chosen)
    return Read(margins, is_open, logits(vectors)[:, : len(ASKED)], vectors, quoted_shares(texts))
