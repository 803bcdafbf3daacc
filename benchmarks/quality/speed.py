"""Rates and memory, each in a process of its own: `python -m benchmarks.quality.speed WHAT COUNT`."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, Final

from benchmarks.measure import largest_process
from benchmarks.quality.table import Row

_COUNTS: Final = {"tfidf": 3000, "sparse": 20000, "encoder": 3000, "cascade": 8000}
_GOALS: Final = {"encoder": 250.0, "cascade": 1000.0}
_TITLES: Final = {
    "sparse": "linear stage (reading and scoring both signals)",
    "encoder": "encoder alone, texts of at most 64 pieces",
    "cascade": "both signals through the cascade, texts of the stream",
}
_PIECES: Final = 64


def rows() -> Iterator[Row]:
    """Rates beside that of the TF-IDF baseline."""
    base = _measure("tfidf")
    for what, title in _TITLES.items():
        found = _measure(what)
        goal = _GOALS.get(what)
        yield Row(
            part="texts a second, 2 cores",
            name=title,
            tfidf=f"{base['rate']:,.0f}",
            linear="",
            ours=_said(found, base),
            goal="" if goal is None else f"{goal:,.0f}",
            met=None if goal is None else found["rate"] >= goal,
            n=int(found["n"]),
        )


def _said(found: dict[str, Any], base: dict[str, Any]) -> str:
    ratio, memory = found["rate"] / base["rate"], found["memory"] / 2**20
    return f"{found['rate']:,.0f} ({ratio:.2f}x), {memory:,.0f} MB"


def _measure(what: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.quality.speed", what, str(_COUNTS[what])]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main(what: str, count: int) -> None:
    """Measure one thing and print it as JSON."""
    from models.training import data

    shared = data.shared_folder()
    texts = data.stream(shared)
    texts = [
        f"{text} {n // len(texts)}" for n, text in enumerate((texts * (count // len(texts) + 1))[:count])
    ]
    run = {"tfidf": _tfidf, "sparse": _sparse, "encoder": _encoder, "cascade": _cascade}[what]
    rate = run(texts)
    sys.stdout.write(json.dumps({"rate": rate, "memory": largest_process()[0], "n": len(texts)}) + "\n")


def _rate(score: Any, texts: list[str]) -> float:
    score(texts[:64])
    began = time.perf_counter()
    for start in range(0, len(texts), 512):
        score(texts[start : start + 512])
    return len(texts) / (time.perf_counter() - began)


def _tfidf(texts: list[str]) -> float:
    from pathlib import Path

    from benchmarks.quality.systems import tfidf
    from models.training import data

    return _rate(tfidf(data.shared_folder() or Path()).score, texts)


def _sparse(texts: list[str]) -> float:
    from benchmarks.quality.systems import linear

    return _rate(linear().score, texts)


def _encoder(texts: list[str]) -> float:
    from models.encoder.encode import encode

    short = [text for text in texts if len(text.split()) < _PIECES // 2]
    return _rate(encode, short)


def _cascade(texts: list[str]) -> float:
    from models.provocation.score import score as provocation
    from models.violence.score import score as violence

    return _rate(lambda part: (provocation(part), violence(part)), texts)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
