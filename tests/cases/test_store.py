"""Cases in the store: chained as they are appended, checked as they are read, words apart."""

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from cases.case import Text, salted
from cases.log import CaseStep, broken_at
from cases.store import (
    CaseError,
    NoCaseError,
    all_logs,
    append,
    case_log,
    keep_text,
    texts,
    the_case,
)
from core.canonical import canonical, sha256
from pipeline.store import Store

KNOWN = "2026-11-20T04:00:00+00:00"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "pantau.duckdb")


def opened(store: Store, case_id: str = "k1", reads: int = 3) -> Store:
    with store.writing() as db:
        data = {"stories": ["s1"], "items": [], "known_at": KNOWN, "title": keep_text(db, case_id, "Judul")}
        append(db, case_id, CaseStep.OPENED, data, by_user="u1")
        for number in range(reads):
            append(db, case_id, CaseStep.READ, {"what": f"evidence:{number}"}, by_user="u2")
    return store


def change(store: Store, sql: str) -> None:
    with store.writing() as db:
        db.execute(sql)


def test_as_written_so_read(store: Store) -> None:
    opened(store)
    opened(store, "k2", 0)
    with store.reading() as db:
        case, log = the_case(db, "k1"), case_log(db, "k1")
        assert [one.place for one in log] == [1, 2, 3, 4]
        assert case.head == log[-1].hash
        assert case.title is not None
        assert texts(db, [case.title, None]) == {case.title.id: "Judul"}
        assert set(all_logs(db)) == {"k1", "k2"}
        assert case_log(db, "k3") == ()


