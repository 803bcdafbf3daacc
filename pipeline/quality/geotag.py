"""How well places are found: `reference/geotag_100.csv`, sentences of ours written before the tagger."""

import csv
from typing import Final

from pipeline import REFERENCE
from pipeline.geotag import SURE, find_places

SET: Final = REFERENCE / "geotag_100.csv"


def judge() -> list[tuple[dict[str, str], set[str], set[str]]]:
    """Each sentence with the codes expected and the codes surely found."""
    with SET.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        (
            row,
            set(filter(None, row["codes"].split(";"))),
            {p.code for p in find_places(row["text"], row["local"] == "1") if p.confidence >= SURE},
        )
        for row in rows
    ]


def measure() -> dict[str, float]:
    """`precision` and `recall` over (sentence, code) pairs, and the share of sentences that are all right."""
    judged = judge()
    right = sum(len(expected & found) for _, expected, found in judged)
    return {
        "precision": right / max(1, sum(len(found) for _, _, found in judged)),
        "recall": right / max(1, sum(len(expected) for _, expected, _ in judged)),
        "sentences": sum(expected == found for _, expected, found in judged) / len(judged),
    }
