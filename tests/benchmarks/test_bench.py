"""The benchmark runs from end to end on little; what it prints then says nothing about speed."""

import subprocess
import sys

from benchmarks.__main__ import articles_rows, posts_rows
from benchmarks.texts import clauses, posts
from core.settings import PROJECT


def test_quick() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    for measure in (
        "articles/s and core",
        "posts/s imported and scored",
        "peak memory",
        "writers' turns",
        "the board made anew",
    ):
        assert measure in done.stdout
    assert "trafilatura" in done.stdout


def test_posts_differ_and_are_the_same_for_the_same_seed() -> None:
    some = list(posts(2000, seed=3))
    assert some == list(posts(2000, seed=3))
    assert len(set(some)) > 1950
    assert len(clauses()) > 5000


def test_rates_are_by_cpu_seconds() -> None:
    rows = list(
        articles_rows(
            {
                "articles": 100, "pages": 100, "crawl_cpu": 1.0, "process_cpu": 4.0, "crawl_wall": 5.0,
                "process_wall": 5.0, "trafilatura_cpu": 2.0, "trafilatura_all_cpu": 4.0, "modes_a_page": 1.0,
                "peak": 1e8, "largest_process": 1e8,
            }
        )
    )  # fmt: skip
    assert rows[0][1:4] == ("20.0", "50.0 trafilatura, the modes that were tried (1.00 a page)", "40%")
    found = {
        "posts": 1000, "wall": 2.0, "cpu": 4.0, "claims": 5, "classified": 100, "classify_cpu": 0.1,
        "peak": 1e8, "largest_process": 1e8,
    }  # fmt: skip
    wall, whole, core, *_ = posts_rows(found)
    assert (wall[1], whole[1], core[1], core[3]) == ("500", "200 s", "250", "25%")
