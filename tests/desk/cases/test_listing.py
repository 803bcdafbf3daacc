"""The list of cases: each is verified once, and anew as soon as anything in its rows is another."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cases.case import Case
from cases.log import CaseStep, Entry
from cases.store import append, case_log, checked_case, keep_text
from desk.cases import listing
from pipeline.store import Store

ZONE = ZoneInfo("Asia/Makassar")
KNOWN = datetime(2026, 11, 20, 4, tzinfo=UTC).isoformat()
CHANGED = (
    "number = number + 100",
    "place = place + 1",
    "id = 'lain'",
    "step = 'exported'",
    "data = '{}'",
    "by_user = 'lain'",
    "made_at = made_at + INTERVAL 1 MICROSECOND",
    "previous = 'lain'",
    "hash = 'lain'",
)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two cases, made once: each test takes a copy."""
    made = Store(tmp_path_factory.mktemp("two") / "pantau.duckdb")
    with made.writing() as db:
        for case_id, title in (("k1", "Satu"), ("k2", "Dua")):
            text = keep_text(db, case_id, title)
            data = {"stories": ["s1"], "items": [], "known_at": KNOWN, "title": text}
            append(db, case_id, CaseStep.OPENED, data, by_user="u1")
            append(db, case_id, CaseStep.READ, {"what": "case"}, by_user="u2")
    return made.path


@pytest.fixture
def store(two: Path, tmp_path: Path) -> Store:
    return Store(Path(shutil.copy(two, tmp_path / "pantau.duckdb")))


def rows_of(store: Store) -> dict[str, listing.CaseRow]:
    with store.reading() as db:
        return {one.id: one for one in listing.case_rows(db, ZONE)}


def change(store: Store, sql: str) -> None:
    with store.writing() as db:
        db.execute(sql)


def test_what_has_not_changed_is_not_verified_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {one.title for one in rows_of(store).values()} == {"Satu", "Dua"}
    asked: list[str] = []

    def checked(log: Sequence[Entry], case_id: str) -> Case:
        asked.append(case_id)
        return checked_case(log, case_id)

    monkeypatch.setattr(listing, "checked_case", checked)
    assert len(rows_of(store)) == 2 and asked == []
    with store.writing() as db:
        append(db, "k2", CaseStep.CLOSED, {"why": None}, by_user="u1")
        log = case_log(db, "k2")
    rows = rows_of(store)
    assert asked == ["k2"] and rows["k2"].closed and not rows["k1"].closed
    assert rows["k2"].log == log


@pytest.mark.parametrize("changed", CHANGED)
def test_whatever_is_altered_in_a_row_is_seen_in_a_list_that_was_shown_before(
    store: Store, changed: str
) -> None:
    before = rows_of(store)
    change(store, f"UPDATE case_log SET {changed} WHERE case_id = 'k1' AND place = 2")  # noqa: S608
    rows = rows_of(store)
    assert rows["k2"].case is before["k2"].case
    assert rows["k1"].case is not before["k1"].case
    if not changed.startswith("number"):  # which no hash is over
        assert "rantai pengawasan putus" in rows["k1"].problem


def test_a_title_that_was_altered_is_a_problem_of_its_own_row(store: Store) -> None:
    rows_of(store)
    change(store, "UPDATE private.case_texts SET text = 'Tiga' WHERE case_id = 'k1'")
    rows = rows_of(store)
    assert "telah diubah" in rows["k1"].problem and rows["k1"].case is None
    assert rows["k2"].title == "Dua"
    change(store, "DELETE FROM private.case_texts WHERE case_id = 'k1'")
    rows = rows_of(store)
    assert (rows["k1"].title, rows["k1"].problem) == ("", "")
