"""Whether to ask again about an article that the store has already, or that its site has refused."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum

from core.record import Known

RECENT = timedelta(hours=48)  # after publication an article without a date of change is looked at so long
EVERY = timedelta(hours=6)  # that often
AT_MOST = timedelta(hours=1)  # however new the site says it is: some call everything changed at every look
LONGEST_WAIT = timedelta(days=1)  # between two tries of a link that is dead
_EARLIEST = 1990  # year of the oldest page of the web; what names an earlier one is no date


class Ask(Enum):
    """NO: nothing new is to be expected. MAYBE: it is time to look. CHANGED: the source says so."""

    NO = 0
    MAYBE = 1
    CHANGED = 2


def ask_again(known: Known, *, published_at: str, updated_at: str, moment: datetime) -> Ask:
    """Decide for one known article; the two dates are as the source wrote them now.

    One that was refused is asked for in the next round (a feed may be faster than its site), then at twice
    the age each time, at last once a day.
    """
    since = moment - known.fetched_at
    first_seen = known.first_seen or known.fetched_at
    if known.refused:
        return Ask.CHANGED if since >= min(known.fetched_at - first_seen, LONGEST_WAIT) else Ask.NO
    if updated_at:
        return Ask.CHANGED if since >= AT_MOST and is_newer(updated_at, known) else Ask.NO
    first = parse_date(published_at)
    if first is None or first > moment:  # a date in the future would be recent for ever
        first = first_seen
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
        except (ValueError, OverflowError):
            return None
    if not _EARLIEST <= moment.year < datetime.max.year:  # "0001-01-01": the site knows no date
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
