"""Where the time of an import goes, stage by stage, in one process: `python -m benchmarks.stages [COUNT]`.

Prints CPU milliseconds a post. With `--profile FILE` it writes a cProfile of the whole too.
"""

import cProfile
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

from benchmarks.posts import CLAIMS, SOURCE, stored_claims, write_posts
from benchmarks.texts import posts
from core import clock
from core.record import Annotated, Candidate
from core.settings import Settings
from crawlers.archive import Archive
from crawlers.imports import import_file
from crawlers.spool import SPOOL, read_spool
from flows import rounds
from flows.workspace import Workspace, open_workspace
from pipeline import intake
from pipeline.context import Context
from pipeline.run import APART, TOGETHER, in_batches
from pipeline.store import claims, remember, save, signatures_for_bands, spread, start_round

_Answer = TypeVar("_Answer")
_spent: dict[str, float] = {}


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Count the block's CPU time under a name."""
    began = time.process_time()
    try:
        yield
    finally:
        _spent[name] = _spent.get(name, 0.0) + time.process_time() - began


def main(count: int) -> None:
    """Import, read back, annotate and store so many posts, and print what each step cost."""
    with tempfile.TemporaryDirectory(prefix="pantau-bench-") as folder:
        settings = Settings(data=Path(folder) / "data")
        path = Path(folder) / "posts.csv"
        write_posts(path, list(posts(count, seed=1)))
        stored_claims(settings, CLAIMS)
        workspace = open_workspace(settings)
        with rounds.spool_folder(settings) as spool:
            with timed("import: CSV to archive and spool"), Archive(settings.archive) as archive:
                import_file(path, workspace.sources[SOURCE], None, spool, archive, clock.now())
            with timed("read the spool"):
                candidates = [one for one in read_spool(spool / SPOOL) if isinstance(one, Candidate)]
            _process(workspace, spool.name, candidates)
    for name, seconds in sorted(_spent.items(), key=itemgetter(1), reverse=True):
        print(f"{seconds / count * 1000:8.3f} ms  {name}")
    print(f"{sum(_spent.values()) / count * 1000:8.3f} ms  in all, {count} posts")


def _process(workspace: Workspace, round_id: str, candidates: list[Candidate]) -> None:
    store, settings, now = workspace.store, workspace.settings, clock.now()
    with store.writing() as db:
        start_round(db, round_id, workspace.profile, now)
    with store.reading() as db:
        known = claims(db)
    line = intake.Line(
        sources=workspace.sources,
        archive=settings.archive,
        keys=settings.keys,
        store=store,
        zone=settings.zone,
        now=now,
        claims=known,
    )
    context = Context(
        now=now,
        claims=known,
        signatures=_timed_question(rounds.ask(store, signatures_for_bands), "group: ask the store"),
        spread=_timed_question(rounds.ask(store, spread), "prioritise: ask the store"),
    )
    for batch in in_batches(candidates, intake.LARGE):
        with timed("to_item, and ask the store what it has"):
            drafts, outcomes = intake.fresh_items(batch, line)
        annotated: list[Annotated] = drafts
        for stage in (*APART, *TOGETHER):
            with timed(stage.__name__):
                annotated = stage(annotated, context)
        with timed("save"):
            save(store, round_id, annotated, outcomes, remember(batch, now))


def _timed_question(ask: Callable[..., _Answer], name: str) -> Callable[..., _Answer]:
    """Counted again under the stage that asks."""

    def wrapper(*about: object) -> _Answer:
        with timed(f"  of it, {name}"):
            return ask(*about)

    return wrapper


if __name__ == "__main__":
    arguments = [word for word in sys.argv[1:] if word.isdigit()]
    number = int(arguments[0]) if arguments else 5000
    if "--profile" in sys.argv:
        cProfile.run(f"main({number})", sys.argv[sys.argv.index("--profile") + 1])
    else:
        main(number)
