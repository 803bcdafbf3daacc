"""Why a story was answered so: the short lists of `reasons.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from core.decision import Answer

_FILE: Final = Path(__file__).with_suffix(".yml")
OTHER: Final = "other"
"""the code that needs words of one's own"""
LISTS: Final = (Answer.YES.value, Answer.NO.value, Answer.UNVERIFIABLE.value, "harmless", "except")


@dataclass(frozen=True, slots=True)
class ListedReason:
    """One reason of a list: what is kept, what is read, which key gives it, what it is a reason for."""

    code: str
    words: str
    key: int
    signals: tuple[str, ...] = ()  # one of these is answered yes; (): it fits any answers of its list

    def fits(self, answers: Mapping[str, str]) -> bool:
        """Whether it may be the reason for these answers to the signals, as far as its list does."""
        return not self.signals or any(answers.get(name) == Answer.YES for name in self.signals)


@lru_cache(maxsize=1)
def reasons() -> Mapping[str, tuple[ListedReason, ...]]:
    """The lists by name (see LISTS). Raises ValueError if one is wrong."""
    said = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    if set(said) != set(LISTS):
        raise ValueError(f"{_FILE}: lists {sorted(said)}, wanted are {sorted(LISTS)}")
    found: dict[str, tuple[ListedReason, ...]] = {}
    for name, rows in said.items():
        found[name] = tuple(
            ListedReason(row["code"], row["words"], n, tuple(row.get("signals", ())))
            for n, row in enumerate(rows, 1)
        )
        codes = [one.code for one in found[name]]
        if len(codes) > 9 or len(set(codes)) < len(codes) or codes[-1] != OTHER:
            raise ValueError(f"{_FILE}: {name}: at most 9 codes, each once, {OTHER!r} last")
    return found


def list_for(answers: Mapping[str, Answer]) -> str:
    """The list that fits these answers: any yes asks for a reason of yes, else any doubt for one of doubt."""
    given = set(answers.values())
    return next(
        (one.value for one in (Answer.YES, Answer.UNVERIFIABLE) if one in given),
        Answer.NO.value,
    )


def words_of(code: str) -> str:
    """The Indonesian words of a code, of whichever list; the code itself where it is unknown."""
    return next((one.words for rows in reasons().values() for one in rows if one.code == code), code)
