"""The only source of now. `--now`, the sample and replays fix it; nothing but `now` and `wall` reads the
system's clock."""

import time
from datetime import UTC, datetime

_fixed: datetime | None = None


def now() -> datetime:
    """The current time in UTC, or the fixed one."""
    return _fixed if _fixed is not None else datetime.now(UTC)


def wall() -> float:
    """The machine's own time, seconds since 1970: for what must run out though now is fixed.

    A session, a hold on a story, a blocked login: in the sample, where it is always the same moment, too.
    """
    return time.time()


def fix(moment: datetime | None) -> None:
    """Fix now to `moment` (aware), or release it with None.

    Raises ValueError if `moment` has no time zone: a naive time would be read differently on each machine.
    """
    global _fixed
    if moment is not None and moment.tzinfo is None:
        raise ValueError(f"a time zone is missing: {moment.isoformat()} (write 2026-11-20T08:00:00+08:00)")
    _fixed = moment.astimezone(UTC) if moment is not None else None


def is_fixed() -> bool:
    """Whether now was fixed."""
    return _fixed is not None
