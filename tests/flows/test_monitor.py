"""The Prefect flow over the sample: what it is called, what it publishes, what it does when a crawl fails."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.server import environment
from pipeline.store import Store
from tests.flows.conftest import Served, said, with_data

FLAKY = """
from core.settings import settings
from crawlers.crawl import CrawlError
from flows import monitor, rounds

crawl_into, tries = rounds.crawl_into, []

def fails_once(*about, **more):
    tries.append(1)
    if len(tries) == 1:
        raise CrawlError("the crawling process ended with code 1")
    crawl_into(*about, **more)

rounds.crawl_into = fails_once
monitor.crawl = monitor.crawl.with_options(retry_delay_seconds=0)
print(monitor.monitor(["cek-etam", "komentar-warga", "lensa-pesisir", "portal-kutim"], "sample"), len(tries))
"""


@dataclass(frozen=True)
class Ran:
    """A flow run as its server knows it, and the data folder that it filled."""

    data: Path
    url: str
    round_id: str
    tries: int

    def found(self, what: str, filters: dict[str, Any]) -> list[dict[str, Any]]:
        """Ask the server's API."""
        token = json.loads(_read(f"{self.url}/csrf-token?client=test"))["token"]
        request = urllib.request.Request(  # noqa: S310 - 127.0.0.1
            f"{self.url}/{what}/filter",
            data=json.dumps(filters).encode(),
            headers={
                "Content-Type": "application/json",
                "Prefect-Csrf-Token": token,
                "Prefect-Csrf-Client": "test",
            },
        )
        found: list[dict[str, Any]] = json.loads(_read(request))
        return found


def _read(request: str | urllib.request.Request) -> bytes:
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - 127.0.0.1
        return bytes(answer.read())


@pytest.fixture(scope="module")
def ran(served: Served) -> Iterator[Ran]:
    """One run of the flow whose first crawl fails."""
    settings = served.settings
    lines = said(FLAKY, {**with_data(settings.data), **environment(settings), "PREFECT_API_URL": served.url})
    round_id, tries = " ".join(lines).split()[-2:]
    yield Ran(settings.data, served.url, round_id, int(tries))


def test_a_run_says_what_it_does(ran: Ran) -> None:
    [run] = ran.found("flow_runs", {})
    assert run["name"] == "monitor cek-etam, komentar-warga, lensa-pesisir and 1 more"
    assert run["state_type"] == "COMPLETED"


def test_a_crawl_that_fails_is_tried_again_and_the_round_is_whole(ran: Ran) -> None:
    assert ran.tries == 2
    runs = {run["name"].rsplit("-", 1)[0]: run for run in ran.found("task_runs", {})}
    assert set(runs) == {"finish rounds that died", "crawl", "process and store"}
    assert runs["crawl"]["run_count"] == 2
    assert {run["state_type"] for run in runs.values()} == {"COMPLETED"}
    with Store(ran.data / "pantau.duckdb").reading() as db:
        rounds = db.execute("SELECT id, responses_balanced, candidates_balanced FROM rounds").fetchall()
        stored = db.execute("SELECT source_id, count(*) FROM items GROUP BY ALL ORDER BY ALL").fetchall()
    assert rounds == [(ran.round_id, True, True)]
    assert stored == [("cek-etam", 8), ("komentar-warga", 32), ("lensa-pesisir", 5), ("portal-kutim", 8)]


def test_the_artifact_is_the_rounds_table_in_numbers(ran: Ran) -> None:
    [artifact] = ran.found("artifacts", {})
    assert (artifact["type"], artifact["key"], artifact["description"]) == (
        "table",
        "round",
        f"round {ran.round_id}",
    )
    table = json.loads(artifact["data"])
    assert [row["source"] for row in table] == ["cek-etam", "komentar-warga", "lensa-pesisir", "portal-kutim"]
    for row in table:
        assert row.pop("status") == "healthy"
        row.pop("source")
        assert all(isinstance(value, int) for value in row.values()), "numbers only"
    assert sum(row["candidates new"] for row in table) == 53


def test_prefect_never_sees_the_text_of_an_item(ran: Ran) -> None:
    """Neither its database nor its log holds a sentence or an address that the round has stored."""
    with Store(ran.data / "pantau.duckdb").reading() as db:
        texts = db.execute("SELECT text, url FROM private.originals").fetchall()
    kept = b"".join(path.read_bytes() for path in (ran.data / "prefect").rglob("*") if path.is_file())
    assert len(kept) > 10_000
    for text, url in texts:
        assert text[:40].encode() not in kept
        assert not url or url.encode() not in kept
