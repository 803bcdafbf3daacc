"""Posts a second: a CSV of short posts through `pantau import`, from the file to the ranked store.

`python -m benchmarks.posts COUNT DATA` prints what it measured as JSON.
"""

import csv
import json
import os
import sys
import time
from pathlib import Path

from benchmarks.measure import largest_process, measured
from benchmarks.texts import posts, sample_articles
from core.record import Annotated, Channel, Claim, Item, Private
from core.settings import PROJECT, Settings

SOURCE = "komentar-warga"
CLAIMS = 4000  # at most a post each: a smoke test of few posts is one of few claims
_BASELINE = 20_000  # posts; the rate does not depend on it
_BATCH = 1000


def main(count: int, data: Path) -> None:
    """Import so many posts into a fresh data folder, and classify some of them alone."""
    settings = Settings(data=data)
    texts = list(posts(count, seed=1))
    path = data.parent / "posts.csv"
    write_posts(path, texts)
    claims = stored_claims(settings, min(count, CLAIMS))
    result = _imported(path, settings) | {"posts": count, "claims": claims}
    result |= _classified(texts[:_BASELINE])
    sys.stdout.write(json.dumps(result))


def write_posts(path: Path, texts: list[str]) -> None:
    """A CSV as exports have it: id, author and time beside the text."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "id", "author", "published_at", "place"])
        for number, text in enumerate(texts):
            hour, minute = number // 60 % 24, number % 60
            moment = f"2026-11-19T{hour:02}:{minute:02}:00+08:00"
            writer.writerow([text, f"b-{number}", f"akun{number % 5000}", moment, ""])


def stored_claims(settings: Settings, most: int) -> int:
    """Fill the library of claims: with `most` if the shared data is there, else with the sample's few."""
    from flows.workspace import open_workspace
    from pipeline.store import save_claims

    found = _shared_claims(most) or _sample_claims()
    with open_workspace(settings, "sample").store.writing() as db:
        return save_claims(db, found)


def _shared_claims(most: int) -> list[Claim]:
    shared = Path(os.environ.get("PANTAU_SHARED", PROJECT.parent / "shared"))
    path = shared / "data" / "claims" / "claim_pairs_2015_2025.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        texts = dict.fromkeys(row["claim"] for row in csv.DictReader(file) if row["claim"].strip())
    return [_claim(number, text) for number, text in enumerate(list(texts)[:most])]


def _sample_claims() -> list[Claim]:
    reviews = [article.head.review for article in sample_articles() if article.head.review]
    return [_claim(number, review.claim) for number, review in enumerate(reviews)]


def _claim(number: int, text: str) -> Claim:
    return Claim(
        id=f"bench-{number}", text=text, rating="Salah", url="", publisher="", published_at=None, false=True
    )


def _imported(path: Path, settings: Settings) -> dict[str, float]:
    from flows.start import import_once

    with measured() as cost:
        summary = import_once(settings, "sample", path, SOURCE, None, lambda done, total: None).summary
    if not (summary.candidates_balanced and summary.responses_balanced):
        raise AssertionError(f"round {summary.id}: a balance does not hold")
    own, child = largest_process()
    return {
        "wall": cost.wall,
        "cpu": cost.cpu,
        "main_cpu": cost.own_cpu,
        "peak": cost.peak,
        "largest_process": max(own, child),
        "new": summary.candidates.get("new", 0),
        "stories": summary.stories,
    }


def _classified(texts: list[str]) -> dict[str, float]:
    """The baseline: nothing but the classifiers, in one process."""
    from core import clock
    from pipeline.classify import classify
    from pipeline.context import Context
    from pipeline.run import in_batches

    drafts = [draft(number, text) for number, text in enumerate(texts)]
    context = Context(now=clock.now())
    classify(list(drafts[:_BATCH]), context)  # the weights are loaded once
    began = time.process_time()
    for batch in in_batches(drafts, _BATCH):
        classify(list(batch), context)
    return {"classify_cpu": time.process_time() - began, "classified": len(drafts)}


def draft(number: int, text: str) -> Annotated:
    """A post as it comes out of the normalise stage."""
    from core import clock

    identity, now = f"bench-{number}", clock.now()
    return Annotated(
        item=Item(
            id=identity, source_id="bench", channel=Channel.POST, title="", text=text, language="id",
            author_key="", published_at=now, fetched_at=now, advertorial=False, revision=0, content_hash="",
        ),
        private=Private(
            item_id=identity, revision=0, url="", title="", text=text, forwarded_from="", warc_file="",
            warc_offset=0,
        ),
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
