"""What every command and flow starts from: the settings, the profile, its sources, its store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import crawlers.sample
from core import clock
from core.errors import UsageError
from core.mandate import load_mandate
from core.record import Claim
from core.settings import PROJECT, Profile, Settings
from crawlers.source import FIELD, Source, load_sources
from crawlers.watch import Permitted, permitted
from pipeline.store import (
    QueueRow,
    Store,
    bind_profile,
    claims,
    folder_profile,
    queue,
    source_switches,
)
from pipeline.switches import switched_on

SAMPLE_SOURCES = PROJECT / "crawlers" / "sample" / "sources"


@dataclass(frozen=True, slots=True)
class Workspace:
    """One data folder, opened."""

    settings: Settings
    profile: Profile
    sources: Mapping[str, Source]
    store: Store


def open_workspace(settings: Settings, profile: Profile | None = None) -> Workspace:
    """Open the data folder: without a profile its own, else the sample. The sample's now is fixed.

    Raises UsageError where the folder belongs to the other profile, or the live profile has no contact.
    """
    bound = bind_profile(settings, profile)
    _set_clock(bound)
    if bound == "sample":
        return Workspace(settings, bound, _sources(SAMPLE_SOURCES), Store(settings.database))
    if not settings.contact:
        raise UsageError(
            "the live profile needs a contact for its user agent: set PANTAU_CONTACT (e-mail address or URL)"
        )
    return Workspace(settings, bound, _sources(settings.sources), Store(settings.database))


def keep_time(settings: Settings) -> None:
    """Now as this data folder has it, whoever looks; a folder that was never used has the machine's."""
    if profile := folder_profile(settings):
        _set_clock(profile)


def _sources(folder: Path) -> dict[str, Source]:
    """The sources of a folder, and the one that every workspace has: what is entered by hand."""
    return load_sources(folder) | {FIELD.id: FIELD}


def _set_clock(profile: Profile) -> None:
    """In the sample it is always the same moment, unless `--now` says another."""
    if profile == "sample" and not clock.is_fixed():
        clock.fix(crawlers.sample.NOW)


def choose(workspace: Workspace, ids: Sequence[str]) -> Permitted:
    """The sources with these ids (none: all), split into those that may run now and those that may not.

    What is entered by hand is in no round unless it is named: there is nowhere to look for it. Raises
    UsageError for an id that is not there.
    """
    unknown = [name for name in ids if name not in workspace.sources]
    if unknown:
        known = ", ".join(workspace.sources)
        raise UsageError(
            f"no source {', '.join(unknown)} in the {workspace.profile} profile; there are: {known}"
        )
    chosen = [workspace.sources[name] for name in ids or workspace.sources if ids or name != FIELD.id]
    day = clock.now().astimezone(workspace.settings.zone).date()
    return permitted(
        chosen,
        profile=workspace.profile,
        mandate=load_mandate(workspace.settings.data),
        day=day,
        switched_on=_switched_on(workspace, chosen),
    )


def _switched_on(workspace: Workspace, chosen: Sequence[Source]) -> frozenset[str]:
    """The sources of posts that two people have switched on at the desk; asked only where it counts."""
    if workspace.profile == "sample" or not any(source.needs_mandate for source in chosen):
        return frozenset()
    with workspace.store.reading() as db:
        return switched_on(source_switches(db))


def stored_claims(settings: Settings) -> tuple[Claim, ...]:
    """The claims of the data folder; none where there is no store yet (nothing is made)."""
    if not settings.database.exists():
        return ()
    with Store(settings.database).reading() as db:
        return claims(db)


def stored_queue(settings: Settings, limit: int) -> list[QueueRow]:
    """The queue of the data folder; empty where there is no store yet: looking makes and stamps nothing."""
    profile = folder_profile(settings)
    if profile is None or not settings.database.exists():
        return []
    _set_clock(profile)
    with Store(settings.database).reading() as db:
        return queue(db, limit)
