"""Whether to ask again about an article that the store has already."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum

from core.record import Known

RECENT = timedelta(hours=48)  # after publication an article without a date of change is looked at so long
EVERY = timedelta(hours=6)  # that often
AT_MOST = timedelta(hours=1)  # however new the site says it is: some call everything changed at every look


class Ask(Enum):
    """NO: nothing new is to be expected. MAYBE: it is time to look. CHANGED: the source says so."""

    NO = 0
    MAYBE = 1
    CHANGED = 2


def ask_again(known: Known, *, published_at: str, updated_at: str, moment: datetime) -> Ask:
    """Decide for one known article; the two dates are as the source wrote them now."""
    since = moment - known.fetched_at
    if updated_at:
        return Ask.CHANGED if since >= AT_MOST and is_newer(updated_at, known) else Ask.NO
    first = parse_date(published_at) or known.first_seen or known.fetched_at
    return Ask.MAYBE if since >= EVERY and moment - first <= RECENT else Ask.NO


def is_newer(updated_at: str, known: Known) -> bool:
    """Newer than what the source wrote when we fetched it last, or, if it wrote nothing, than the fetch."""
    now, then = parse_date(updated_at), parse_date(known.updated_at)
    if now is None:
        return updated_at != known.updated_at
    return now > (then or known.fetched_at)


def parse_date(text: str) -> datetime | None:
    """A date as feeds, sitemaps and HTTP write it (ISO 8601, RFC 5322); UTC if it names no zone."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