TAMPERED = [
    ("UPDATE case_log SET by_user = 'u9' WHERE place = 2", 2),
    ('UPDATE case_log SET data = \'{"what":"lain"}\' WHERE place = 3', 3),
    ("UPDATE case_log SET step = 'exported' WHERE place = 3", 3),
    ("UPDATE case_log SET made_at = made_at + INTERVAL 1 MINUTE WHERE place = 1", 1),
    ("UPDATE case_log SET hash = repeat('0', 64) WHERE place = 2", 2),
    ("UPDATE case_log SET id = 'x' WHERE place = 4", 4),
    ("DELETE FROM case_log WHERE place = 2", 2),
    ("DELETE FROM case_log WHERE place = 1", 1),
    ("UPDATE case_log SET place = 9 - place WHERE place IN (4, 5)", 4),
    ("UPDATE case_log SET data = 'rusak' WHERE place = 4", 4),
    ("UPDATE case_log SET data = '[1]' WHERE place = 4", 4),
    ("UPDATE case_log SET data = '{\"what\":0.5}' WHERE place = 2", 2),
    ("UPDATE case_log SET step = 'tidak ada' WHERE place = 3", 3),
    ("INSERT INTO case_log SELECT * FROM case_log WHERE place = 3", 4),
]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two cases, made once: each test takes a copy."""
    made = Store(tmp_path_factory.mktemp("two") / "pantau.duckdb")
    opened(opened(made, reads=4), "k2")
    return made.path


@pytest.mark.parametrize(("sql", "place"), TAMPERED)
def test_a_log_that_was_altered_is_one_clear_line_and_takes_nothing_more(
    two: Path, store: Store, sql: str, place: int
) -> None:
    shutil.copy(two, store.path)
    change(store, sql.replace("WHERE", "WHERE case_id = 'k1' AND"))
    with store.reading() as db:
        with pytest.raises(CaseError, match=f"catatan {place} telah diubah"):
            the_case(db, "k1")
        assert the_case(db, "k2").id == "k2"  # the others can be read
        log = all_logs(db)["k1"]
        assert broken_at([one.facts() for one in log], [one.hash for one in log]) == place
    with pytest.raises(CaseError, match="telah diubah"), store.writing() as db:
        append(db, "k1", CaseStep.READ, {"what": "case"}, by_user="u1")


def test_a_chain_made_anew_over_nonsense_is_refused(store: Store) -> None:
    """Who can write the database can chain anew; what makes no case is still no case."""
    opened(store, reads=1)
    with store.writing() as db:
        second = case_log(db, "k1")[1]
        facts = {**second.facts(), "step": "party_added", "data": {"part": "raja"}}
        db.execute(
            "UPDATE case_log SET step = 'party_added', data = ?, hash = ? WHERE place = 2",
            [json.dumps(facts["data"]), sha256(canonical(facts))],
        )
    with store.reading() as db, pytest.raises(CaseError, match="tidak terbaca"):
        the_case(db, "k1")


def test_a_cut_end_is_not_seen_here(store: Store) -> None:
    """It is seen where the hash of the last entry is kept elsewhere: audit trail, approvals, packages."""
    opened(store)
    with store.reading() as db:
        last = the_case(db, "k1").head
    change(store, "DELETE FROM case_log WHERE place = 4")
    with store.reading() as db:
        assert the_case(db, "k1").head != last


def test_nothing_is_appended_to_what_is_not_there_or_opened_twice(store: Store) -> None:
    with pytest.raises(NoCaseError), store.writing() as db:
        append(db, "tidak-ada", CaseStep.READ, {}, by_user="u1")
    opened(store)
    with pytest.raises(CaseError, match="sudah dibuka"):
        opened(store)
    with store.reading() as db:
        with pytest.raises(NoCaseError):
            the_case(db, "tidak-ada")
        assert len(case_log(db, "k1")) == 4


def test_two_desks_append_at_once_and_the_chain_holds(store: Store) -> None:
    opened(store, reads=0)

    def desk(name: str) -> None:
        own = Store(store.path)
        for number in range(5):
            with own.writing() as db:
                append(db, "k1", CaseStep.READ, {"what": f"{name}:{number}"}, by_user=name)

    with ThreadPoolExecutor(2) as desks:
        list(desks.map(desk, ("a", "b")))  # raises what either of them does
    with store.reading() as db:
        the_case(db, "k1")
        log = case_log(db, "k1")
    assert [one.place for one in log] == list(range(1, 12))
    assert {one.by_user for one in log} == {"u1", "a", "b"}


def test_a_step_that_fails_leaves_nothing(store: Store) -> None:
    opened(store, reads=0)
    with pytest.raises(RuntimeError), store.writing() as db:
        keep_text(db, "k1", "setengah jalan")
        append(db, "k1", CaseStep.READ, {"what": "case"}, by_user="u1")
        raise RuntimeError
    with store.reading() as db:
        assert len(case_log(db, "k1")) == 1
        assert db.execute("SELECT count(*) FROM private.case_texts").fetchone() == (1,)


@pytest.mark.parametrize("words", ["", "  \n "])
def test_nothing_typed_is_nothing_kept(store: Store, words: str) -> None:
    with store.writing() as db:
        assert keep_text(db, "k1", words) is None


def erase(store: Store) -> None:
    change(store, "DELETE FROM private.case_texts")


def alter(store: Store) -> None:
    change(store, "UPDATE private.case_texts SET text = 'lain'")


@pytest.mark.parametrize(("deed", "seen"), [(erase, {}), (alter, None)])
def test_words_may_be_erased_but_not_altered(
    store: Store, deed: Callable[[Store], None], seen: dict[str, Any] | None
) -> None:
    with store.writing() as db:
        kept = keep_text(db, "k1", "Nama Contoh")
    assert kept is not None
    text = Text(kept["id"], kept["sha256"])
    deed(store)
    with store.reading() as db:
        if seen is None:
            with pytest.raises(CaseError, match="telah diubah"):
                texts(db, [text])
        else:
            assert texts(db, [text]) == seen


def test_the_log_tells_nothing_of_a_word(store: Store) -> None:
    """Two who have the same name leave other hashes: nobody can try names against the log."""
    with store.writing() as db:
        first, second = keep_text(db, "k1", "Budi Contoh"), keep_text(db, "k1", "Budi Contoh")
    assert first and second and first["sha256"] != second["sha256"]
    assert salted("00" * 16, "Budi Contoh") not in (first["sha256"], second["sha256"])
