"""How long readers and writers of one store wait for each other: `python -m benchmarks.locks SECONDS DATA`.

Two writers and four readers, each a process (`tests/pipeline/store/load.py`), as in the store's test.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from core.settings import PROJECT
from pipeline.store import save
from tests.pipeline.store.items import many, store_in

_STORED = 2000  # items that are there already


def main(seconds: float, data: Path) -> None:
    """Print the waits as JSON, in seconds."""
    data.mkdir(parents=True)
    store = store_in(data)
    save(store, "r1", many(_STORED))
    writers = [_start("writer", store.path, seconds, seed) for seed in range(2)]
    readers = [_start("reader", store.path, seconds, seed) for seed in range(4)]
    for process in [*writers, *readers]:
        if process.stdout is None or process.stdout.readline() != "ready\n":
            raise AssertionError("a process of the load did not start")
    for process in [*writers, *readers]:
        if process.stdin is not None:
            process.stdin.write("go\n")
            process.stdin.flush()
    writing = [wait for process in writers for wait in _waits(process)]
    reading = [wait for process in readers for wait in _waits(process)]
    sys.stdout.write(
        json.dumps(
            {
                "writer_turns": len(writing),
                "writer_longest": max(writing),
                "reader_turns": len(reading),
                "reader_p95": float(np.percentile(reading, 95)),
            }
        )
    )


def _start(how: str, path: Path, seconds: float, seed: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.pipeline.store.load", how, str(path), str(seconds), str(seed)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _waits(process: "subprocess.Popen[str]") -> list[float]:
    told, _ = process.communicate()
    if process.returncode:
        raise AssertionError(f"a process of the load ended with code {process.returncode}")
    waits: list[float] = json.loads(told)["waits"]
    return waits


if __name__ == "__main__":
    main(float(sys.argv[1]), Path(sys.argv[2]))
