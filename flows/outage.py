"""When nothing can be read any more: the line is down, and an empty queue is no calm day."""

from core.settings import Settings
from crawlers.source import Kind, SourceError
from flows.workspace import stored_sources
from pipeline.store import folder_profile, outage


def outage_words(settings: Settings) -> str:
    """What is said where every source fails; "" where one was read, or there is no store. Makes nothing."""
    profile = folder_profile(settings)
    if profile is None or not settings.database.exists():
        return ""
    try:
        sources, _, health = stored_sources(settings, profile)
    except SourceError:
        return ""  # whoever crawls is told; the queue can be read without
    fetched = {one.id for one in sources.values() if one.kind is not Kind.FILE and one.disabled is None}
    found = outage([one for one in health if one.source_id in fetched])
    if not found.total:
        return ""
    return (
        f"Tidak ada yang terbaca lagi: {found.failed} dari {found.asked} sumber gagal; periksa sambungan "
        "internet, lalu lihat: pantau sources list"
    )
