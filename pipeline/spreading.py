"""Whether a story spreads: many copies or fast growth, by the numbers of `reference/spreading.yml`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from core.record import Channel
from models.yamlfile import read_model
from pipeline import REFERENCE, BadReferenceError

_FILE: Final = REFERENCE / "spreading.yml"
_STRICT = ConfigDict(extra="forbid", frozen=True)


class _Many(BaseModel):
    model_config = _STRICT
    copies: int = Field(ge=2)
    sources: int = Field(ge=1)
    hours: float = Field(gt=0)


class _Doubled(BaseModel):
    model_config = _STRICT
    copies: int = Field(ge=2)
    hours: float = Field(gt=0)


class SpreadingRule(BaseModel):
    """What `spreading.yml` says."""

    model_config = _STRICT
    channels: frozenset[Channel]
    many: _Many
    doubled: _Doubled
    listed_days: float = Field(gt=0)

    @property
    def least(self) -> int:
        """Copies below which nothing spreads."""
        return min(self.many.copies, self.doubled.copies)


@lru_cache(maxsize=1)
def spreading_rule() -> SpreadingRule:
    """The shipped rule. Raises BadReferenceError if the file is wrong."""
    return read_model(_FILE, SpreadingRule, BadReferenceError)


@dataclass(frozen=True, slots=True)
class Spreading:
    """How a story spreads. `until`: listed as spreading until then, if no more copies come."""

    until: datetime | None
    pace: int  # copies within the hours before the latest one


def spreading(copies: Sequence[tuple[datetime, str]], rule: SpreadingRule) -> Spreading:
    """`copies`: when each copy was said, and its source; only those of the rule's channels."""
    if not copies:
        return Spreading(None, 0)
    ordered = sorted(copies)
    times = [said for said, _ in ordered]
    window = timedelta(hours=rule.many.hours)
    pace = sum(times[-1] - said < window for said in times)
    ends = [end for end in (_many_until(ordered, rule.many), _doubled_until(times, rule.doubled)) if end]
    return Spreading(max(ends) + timedelta(days=rule.listed_days) if ends else None, pace)


def _many_until(ordered: Sequence[tuple[datetime, str]], rule: _Many) -> datetime | None:
    """The last moment at which enough copies of enough sources lay within the hours before it."""
    window, sources, end = timedelta(hours=rule.hours), Counter[str](), len(ordered)
    for start in range(len(ordered) - 1, -1, -1):
        said, source = ordered[start]
        sources[source] += 1
        while ordered[end - 1][0] >= said + window:
            end -= 1
            sources[ordered[end][1]] -= 1
            if not sources[ordered[end][1]]:
                del sources[ordered[end][1]]
        if end - start >= rule.copies and len(sources) >= rule.sources:
            return said + window
    return None


def _doubled_until(times: Sequence[datetime], rule: _Doubled) -> datetime | None:
    """The last moment at which there were twice as many copies as so many hours before."""
    window = timedelta(hours=rule.hours)
    for latest in range(len(times) - 1, rule.copies - 2, -1):
        # With `latest + 1` copies, at most half of them may have been there before.
        end = times[(latest + 1) // 2] + window
        if times[latest] < end:
            return end if latest + 1 == len(times) else min(end, times[latest + 1])
    return None
