"""The monitoring flow: one round over some sources. Remove the decorators and it still works."""

import time
from collections.abc import Sequence
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from core.console import progress
from core.settings import Profile, settings
from flows import rounds
from flows.workspace import choose, open_workspace
from pipeline.store import RoundSummary, round_summary


def run_name() -> str:
    """What a run does, for the list of runs: "monitor klausa, prokal"."""
    sources = flow_run.parameters.get("sources") or []
    more = f" and {len(sources) - 3} more" if len(sources) > 3 else ""
    return f"{flow_run.flow_name} {', '.join(sources[:3]) or 'all sources'}{more}"


@task(name="finish rounds that died", retries=1, retry_delay_seconds=5, cache_policy=NO_CACHE)
def recover(profile: Profile) -> None:
    """See `rounds.recover`."""
    with progress("menyelesaikan ronde yang terputus") as report:
        rounds.recover(open_workspace(settings(), profile), report)


@task(name="crawl", retries=2, retry_delay_seconds=20, cache_policy=NO_CACHE)
def crawl(profile: Profile, folder: str, sources: Sequence[str]) -> None:
    """See `rounds.crawl_into`; a retry goes on where the spool ends."""
    workspace = open_workspace(settings(), profile)
    with progress("mengambil") as report:
        rounds.crawl_into(workspace, Path(folder), [workspace.sources[name] for name in sources], report)


@task(name="process and store", retries=2, retry_delay_seconds=5, cache_policy=NO_CACHE)
def process(profile: Profile, folder: str, began: float) -> str:
    """See `rounds.process`; a retry leaves what is stored as it is. Returns the round's id."""
    with progress("mengolah") as report:
        return rounds.process(open_workspace(settings(), profile), Path(folder), began, report).id


@flow(name="monitor", flow_run_name=run_name)
def monitor(sources: list[str] | None = None, profile: Profile | None = None) -> str:
    """One round over these sources (none: all). Returns the round's id.

    Between tasks go names only: Prefect looks through whatever else it is given.
    """
    began = time.monotonic()
    workspace = open_workspace(settings(), profile)
    chosen = choose(workspace, sources or [])
    recover(workspace.profile)
    with rounds.spool_folder(workspace.settings) as folder:
        rounds.note_refused(folder, chosen.refused)
        if chosen.run:
            crawl(workspace.profile, str(folder), [source.id for source in chosen.run])
        round_id = process(workspace.profile, str(folder), began)
    with workspace.store.reading() as db:
        summary = round_summary(db, round_id)
    create_table_artifact(table=table(summary), key="round", description=f"round {round_id}")
    return round_id


def table(summary: RoundSummary) -> list[dict[str, object]]:
    """A row a source, numbers only: no text of an item leaves the store this way."""
    return [
        {
            "source": one.source_id,
            "status": one.status,
            **{
                f"responses {use}": one.responses.get(use, 0)
                for use in ("control", "part", "article", "rejected")
            },
            **{
                f"candidates {end}": one.candidates.get(end, 0)
                for end in ("new", "revision", "known", "rejected")
            },
        }
        for one in summary.sources
    ]
