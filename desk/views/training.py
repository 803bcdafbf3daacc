"""`/latihan`: training for new people, on invented texts with known answers; apart from the live queue."""

from datetime import UTC, datetime
from typing import Final

from starlette.responses import Response

from core.decision import Answer
from desk.forms import whole
from desk.oversight import training
from desk.oversight.training import Attempt, Given
from desk.people.accounts import users
from desk.people.roles import Permission
from desk.web import Asked, MissingError, RefusedError, Way, see
from desk.work.turns import SIGNALS
from desk.work.wording import CHANNELS, SEVERITIES, SIGNAL_NAMES
from reports.words import ANSWERS


def overview(asked: Asked) -> Response:
    """What it is, one's own attempts, and for those who oversee how far everybody is."""
    tried = training.attempts(asked.desk.people, asked.user.id)
    number = training.current(tried)
    oversees = asked.user.may(Permission.OVERSEE)
    if oversees:
        asked.note("training_read")
    return asked.desk.pages.render(
        asked,
        "training.html",
        texts=len(training.golden().texts),
        current=number,
        done=len(tried[-1].given) if tried and not tried[-1].finished else 0,
        mine=[(one, training.score(one)) for one in tried if one.finished],
        team=_team(asked) if oversees else None,
        signal_words=SIGNAL_NAMES,
        when=_when,
    )


def _team(asked: Asked) -> list[tuple[str, list[Attempt], training.Score | None, training.Score | None]]:
    """Name, attempts, score of the first and of the last finished one; those who have not begun too.

    The first tells what somebody knew: whoever repeats has read the answers."""
    found = training.everybody(asked.desk.people)
    rows = []
    for user in users(asked.desk.people):
        tried = found.get(user.id, [])
        scores = [training.score(one) for one in tried if one.finished]
        if tried or not user.disabled:
            first, last = (scores[0], scores[-1]) if scores else (None, None)
            rows.append((user.name, tried, first, last))
    return rows


def _when(attempt: Attempt) -> datetime | None:
    return datetime.fromtimestamp(attempt.finished_at, UTC) if attempt.finished_at is not None else None


def lesson(asked: Asked) -> Response:
    """The next text of an attempt; after the last one the score, with what was missed and why."""
    number = _number(asked)
    tried = training.attempts(asked.desk.people, asked.user.id)
    attempt = next((one for one in tried if one.number == number), None)
    if attempt is not None and attempt.finished:
        return _result(asked, attempt)
    if number != training.current(tried):
        raise MissingError
    given = attempt.given if attempt else {}
    todo = [text for text in training.order(asked.user.id, number) if text.id not in given]
    return asked.desk.pages.render(
        asked,
        "training_text.html",
        number=number,
        text=todo[0],
        done=len(training.golden().texts) - len(todo),
        texts=len(training.golden().texts),
        signals=SIGNALS,
        answers=ANSWERS,
        signal_words=SIGNAL_NAMES,
        answer_words=ANSWERS,
        severities=SEVERITIES,
        channel_words=CHANNELS,
    )


def answer(asked: Asked) -> Response:
    """Keep the answer to one text and go on. Nothing is told before the end: it is a test, too."""
    number = _number(asked)
    if number != training.current(training.attempts(asked.desk.people, asked.user.id)):
        return see(f"/latihan/{number}")  # sent twice: the last answer has ended the attempt
    given = _given(asked)
    training.answer(asked.desk.people, asked.user.id, number, given)
    return see(f"/latihan/{number}")


def _given(asked: Asked) -> Given:
    known = {text.id for text in training.golden().texts}
    answers = {signal: asked.text(signal, 20) for signal in SIGNALS}
    severity = asked.text("severity", 1)
    if asked.text("text", 100) not in known:
        raise MissingError
    if not set(answers.values()) <= set(ANSWERS) or severity not in ("0", "1", "2", "3"):
        raise RefusedError(asked.say("Jawab ketiga sinyal dan tingkatnya"))
    if (Answer.YES in answers.values()) != (severity != "0"):  # as the desk asks it (desk/work/decide.py)
        raise RefusedError(
            asked.say("Pilih tingkat 1 sampai 3 untuk jawaban ya; tanpa jawaban ya tingkatnya 0")
        )
    return Given(asked.text("text", 100), answers, int(severity))


def _result(asked: Asked, attempt: Attempt) -> Response:
    return asked.desk.pages.render(
        asked,
        "training_result.html",
        attempt=attempt,
        score=training.score(attempt),
        when=_when(attempt),
        signal_words=SIGNAL_NAMES,
        answer_words=ANSWERS,
        channel_words=CHANNELS,
    )


def _number(asked: Asked) -> int:
    if (number := whole(asked.params["attempt"])) is None:
        raise MissingError
    return number


WAYS: Final = (
    Way("GET", "/latihan", overview, None),
    Way("GET", "/latihan/{attempt}", lesson, None),
    Way("POST", "/latihan/{attempt}", answer, None),
)
