"""What somebody skipped: it does not come to him again on the same day. Others still see it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core import clock
from desk.people.database import Database


def skip(people: Database, user_id: str, story_id: str, zone: ZoneInfo) -> None:
    """Leave this story out of the user's list until the desk's midnight."""
    local = clock.now().astimezone(zone)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), zone)
    until = clock.wall() + (midnight - local).total_seconds()
    with people.writing() as db:
        db.execute("DELETE FROM skips WHERE until <= ?", (clock.wall(),))
        db.execute("INSERT OR REPLACE INTO skips VALUES (?, ?, ?)", (user_id, story_id, until))


def skipped(people: Database, user_id: str) -> tuple[str, ...]:
    """Story ids that the user skipped today."""
    rows = people.read("SELECT story_id FROM skips WHERE user_id = ? AND until > ?", (user_id, clock.wall()))
    return tuple(row["story_id"] for row in rows)
