"""Two readings of a text: sparse features always, the encoder only where these alone do not decide.

This is a cascade (Viola & Jones 2001). A text that both signals' linear models find far from their flags is
closed, and the encoder is not asked about it. Whether a text is closed depends on the text alone, never on
its batch.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
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
_ENCODER: Final = ThreadPoolExecutor(1, "encoder")
"""Asks the encoder while the caller goes on to read. The encoder leaves Python's lock to others for most of
its time."""


@dataclass(frozen=True, slots=True)
class Read:
    """Texts as the models see them."""

    margins: dict[str, Floats]
    """The margins of each linear model (texts x heads)."""
    open: Flags
    """Whether the encoder was asked about each text."""
    quoted: Floats
    """Of each text the share of its words that are quoted (texts x 1)."""
    encoded: Future[Floats]
    """The vectors of the open texts, on which the encoder may still be at work."""

    @property
    def vectors(self) -> Floats:
        """The encoder's vectors (open texts x 768). Waits for the encoder."""
        if self.encoded.exception():
            _read.cache_clear()  # kept, this reading would fail again without the encoder being asked
        return self.encoded.result()

    @property
    def logits(self) -> Floats:
        """The encoder's logits (open texts x ASKED columns)."""
        return logits(self.vectors)[:, : len(ASKED)]

    def inputs(self) -> Floats:
        """The inputs of the second stage (open texts x INPUTS)."""
        return inputs([self.margins[name][self.open] for name in LINEAR], self.logits, self.quoted[self.open])


INPUTS: Final = (
    *(f"linear_{name}_{head}" for name, heads in HEADS.items() for head in range(heads)),
    *ASKED,
    "quoted",
)
"""the columns that the second stage may look at, in order"""


def inputs(margins: Sequence[Floats], of_encoder: Floats, quoted: Floats) -> Floats:
    """The inputs of the second stage: margins of the linear models (each texts x heads), the encoder's
    logits, and the share that is quoted, side by side."""
    return np.concatenate([*margins, of_encoder, quoted], axis=1).astype(np.float32)


def of_encoder(texts: Sequence[str]) -> Floats:
    """The encoder's logits of texts (texts x ASKED)."""
    return logits(encode(texts))[:, : len(ASKED)]


def read(texts: Sequence[str]) -> Read:
    """Read normalised and masked texts. The last two batches are kept, so that all models share one reading
    of the texts and one of their passages."""
    return _read(tuple(texts))


def may_count(texts: Sequence[str], discount: float) -> Flags:
    """Which texts the cascade would leave open if each counted `discount` log-odds less."""
    return _is_open(_margins(tuple(texts), SIGNALS), discount)


def _margins(texts: tuple[str, ...], names: Sequence[str]) -> dict[str, Floats]:
    matrix = features(texts)
    return {
        name: np.asarray(matrix @ model.weights + model.bias)
        for name in names
        for model in [load_linear(name)]
    }


def _is_open(margins: Mapping[str, Floats], discount: float = 0) -> Flags:
    """Whether the linear margin of either signal reaches the bound from which the encoder is asked."""
    found = np.zeros(len(margins[SIGNALS[0]]), dtype=bool)
    for name in SIGNALS:
        least = load_card(name).cascade
        below = -np.inf if least is None else least + discount / float(load_linear(name).slope[0])
        found |= margins[name][:, 0] >= below
    return found


@lru_cache(maxsize=2)
def _read(texts: tuple[str, ...]) -> Read:
    margins = _margins(texts, LINEAR)
    is_open = _is_open(margins)
    chosen = [texts[row] for row in np.flatnonzero(is_open)]
    encoded = _ENCODER.submit(encode, chosen)
    return Read(margins, is_open, quoted_shares(texts), encoded)
