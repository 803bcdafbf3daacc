"""A case opens from a story; more stories join it; what happened, where and when; it is closed with a reason.

Three times are kept apart: when an item was posted, when it was captured, and when a person first knew of it.
The law counts from the last (cases/deadlines.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from cases.case import Case
from cases.log import CaseStep, Entry
from cases.store import append, keep_text, the_case
from core import clock
from core.record import Channel
from desk.cases.forms import masked
from desk.cases.wording import CHANNELS
from desk.desk import Desk
from desk.web import MissingError, RefusedError
from desk.work.incidents import place_names
from pipeline.store import Connection, story_decisions
from pipeline.store.notes import new_id
from reports.targets import target_names

MOST_ITEMS: Final = 20  # copies of one story that a case takes along
LONGEST_TITLE: Final = 200  # characters
LONGEST_WORDS: Final = 6000
_OLDEST: Final = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Known:
    """When a person first knew of a story, and by what that is known."""

    at: datetime
    by: str  # "opened", "entered", "decided", "now"


def known(desk: Desk, db: Connection, story_id: str) -> Known:
    """The earliest that the audit trail, else a decision, tells; else now.

    A person who typed a story in by hand knew of it then. What waits is read before the store: an entry that
    the background thread moves in between is seen twice, and none is missed.
    """
    about = f"story:{story_id}"
    waiting = desk.people.read(
        "SELECT at, action FROM audit_waiting WHERE object = ? AND action IN ('open', 'enter')", (about,)
    )
    noted = db.execute(
        "SELECT made_at, action FROM audit WHERE object = ? AND action IN ('open', 'enter')", [about]
    ).fetchall()
    found = [*noted, *((datetime.fromisoformat(row["at"]), row["action"]) for row in waiting)]
    if found:
        at, action = min(found)
        return Known(at, "entered" if action == "enter" else "opened")
    decided = [one.at for one in story_decisions(db, story_id)]
    return Known(min(decided), "decided") if decided else Known(clock.now(), "now")


def open_case(
    desk: Desk, user: str, story_id: str, items: Sequence[str], title: str, *, again: bool = False
) -> Entry:
    """Open a case from a story. `again`: though an open case has it. Raises RefusedError, MissingError."""
    title = masked(title[:LONGEST_TITLE], 5, "tulis judul kasus: perbuatannya, bukan orangnya")
    with desk.store.writing() as db:
        taken, news = _taken(db, story_id, items)
        if not again and cases_with(db, story_id):
            raise RefusedError(
                "cerita ini sudah ada di kasus terbuka; tambahkan ke sana, atau centang bahwa ini kasus lain"
            )
        case_id = new_id()
        data = {
            "stories": [story_id],
            "items": taken,
            "news": news,
            "known_at": known(desk, db, story_id).at.isoformat(),
            "title": keep_text(db, case_id, title),
        }
        return append(db, case_id, CaseStep.OPENED, data, by_user=user)


def add_story(desk: Desk, user: str, case_id: str, story_id: str, items: Sequence[str]) -> Entry:
    """A further story, or further copies of one. Raises RefusedError, MissingError."""
    with desk.store.writing() as db:
        case = workable(db, case_id)
        taken, news = _taken(db, story_id, items)
        new = [pair for pair in taken if tuple(pair) not in set(case.items)]
        if story_id in case.stories and not new:
            raise RefusedError("salinan ini sudah ada di kasus")
        data: dict[str, Any] = {"story": story_id, "items": new, "news": news}
        at = known(desk, db, story_id).at
        if at < case.known_at:
            data["known_at"] = at.isoformat()
        return append(db, case_id, CaseStep.STORY_ADDED, data, by_user=user)


def _taken(db: Connection, story_id: str, items: Sequence[str]) -> tuple[list[list[Any]], bool]:
    """These items of the story, each in its latest revision; and whether one is of a news source."""
    chosen = list(dict.fromkeys(items))
    if not chosen:
        raise RefusedError("pilih setidaknya satu salinan")
    if len(chosen) > MOST_ITEMS:
        raise RefusedError("terlalu banyak salinan; pilih paling banyak 20")
    rows = db.execute(
        "SELECT id, max(revision), arg_max(channel, revision) FROM items WHERE story_id = ? GROUP BY id",
        [story_id],
    ).fetchall()
    found = {item: (int(revision), channel) for item, revision, channel in rows}
    if not found.keys() >= set(chosen):
        raise MissingError
    news = any(found[item][1] == Channel.NEWS for item in chosen)
    return [[item, found[item][0]] for item in chosen], news


def cases_with(db: Connection, story_id: str) -> list[str]:
    """Open cases that hold this story, the newest first."""
    rows = db.execute(_WITH_STORY, {"story": f'"{story_id}"'}).fetchall()
    return [str(row[0]) for row in rows]


_WITH_STORY: Final = """
    SELECT case_id FROM case_log
    WHERE case_id IN (
        SELECT case_id FROM case_log WHERE step IN ('opened', 'story_added') AND contains(data, $story)
    )
    GROUP BY case_id
    HAVING coalesce(arg_max(step, place) FILTER (step IN ('closed', 'reopened')), '') != 'closed'
    ORDER BY min(number) DESC
