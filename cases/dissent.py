"""Conclusions that no longer count: under another norm, before an objection was upheld, or taken back since.

A norm can be exchanged until those who were gentler no longer answer. So approvers and recipients are told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cases.case import REVIEWERS, Conclusion
from cases.log import CaseStep, Entry
from cases.worksheets import Review


@dataclass(frozen=True, slots=True)
class Before:
    """What somebody once concluded."""

    user: str
    conclusion: Conclusion
    norm: str  # named then; "" for none


def judged_before(log: Sequence[Entry], found: Sequence[Review]) -> tuple[Before, ...]:
    """Each conclusion that differs from what its author concludes now, once; none before two are done."""
    counted = {one.user: one.conclusion for one in found if one.complete}
    return tuple(dict.fromkeys(_others(log, counted))) if len(counted) >= REVIEWERS else ()


def _others(log: Sequence[Entry], counted: dict[str, Conclusion | None]) -> Iterator[Before]:
    norm = ""
    for entry in log:
        if entry.step is CaseStep.NORMED:
            norm = str(entry.data["norm"])
        if entry.step is CaseStep.CONCLUDED:
            said = Conclusion(entry.data["outcome"])
            if counted.get(entry.by_user) is not said:
                yield Before(entry.by_user, said, norm)
