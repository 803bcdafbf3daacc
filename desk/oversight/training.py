"""Training mode: invented texts with known answers, apart from the live queue.

What somebody answers here lies in `desk.sqlite` (training_answers) and goes nowhere else: not into decisions,
not into the numbers of the quality page. The texts of `golden.yml` are for people: they must never be learned
from or measured on by a model (models/training knows nothing of this file, and must not).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from core import clock
from core.decision import Answer
from core.record import Channel
from desk.oversight.agreement import kappa
from desk.people.database import Database
from desk.work.turns import SIGNALS

_FILE: Final = Path(__file__).with_name("golden.yml")


class Check(BaseModel):
    """A fact-check that exists for a text's claim, as the item page would show it beside."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    claim: str
    rating: str


class GoldenAnswers(BaseModel):
    """What the team would answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hoax: Answer
    provocation: Answer
    violence: Answer


class GoldenText(BaseModel):
    """One invented text with its answers, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern="^[a-z0-9-]+$")]
    kind: str
    channel: Channel
    text: str
    check: Check | None = None
    answers: GoldenAnswers
    severity: int = Field(ge=0, le=3)
    why: str
    guide: Literal["provocation", "violence", "role", "severity", "unsure", "hoax"]
    """which paragraph of docs/labelling.md says so"""

    def answer(self, signal: str) -> str:
        """The known answer for a signal."""
        return Answer(getattr(self.answers, signal)).value


class GoldenSet(BaseModel):
    """All of them. `version` rises when a text or an answer changes: old attempts then stay as they are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    texts: tuple[GoldenText, ...]


@lru_cache(maxsize=1)
def golden() -> GoldenSet:
    """The set that ships. Raises pydantic's ValidationError if the file is wrong."""
    return GoldenSet.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody answered to one text."""

    text_id: str
    answers: Mapping[str, str]
    severity: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One run through the set."""

    number: int
    given: Mapping[str, Given]  # by text id
    finished: bool
    finished_at: float | None  # seconds since 1970


def attempts(people: Database, user_id: str) -> list[Attempt]:
    """All attempts of somebody, the first first."""
    rows = people.read("SELECT * FROM training_answers WHERE user_id = ? ORDER BY at", (user_id,))
    return _attempts(dict(row) for row in rows)


def everybody(people: Database) -> dict[str, list[Attempt]]:
    """All attempts by user id."""
    by_user: dict[str, list[Mapping[str, object]]] = {}
    for row in people.read("SELECT * FROM training_answers ORDER BY at"):
        by_user.setdefault(row["user_id"], []).append(dict(row))
    return {user_id: _attempts(rows) for user_id, rows in by_user.items()}


def _attempts(rows: Iterable[Mapping[str, object]]) -> list[Attempt]:
    found: dict[int, list[Mapping[str, object]]] = {}
    for row in rows:
        found.setdefault(int(str(row["attempt"])), []).append(row)
    return [_attempt(number, of_one) for number, of_one in sorted(found.items())]


def _attempt(number: int, rows: Sequence[Mapping[str, object]]) -> Attempt:
    given: dict[str, Given] = {}
    versions = set()
    for row in rows:
        raw = json.loads(str(row["answers"]))
        versions.add(raw["set"])
        text_id = str(row["text_id"])
        given[text_id] = Given(text_id, {name: raw[name] for name in SIGNALS}, int(raw["severity"]))
    wanted = {text.id for text in golden().texts}
    # One that was begun with another edition of the set can't be ended any more: it counts as it is.
    finished = wanted <= set(given) or versions != {golden().version}
    return Attempt(number, given, finished, float(str(rows[-1]["at"])) if finished else None)


def current(tried: Sequence[Attempt]) -> int:
    """The attempt that goes on, or the next one."""
    if not tried:
        return 1
    return tried[-1].number + 1 if tried[-1].finished else tried[-1].number


def order(user_id: str, attempt: int) -> list[GoldenText]:
    """The texts in an order of this person's and attempt's own, the same each time it is asked for."""

    def place(text: GoldenText) -> str:
        return hashlib.sha256(f"{user_id}:{attempt}:{text.id}".encode()).hexdigest()

    return sorted(golden().texts, key=place)


def answer(people: Database, user_id: str, attempt: int, given: Given) -> None:
    """Keep an answer; the first one to a text counts."""
    raw = json.dumps({**given.answers, "severity": given.severity, "set": golden().version})
    with people.writing() as db:
        db.execute(
            "INSERT OR IGNORE INTO training_answers (user_id, attempt, text_id, answers, at) "
            "VALUES (?, ?, ?, ?, ?)",
            (user_id, attempt, given.text_id, raw, clock.wall()),
        )


@dataclass(frozen=True, slots=True)
class SignalScore:
    """How well the answers of one attempt agree with the known ones, for one signal."""

    signal: str
    right: int
    of: int
    kappa: float | None  # None where chance alone explains all: everything answered alike


@dataclass(frozen=True, slots=True)
class Missed:
    """A text that was answered otherwise than the team would."""

    text: GoldenText
    given: Given
    wrong: tuple[str, ...]  # signals
    severity_off: bool


@dataclass(frozen=True, slots=True)
class Score:
    """The end of an attempt."""

    signals: tuple[SignalScore, ...]
    right: int  # answers, all signals together
    of: int
    severity_right: int
    severity_near: int  # right or one off
    texts: int
    missed: tuple[Missed, ...]

    @property
    def share(self) -> float:
        """Of all answers those that are right."""
        return self.right / self.of if self.of else 0.0


def score(attempt: Attempt) -> Score:
    """What came of an attempt, over the texts that the set still has."""
    pairs = [(text, attempt.given[text.id]) for text in golden().texts if text.id in attempt.given]
    signals = tuple(_signal_score(signal, pairs) for signal in SIGNALS)
    severity = [abs(text.severity - given.severity) for text, given in pairs]
    return Score(
        signals=signals,
        right=sum(one.right for one in signals),
        of=sum(one.of for one in signals),
        severity_right=sum(off == 0 for off in severity),
        severity_near=sum(off <= 1 for off in severity),
        texts=len(pairs),
        missed=tuple(missed for text, given in pairs if (missed := _missed(text, given)) is not None),
    )


def _signal_score(signal: str, pairs: Sequence[tuple[GoldenText, Given]]) -> SignalScore:
    answers = [(text.answer(signal), given.answers[signal]) for text, given in pairs]
    found = kappa(answers)
    return SignalScore(signal, found.same, found.n, found.value)


def _missed(text: GoldenText, given: Given) -> Missed | None:
    wrong = tuple(signal for signal in SIGNALS if text.answer(signal) != given.answers[signal])
    off = abs(text.severity - given.severity) > 1 or (text.severity == 0) != (given.severity == 0)
    return Missed(text, given, wrong, off) if wrong or off else None
