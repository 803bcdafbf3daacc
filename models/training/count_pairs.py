"""Counts which words stand side by side for `core/text/pairs.py`: `python -m models.training.count_pairs`.

Of the same texts as `count_words`, each token in the form that it has by itself; what only the words beside
it tell is not asked, since that is asked of these counts. Whether a published text is a measured one is told
by the form that models see, so keep the old file while the new one is made.
"""

import re
import sys
from collections import Counter
from itertools import pairwise
from typing import Final

from core.text.forms import single_forms
from core.text.pairs import EDGE, PAIRS, write_pairs
from core.text.spelling import SLANG
from models.training.count_words import texts
from models.training.data import needed_folder

_WORD: Final = re.compile(r"(?<![\w@#])[a-z]+(?!\w)")


def main() -> None:
    """Write `core/text/pairs.safetensors`. Raises DataError without the shared folder."""
    words: Counter[str] = Counter()
    slang: Counter[str] = Counter()
    two: Counter[tuple[str, str]] = Counter()
    for text in dict.fromkeys(texts(needed_folder())):
        row = [EDGE, *single_forms(text), EDGE]
        words.update(row)
        two.update(pairwise(row))
        slang.update(word for word in _WORD.findall(text.lower()) if word in SLANG)
    write_pairs(words, slang, two)
    sys.stdout.write(f"{PAIRS}: {words.total()} words\n")


if __name__ == "__main__":
    main()
