"""Stories that share wording, by the full text of the board."""

import re
from typing import Final

from desk.people.database import Database

_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_RAREST: Final = 12  # words of a story that others are looked up by
_LEAST: Final = 3  # of them that another story must share (or all, of a short text)
_READ: Final = 4000  # characters of a story that its words are taken from


def similar_to(database: Database, story_id: str, limit: int) -> list[int]:
    """Numbers of the stories that share most of this one's rarest words, the most alike first."""
    own = database.one(
        "SELECT w.rowid AS n, w.text FROM stories s JOIN words w ON w.rowid = s.n WHERE s.story_id = ?",
        (story_id,),
    )
    if own is None:
        return []
    words = _rarest(database, own["text"][:_READ])
    if not words:
        return []
    found: dict[int, int] = {}
    for word in words:
        for row in database.read(
            "SELECT rowid AS n FROM words WHERE words MATCH ? LIMIT 2000", (f'"{word}"',)
        ):
            found[row["n"]] = found.get(row["n"], 0) + 1
    found.pop(own["n"], None)
    least = min(_LEAST, len(words))
    alike = [(-shared, n) for n, shared in found.items() if shared >= least]
    return [n for _, n in sorted(alike)[:limit]]


def _rarest(database: Database, text: str) -> list[str]:
    """The words of a text that fewest stories have, among those that another one has too."""
    counts = {}
    for word in dict.fromkeys(word.lower() for word in _WORD.findall(text)):
        row = database.one("SELECT doc FROM word_counts WHERE term = ?", (word,))
        if row and row["doc"] > 1:
            counts[word] = row["doc"]
    return sorted(counts, key=lambda word: (counts[word], word))[:_RAREST]
