"""Starting things: a round now, an import, everything on schedule.

Prefect reads its settings when it is imported, so the flows are imported only after they are set.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from core.console import Report
from core.errors import UsageError
from core.record import SourceReport
from core.settings import Profile, Settings
from crawlers.check import check
from crawlers.source import Kind, Source
from crawlers.watch import Permitted
from flows import rounds
from flows.exports import Imported, import_export
from flows.server import environment, server
from flows.workspace import Workspace, choose, open_workspace
from pipeline.store import RoundSummary, Unread, round_summary, unread_pages


def run_once(settings: Settings, profile: Profile | None, ids: Sequence[str]) -> RoundSummary:
    """One round over these sources (none: all), as the Prefect flow `monitor`."""
    workspace = open_workspace(settings, profile)
    choose(workspace, ids)  # a wrong id is told before a server is started
    with _prefect(settings):
        from flows.monitor import monitor

        return _summary(workspace, monitor(list(ids), profile))


def sync_claims(settings: Settings, profile: Profile | None) -> RoundSummary:
    """One round over the fact-checkers, as the Prefect flow `claims`."""
    workspace = open_workspace(settings, profile)
    checkers = [source for source in workspace.sources.values() if source.kind is Kind.FACTCHECK]
    if not checkers and not workspace.unusable:
        raise UsageError(
            "no source of kind factcheck; add one: pantau sources new ID --kind factcheck --url URL"
        )
    with _prefect(settings):
        from flows.claims import claims

        return _summary(workspace, claims(profile=profile))


def check_sources(
    settings: Settings, profile: Profile | None, ids: Sequence[str], report: Report
) -> list[SourceReport]:
    """Fetch each of these sources once; those that may not run say why."""
    workspace = open_workspace(settings, profile)
    chosen = choose(workspace, ids)
    with rounds.reachable(workspace) as reaching:
        reports = rounds.judged(check(chosen.run, reaching, report), workspace, _unread(workspace))
    return [*reports, *(rounds.refusal(one) for one in chosen.refused)]


def _unread(workspace: Workspace) -> dict[str, Unread]:
    if not workspace.settings.database.exists():  # looking makes none
        return {}
    with workspace.store.reading() as db:
        return unread_pages(db)


def import_once(
    settings: Settings,
    profile: Profile | None,
    file: Path,
    source_id: str,
    preset: str | None,
    report: Report,
) -> Imported:
    """Take one export into the line, as a round of its own."""
    return import_export(open_workspace(settings, profile), file, source_id, preset, report)


def serve_all(settings: Settings, profile: Profile | None, say: Callable[[str], None]) -> None:
    """Everything on schedule until Ctrl-C or SIGTERM: a schedule a source, one run of it at a time."""
    workspace = open_workspace(settings, profile)
    chosen = choose(workspace, [])
    for refused in chosen.refused:
        say(f"{refused.source_id}: {refused.detail}")
    with server(settings, settings.prefect_port, services=True) as url:
        os.environ.update(environment(settings), PREFECT_API_URL=url)
        from flows.schedule import run_schedules

        say(f"{len(chosen.run)} sumber terjadwal; {url.removesuffix('/api')}; Ctrl-C untuk berhenti")
        run_schedules(scheduled(workspace, chosen), workspace.profile)
    say("berhenti")


def scheduled(workspace: Workspace, chosen: Permitted) -> list[Source]:
    """Those that may run, and those that only wait for two people at the desk.

    Whether a source may run is asked again in each of its rounds: switched on, it needs no new start.
    """
    waiting = [workspace.sources[one.source_id] for one in chosen.refused if one.reason == "not_switched_on"]
    return [*chosen.run, *waiting]


@contextmanager
def _prefect(settings: Settings) -> Iterator[None]:
    """A Prefect server to report to. What it logs is not for the terminal."""
    os.environ.update(environment(settings), PREFECT_LOGGING_LEVEL="CRITICAL")
    with server(settings) as url:
        os.environ["PREFECT_API_URL"] = url
        yield


def _summary(workspace: Workspace, round_id: str) -> RoundSummary:
    with workspace.store.reading() as db:
        return round_summary(db, round_id)
