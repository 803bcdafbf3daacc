"""Counts the words of all texts at hand for `core/text/seen.py`: `python -m models.training.count_words`.

Words that are seen twice or more are kept, with their number, and the names of our places; of the texts
nothing else, and no row that is measured. Published texts are told apart by the form that models see,
which reads the file itself: keep it while it is made anew.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from core.settings import PROJECT
from core.text.letters import fold
from core.text.seen import SEEN
from models.encoder.training.texts import public, unpublished
from models.match.data import local_training
from models.training.data import DataError, shared_folder

_WORD: Final = re.compile(r"(?<![\w@#])[a-z]{4,}(?!\w)")
_TIMES: Final = 2
_NAMES: Final = ("gazetteer.csv", "gazetteer_spellings.csv", "elsewhere.txt", "language_markers.yml")


def _texts(shared: Path) -> Iterator[str]:
    """As they were written, whole: no slip in them is undone before it is counted."""
    yield from public(shared).texts
    yield from unpublished(shared)
    yield from (query.text for query in local_training())


def main() -> None:
    """Write `core/text/seen.tsv`."""
    shared = shared_folder()
    if shared is None:
        raise DataError("counting needs the datasets: set PANTAU_SHARED to the folder that holds data/")
    words = Counter(word for text in _texts(shared) for word in set(_WORD.findall(fold(text).lower())))
    for name in _NAMES:
        known = (PROJECT / "pipeline" / "reference" / name).read_text(encoding="utf-8").lower()
        words.update(dict.fromkeys(set(_WORD.findall(known)), _TIMES))
    lines = [f"{word}\t{count}\n" for word, count in sorted(words.items()) if count >= _TIMES]
    SEEN.write_text("".join(lines), encoding="utf-8")
    sys.stdout.write(f"{SEEN}: {len(lines)} words\n")


if __name__ == "__main__":
    main()
