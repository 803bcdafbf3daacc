"""Counts the words of all texts at hand for `core/text/seen.py`: `python -m models.training.count_words`.

Words that occur twice or more are kept, with their number, and so are the names of our places. Nothing else
of the texts is kept, and no row that is measured is read. Whether a published text is a measured one is told
by the form that models see, and that form reads `seen.tsv` itself: keep the old file while the new one is
made.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from core.reference import reference_text
from core.text.letters import fold
from core.text.seen import SEEN
from models.encoder.training.texts import public, unpublished
from models.match.data import local_training
from models.training.data import needed_folder

_WORD: Final = re.compile(r"(?<![\w@#])[a-z]{4,}(?!\w)")
_TIMES: Final = 2
_NAMES: Final = ("gazetteer.csv", "gazetteer_spellings.csv", "elsewhere.txt", "language_markers.yml")


def texts(shared: Path) -> Iterator[str]:
    """The texts whole, as they were written: no slip in them is undone before it is counted."""
    yield from public(shared).texts
    yield from unpublished(shared)
    yield from (query.text for query in local_training())


def main() -> None:
    """Write `core/text/seen.tsv`. Raises DataError without the shared folder."""
    words = Counter(
        word for text in texts(needed_folder()) for word in set(_WORD.findall(fold(text).lower()))
    )
    for name in _NAMES:
        known = set(_WORD.findall(reference_text(name).lower()))
        words.update(dict.fromkeys(known, _TIMES))
    lines = [f"{word}\t{count}\n" for word, count in sorted(words.items()) if count >= _TIMES]
    SEEN.write_text("".join(lines), encoding="utf-8")
    sys.stdout.write(f"{SEEN}: {len(lines)} words\n")


if __name__ == "__main__":
    main()
