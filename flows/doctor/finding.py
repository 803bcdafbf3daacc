"""What `pantau doctor` says of one thing that it looked at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `good` None: nothing wrong, but worth knowing."""

    what: str
    good: bool | None
    detail: str


Look = tuple[str, Callable[[Settings], Iterator[Finding]]]
"""what is looked at, in words, and how"""
