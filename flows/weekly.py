"""The weekly flow: Monday 06.00 of the desk, all editions of last week. Without Prefect it still works."""

from typing import Final

from prefect import flow
from prefect.artifacts import create_table_artifact

from core.settings import Profile, settings

MONDAY: Final = "0 6 * * 1"
"""cron, in the desk's time zone"""


@flow(name="weekly", retries=2, retry_delay_seconds=300)
def weekly(profile: Profile | None = None) -> list[str]:
    """Issue last week's editions; the ids of those that stand now. Prefect learns ids and hashes only."""
    from flows.weekly_editions import issue_monday  # charts and PDF: the schedules need not wait for them

    issued = issue_monday(settings(), profile)
    if not issued:
        return []
    create_table_artifact(
        table=[
            {
                "period": one.edition.period,
                "edition": one.edition.edition,
                "id": one.edition.id,
                "new": one.new,
                "changes": len(one.changes),
                **one.edition.files,
            }
            for one in issued
        ],
        key="editions",
        description=issued[0].edition.period,
    )
    return [one.edition.id for one in issued]
