"""`make bench-quality`: measures everything, prints the table, writes it into docs/quality.md. Some minutes.

Needs the shared datasets (PANTAU_SHARED, else ../shared). `--no-speed` leaves out the rates.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.quality import behaviour, calibration, lawful, matching, ranking, speed, stance
from benchmarks.quality.sets import Sets
from benchmarks.quality.systems import linear, shipped, tfidf
from benchmarks.quality.table import Row, lines, write
from core.settings import PROJECT
from models.training.data import DataError, shared_folder

PAGE: Final = PROJECT / "docs" / "quality.md"
PICTURE: Final = PROJECT / "docs" / "pictures" / "reliability.svg"


def measure(shared: Path, *, rates: bool) -> Iterator[Row]:
    """All rows, one by one."""
    sets, systems = Sets(shared), (tfidf(shared), linear(), shipped())
    yield from ranking.average_precisions(sets, systems)
    yield from ranking.streams(sets, systems)
    yield from ranking.serious(sets)
    yield from lawful.rows(sets, systems)
    yield from calibration.rows(sets, PICTURE)
    yield from behaviour.cascade_rows(sets)
    yield from behaviour.explanation_rows(sets)
    yield from lawful.obfuscation_rows(sets)
    yield from matching.rows(shared)
    yield from stance.rows(shared)
    if rates:
        yield from speed.rows()


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--no-speed", action="store_true", help="without texts a second")
    asked = parser.parse_args()
    shared = shared_folder()
    if shared is None:
        raise DataError("the benchmark needs the datasets: set PANTAU_SHARED to the folder that holds data/")
    found = []
    for row in measure(shared, rates=not asked.no_speed):
        found.append(row)
        sys.stderr.write(f"{row.part} | {row.name}: {row.ours}\n")
    body = lines(found)
    write(PAGE, body)
    sys.stdout.write("\n".join(body) + "\n")


if __name__ == "__main__":
    main()
