"""Makes `relabelled.csv` and `ordinary.csv`: row numbers, labels, near-duplicate groups, the fixed split.

`python -m models.training.build_labels [SHARED]`, run once. A group is measured if the hash of its smallest
text says so (one in twelve); groups that touch the measured stream are dropped, so that no copy of a measured
text is learned from. Ordinary are the texts that nobody read anew, clean under every public label, and not a
copy of one that is labelled or in the stream.
"""

import csv
import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

from core.text import model_form
from models.training.data import HERE, ORDINARY, clean_published, read_set, shared_folder
from models.training.readings import LABELS, rows_of

_FILES = ("provocation_ibrohim2019", "provocation_netifier2018", "violence_yogasgm2024")
SECOND = HERE / "second_labels.csv"
"""more rows that two readers of ours read anew, without sight of each other; never measured on"""
_COLUMNS = ("provocation", "violence", "role", "severity", "unsure", "disputed")
_TEXTS = ("Tweet", "text", "source")
_SHARED_BY_FEW = 60  # a shingle of more texts than this is a phrase, not a copy


def shingles(words: list[str]) -> frozenset[tuple[str, ...]]:
    """Runs of three words; a shorter text is one shingle."""
    runs = frozenset(zip(words, words[1:], words[2:], strict=False))
    return runs or frozenset([tuple(words)])


def bare(form: str) -> list[str]:
    """The words of a text's model form, without marks and emoji."""
    return [word for word in form.split() if word[0].isalnum()]


def near_duplicates(texts: list[frozenset[tuple[str, ...]]]) -> list[int]:
    """A group for each text, named by the place of its first: joined where 60 % of the shorter's shingles, or
    40 % of all, agree."""
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for shingle in text:
            holders[shingle].append(number)
    common = Counter(
        pair
        for numbers in holders.values()
        if len(numbers) <= _SHARED_BY_FEW
        for pair in combinations(numbers, 2)
    )
    parents = list(range(len(texts)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    for (a, b), shared in common.items():
        if shared >= 0.6 * min(len(texts[a]), len(texts[b])) or shared >= 0.4 * len(texts[a] | texts[b]):
            first, second = sorted((root(a), root(b)))
            parents[second] = first
    return [root(number) for number in range(len(texts))]


def main(shared: Path | None) -> None:
    """Write both files."""
    first = {(row["file"], row["row"]): row for row in read_set("relabelled", shared)}
    labels = {(row["file"], row["row"]): row for row in rows_of(SECOND)} | first
    stream = {(row["file"], row["row"]) for row in read_set("stream_negatives", shared)}
    places, rows, forms = [], [], []
    for name in _FILES:
        for number, row in enumerate(read_set(name, shared)):
            places.append((name, str(number)))
            rows.append(row)
            forms.append(model_form(clean_published(row.get("Tweet") or row["text"])))
    groups = near_duplicates([shingles(bare(form)) for form in forms])
    smallest: dict[int, str] = {}
    for group, form in zip(groups, forms, strict=True):
        digest = hashlib.sha256(form.encode()).hexdigest()
        smallest[group] = min(smallest.get(group, digest), digest)
    streamed = {group for place, group in zip(places, groups, strict=True) if place in stream}
    labelled = {group for place, group in zip(places, groups, strict=True) if place in labels}
    split = {
        group: "measure" if int(first[:8], 16) % 12 == 0 else "train" for group, first in smallest.items()
    }
    # The form of a text may change (a slang word more), and with it the hash: a row keeps its side.
    labelled_before = {(row["file"], row["row"]): (row["split"], row["group"]) for row in rows_of(LABELS)}
    ordinary_before = {(row["file"], row["row"]): row["split"] for row in rows_of(ORDINARY)}
    measured = {
        group
        for place, group in zip(places, groups, strict=True)
        if labelled_before.get(place, ("", ""))[0] == "measure" or ordinary_before.get(place) == "measure"
    }
    relabelled, ordinary = [], []
    for place, row, group in zip(places, rows, groups, strict=True):
        if place in labels:
            values = [labels[place][column] for column in _COLUMNS]
            part = "near_stream" if group in streamed else split[group]
            if place in labelled_before:
                part, digest = labelled_before[place]
            elif part == "measure" or group in measured:
                continue  # what is measured stays what it was
            else:
                digest = smallest[group][:12]
            relabelled.append([*place, *values, digest, part])
        elif group not in streamed | labelled and _is_clean(row):
            ordinary.append([*place, ordinary_before.get(place, split[group])])
    _write(LABELS, ["file", "row", *_COLUMNS, "group", "split"], relabelled)
    _write(ORDINARY, ["file", "row", "split"], ordinary)


def _is_clean(row: Mapping[str, str]) -> bool:
    """Whether every public label is 0."""
    return all(value == "0" for column, value in row.items() if column not in _TEXTS)


def _write(path: Path, columns: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else shared_folder())