"""


def workable(db: Connection, case_id: str) -> Case:
    """The case, read inside the transaction that changes it. Raises CaseError; RefusedError if closed."""
    case = the_case(db, case_id)
    if case.closed:
        raise RefusedError("kasus ini sudah ditutup; buka kembali dulu")
    return case


def describe(desk: Desk, user: str, case_id: str, form: Mapping[str, str]) -> Entry:
    """What happened, where, on which day, by which channel. Raises RefusedError for a wrong field.

    `seen`: id of the description that the page showed; one written since is not overwritten unread.
    """
    words = masked(form["description"], 20, "uraikan perbuatannya, setidaknya satu kalimat")
    if form["place"] not in place_names():
        raise RefusedError("pilih kecamatan atau desa tempat kejadian")
    if form["channel"] not in CHANNELS:
        raise RefusedError("pilih cara perbuatan itu dilakukan")
    target = form.get("target", "")
    if target and target not in target_names():
        raise RefusedError("pilih sasaran dari daftar, atau kosongkan")
    act_on = _day(form["act_on"], desk.settings.zone)
    with desk.store.writing() as db:
        case = workable(db, case_id)
        if form["seen"] != (case.description.id if case.description else ""):
            raise RefusedError("rekan lain sudah mengubah uraian; bandingkan dulu, lalu simpan lagi")
        data = {
            "description": keep_text(db, case_id, words),
            "place": form["place"],
            "act_on": act_on.isoformat(),
            "channel": form["channel"],
            "target": target,
        }
        return append(db, case_id, CaseStep.DESCRIBED, data, by_user=user)


def _day(text: str, zone: ZoneInfo) -> date:
    today = clock.now().astimezone(zone).date()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise RefusedError("isi tanggal perbuatan") from None
    if not today - _OLDEST <= day <= today:
        raise RefusedError("tanggal perbuatan tidak boleh di depan, atau lebih dari sepuluh tahun lalu")
    return day


def close(desk: Desk, user: str, case_id: str, why: str) -> Entry:
    """Nothing more is done in this case. Raises RefusedError without a reason."""
    return _turn(desk, user, case_id, why, CaseStep.CLOSED)


def reopen(desk: Desk, user: str, case_id: str, why: str) -> Entry:
    """It goes on. Raises RefusedError without a reason."""
    return _turn(desk, user, case_id, why, CaseStep.REOPENED)


def _turn(desk: Desk, user: str, case_id: str, why: str, step: CaseStep) -> Entry:
    why = masked(why, 5, "tulis alasannya")
    closing = step is CaseStep.CLOSED
    with desk.store.writing() as db:
        if the_case(db, case_id).closed is closing:
            raise RefusedError("rekan lain sudah melakukannya; muat ulang halaman")
        return append(db, case_id, step, {"why": keep_text(db, case_id, why)}, by_user=user)
