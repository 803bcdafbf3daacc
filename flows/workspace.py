"""What every command and flow starts from: the settings, the profile, its sources, its store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import crawlers.sample
from core import clock
from core.errors import UsageError
from core.mandate import FILE as MANDATE
from core.mandate import load_mandate
from core.record import Claim, Rejected
from core.settings import FILE, PROJECT, Profile, Settings
from crawlers.source import FIELD, Source, usable_sources
from crawlers.watch import Permitted, permitted
from pipeline.store import (
    QueueRow,
    SourceHealth,
    Store,
    StoreError,
    bind_profile,
    claims,
    folder_profile,
    queue,
    queue_length,
    source_health,
    source_switches,
)
from pipeline.switches import switched_on

SAMPLE_SOURCES = PROJECT / "crawlers" / "sample" / "sources"
FILE_UNUSABLE = "file_unusable"
_LEAST_DELAY = 1.0  # seconds; the sites of the live profile are other people's


@dataclass(frozen=True, slots=True)
class Workspace:
    """One data folder, opened."""

    settings: Settings
    profile: Profile
    sources: Mapping[str, Source]
    unusable: Mapping[str, str]  # by id: what is wrong with a source's file, so that it cannot run
    store: Store


def open_workspace(settings: Settings, profile: Profile | None = None) -> Workspace:
    """Open the data folder: without a profile its own, else the sample. The sample's now is fixed.

    Raises UsageError where the folder belongs to the other profile, or the live profile has no contact or
    would not wait between requests; StoreError where the store is lost.
    """
    refuse_lost(settings)
    bound = bind_profile(settings, profile)
    _set_clock(bound)
    if bound == "live" and not settings.contact:
        raise UsageError(
            "the live profile needs a contact for its user agent: set PANTAU_CONTACT (e-mail address or URL)"
        )
    if bound == "live" and settings.delay < _LEAST_DELAY:
        raise UsageError(
            f"the live profile waits at least {_LEAST_DELAY:g} s between two requests to one site, not "
            f"{settings.delay:g}: mend PANTAU_DELAY or delay in {settings.data / FILE}"
        )
    return Workspace(settings, bound, *_sources(settings, bound), Store(settings.database))


def store_lost(settings: Settings) -> bool:
    """Whether the store is gone from a folder that had one: it is made before anything is archived, sealed
    or issued. Accounts and keys are no sign: they may be made before it."""
    if settings.database.exists():
        return False
    kept = (settings.archive.glob("*/*.warc.gz"), settings.cases.glob("*"), settings.reports.glob("*"))
    return any(True for paths in kept for _ in paths)


def refuse_lost(settings: Settings) -> None:
    """Raises StoreError where the store is lost: an empty one in its place would look like a calm day."""
    if store_lost(settings):
        raise StoreError(
            f"{settings.database}: gone, though this folder has been used (archive, cases or reports lie in "
            "it); restore it from a backup (pulihkan dari cadangan, docs/operating.md), or begin anew in "
            "another folder (PANTAU_DATA)"
        )


def first_start(settings: Settings, command: str) -> str:
    """How `pantau run` or `pantau desk` is called next. A folder that was never used and has what only the
    live profile needs would become the sample's for good without a profile."""
    real = settings.contact or (settings.data / MANDATE).exists()
    return f"{command} --profile live" if real and folder_profile(settings) is None else command


def keep_time(settings: Settings) -> None:
    """Now as this data folder has it, whoever looks; a folder that was never used has the machine's."""
    if profile := folder_profile(settings):
        _set_clock(profile)


def _sources(settings: Settings, profile: Profile) -> tuple[dict[str, Source], dict[str, str]]:
    """The sources of a profile, with the one that every workspace has: what is entered by hand; and what is
    wrong with files that cannot be used, in the team's words."""
    sources, unusable = usable_sources(SAMPLE_SOURCES if profile == "sample" else settings.sources)
    told = {name: f"berkas sumber tidak dapat dipakai; perbaiki: {why}" for name, why in unusable.items()}
    return sources | {FIELD.id: FIELD}, told


def _set_clock(profile: Profile) -> None:
    """In the sample it is always the same moment, unless `--now` says another."""
    if profile == "sample" and not clock.is_fixed():
        clock.fix(crawlers.sample.NOW)


def choose(workspace: Workspace, ids: Sequence[str]) -> Permitted:
    """The sources with these ids (none: all), split into those that may run now and those that may not, those
    whose file cannot be used among them.

    What is entered by hand is in no round unless it is named: there is nowhere to look for it. Raises
    UsageError for an id that is not there.
    """
    must_be_there(ids, workspace.sources, workspace.unusable, workspace.profile)
    there = workspace.sources.keys() | workspace.unusable.keys()
    names = ids or sorted(there - {FIELD.id})
    chosen = [workspace.sources[name] for name in names if name in workspace.sources]
    unusable = [_unusable(name, workspace.unusable[name]) for name in names if name in workspace.unusable]
    day = clock.now().astimezone(workspace.settings.zone).date()
    split = permitted(
        chosen,
        profile=workspace.profile,
        mandate=load_mandate(workspace.settings.data),
        day=day,
        switched_on=_switched_on(workspace, chosen),
    )
    return replace(split, refused=(*unusable, *split.refused))


def must_be_there(
    ids: Sequence[str], sources: Mapping[str, Source], unusable: Mapping[str, str], profile: Profile
) -> None:
    """Raises UsageError for an id of no source, and of none whose file cannot be used."""
    unknown = [name for name in ids if name not in sources and name not in unusable]
    if unknown:
        known = ", ".join(sources)
        raise UsageError(f"no source {', '.join(unknown)} in the {profile} profile; there are: {known}")


def _unusable(source_id: str, why: str) -> Rejected:
    return Rejected(
        source_id=source_id,
        what=f"{source_id}.yml",
        stage="source",
        reason=FILE_UNUSABLE,
        detail=why,
    )


def _switched_on(workspace: Workspace, chosen: Sequence[Source]) -> frozenset[str]:
    """The sources of posts that two people have switched on at the desk; asked only where it counts."""
    if workspace.profile == "sample" or not any(source.needs_mandate for source in chosen):
        return frozenset()
    with workspace.store.reading() as db:
        return switched_on(source_switches(db))


def stored_sources(
    settings: Settings, profile: Profile | None
) -> tuple[Mapping[str, Source], Mapping[str, str], list[SourceHealth]]:
    """The sources, what is wrong with files that cannot be used, and how the sources have fared; nothing of
    the last where there is no store yet: looking makes and stamps nothing.

    Raises UsageError where the folder belongs to the other profile.
    """
    bound = bind_profile(settings, profile) if folder_profile(settings) else profile or "sample"
    sources, unusable = _sources(settings, bound)
    if not settings.database.exists():
        return sources, unusable, []
    with Store(settings.database).reading() as db:
        return sources, unusable, source_health(db)


def stored_claims(settings: Settings) -> tuple[Claim, ...]:
    """The claims of the data folder; none where there is no store yet (nothing is made)."""
    if not settings.database.exists():
        return ()
    with Store(settings.database).reading() as db:
        return claims(db)


def stored_queue(settings: Settings, limit: int) -> tuple[list[QueueRow], int]:
    """The queue of the data folder, and how many stories are in it beyond the limit too; empty where there is
    no store yet: looking makes and stamps nothing. Raises StoreError where the store is lost."""
    refuse_lost(settings)
    profile = folder_profile(settings)
    if profile is None or not settings.database.exists():
        return [], 0
    _set_clock(profile)
    with Store(settings.database).reading() as db:
        return queue(db, limit), queue_length(db)
