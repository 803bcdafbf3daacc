"""The analysts' notebooks: they run on the sample, only read, know nothing private, ship without outputs."""

import ast
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import nbformat
import pytest
from nbclient import NotebookClient

from core import clock
from core.errors import UsageError
from core.record import IncidentType
from core.settings import PROJECT
from notebooks.buka import Tabel, batang, buka, kecamatan, pekan, tabel
from pipeline.store import IncidentEvent, IncidentStep, Store, write_incident_event
from tests.conftest import Sampled

BOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


def read(path: Path) -> nbformat.NotebookNode:
    book: nbformat.NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return book


def cells(path: Path) -> list[str]:
    """The code of a notebook."""
    return [cell.source for cell in read(path).cells if cell.cell_type == "code"]


def answers(path: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What each cell of a notebook answers over a data folder; None where it ends in no expression."""
    monkeypatch.setenv("PANTAU_DATA", str(data))
    monkeypatch.syspath_prepend(str(PROJECT / "notebooks"))
    space: dict[str, Any] = {}
    return [_answer(source, space) for source in cells(path)]


def _answer(source: str, space: dict[str, Any]) -> object:
    lines = ast.parse(source)
    last = lines.body.pop() if isinstance(lines.body[-1], ast.Expr) else None
    exec(compile(lines, "cell", "exec"), space)  # noqa: S102 (our own notebook)
    return eval(ast.unparse(last), space) if last else None  # noqa: S307 (our own notebook)


@pytest.fixture
def copied(sampled: Sampled) -> Iterator[duckdb.DuckDBPyConnection]:
    with buka(sampled.data) as db:
        yield db


def test_there_are_three() -> None:
    assert [path.name for path in BOOKS] == [
        "1_jelajahi_minggu.ipynb",
        "2_telusuri_kesalahan_model.ipynb",
        "3_ikuti_cerita.ipynb",
    ]


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs(path: Path) -> None:
    book = read(path)
    nbformat.validate(book)
    assert book.metadata.keys() == {"kernelspec", "language_info"}
    for cell in book.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
        assert cell.metadata == {}


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_on_the_sample_and_changes_nothing(
    path: Path, sampled: Sampled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANTAU_DATA", str(sampled.data))
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / name))  # this machine's own stay untouched
    store = sampled.data / "pantau.duckdb"
    before = store.read_bytes()
    book = read(path)
    folder = {"metadata": {"path": str(PROJECT / "notebooks")}}
    # the kernel named python3 is the interpreter of this environment; no kernel is installed
    NotebookClient(book, timeout=60, kernel_name="python3", resources=folder).execute()
    assert store.read_bytes() == before
    shown = [out for cell in book.cells if cell.cell_type == "code" for out in cell.outputs]
    assert len(shown) >= 6
    assert all(out.output_type != "error" for out in shown)
    assert any("<td>" in str(out.get("data", {}).get("text/html", "")) for out in shown)


def test_the_copy_holds_nothing_private(copied: duckdb.DuckDBPyConnection) -> None:
    columns = {
        (str(table), str(column))
        for table, column in copied.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
        ).fetchall()
    }
    assert {table for table, _ in columns} >= {"butir", "sinyal", "putusan", "padanan"}
    hidden = {"author_key", "by_user", "to_user", "note_id", "url", "key_hash", "forwarded_from", "warc_file"}
    assert not hidden & {column for _, column in columns}
    assert copied.execute("SELECT count(*) FROM butir").fetchone() != (0,)


def test_the_copy_reaches_no_file(copied: duckdb.DuckDBPyConnection, sampled: Sampled) -> None:
    for query in (
        f"ATTACH '{sampled.data / 'pantau.duckdb'}' AS store",
        f"FROM read_text('{sampled.data / 'profile'}')",
        f"COPY butir TO '{sampled.data / 'out.csv'}'",
        "SET enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            copied.execute(query)


def test_where_there_is_no_store_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="pantau run"):
        buka(tmp_path)


def test_tables_are_safe_and_readable(copied: duckdb.DuckDBPyConnection) -> None:
    shown = Tabel(("a",), (("<script>alert(1)</script>",), (0.25,), (None,), (True,)))
    assert "<script>" not in shown._repr_html_()
    assert repr(shown).splitlines()[2:] == ["0,250", "–", "ya"]
    bars = batang(copied, "SELECT 1 AS n UNION ALL SELECT 2 ORDER BY n").baris
    assert bars == ((1, "█" * 12), (2, "█" * 24))
    assert batang(copied, "SELECT 1 AS n WHERE false").baris == ()
    assert tabel(copied, "SELECT ?::VARCHAR AS x", ["'; --"]).baris == (("'; --",),)
    assert kecamatan("64.08.09.2006") == "Bengalon"
    assert kecamatan("64.99") == "64.99"


def test_a_store_without_items_says_what_to_do(tmp_path: Path) -> None:
    with Store(tmp_path / "pantau.duckdb").writing():
        pass
    with pytest.raises(UsageError, match="pantau run"):
        buka(tmp_path)


def test_the_week_is_the_latest_or_the_one_asked_for(
    copied: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PANTAU_WEEK", raising=False)
    clock.fix(datetime(2026, 11, 24, tzinfo=UTC))
    assert pekan(copied) == "2026-W47"
    monkeypatch.setenv("PANTAU_WEEK", "2026-W01")
    assert pekan(copied) == "2026-W01"
    for wrong in ("minggu lalu", "2026-W99"):
        monkeypatch.setenv("PANTAU_WEEK", wrong)
        with pytest.raises(UsageError, match=f"PANTAU_WEEK: '{wrong}' is no ISO week"):
            pekan(copied)


def test_the_week_is_complete_and_no_clock_ahead_makes_one(
    sampled: Sampled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = sampled.copy(tmp_path / "data")
    with Store(data / "pantau.duckdb").writing() as db:
        db.execute("UPDATE items SET published_at = '2026-12-31' WHERE id = (SELECT min(id) FROM items)")
        # one more, of Tuesday in the running week
        db.execute(
            "INSERT INTO items SELECT * REPLACE ('n' AS id, '2026-11-24' AS published_at,"
            " '2026-11-24' AS fetched_at) FROM items LIMIT 1"
        )
    monkeypatch.delenv("PANTAU_WEEK", raising=False)
    with buka(data) as db:
        clock.fix(datetime(2026, 11, 25, tzinfo=UTC))
        assert pekan(db) == "2026-W47", "the running one is not over"
        clock.fix(datetime(2027, 2, 1, tzinfo=UTC))
        assert pekan(db) == "2026-W48", "published ahead of when it was fetched"


def test_confirmed_incidents_are_those_that_stand_in_the_week(
    sampled: Sampled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = sampled.copy(tmp_path / "data")

    def step(kind: IncidentStep, incident: str, **changed: Any) -> IncidentEvent:
        known = {"type": IncidentType.CLASH, "place": "64.08.09", "happened_on": date(2026, 11, 18)}
        return IncidentEvent(
            incident_id=incident, kind=kind, by_user="u", made_at=datetime(2026, 11, 20, tzinfo=UTC),
            **(known | changed if kind is IncidentStep.CONFIRM else changed),
        )  # fmt: skip

    with Store(data / "pantau.duckdb").writing() as db:
        write_incident_event(db, step(IncidentStep.CONFIRM, "a"))
        write_incident_event(db, step(IncidentStep.CONFIRM, "a", type=IncidentType.PROTEST_PEACEFUL))
        taken = write_incident_event(db, step(IncidentStep.CONFIRM, "b"))
        write_incident_event(db, step(IncidentStep.UNDO, "b", refers_to=taken.id))
        write_incident_event(db, step(IncidentStep.CONFIRM, "c"))
        write_incident_event(db, step(IncidentStep.MERGE, "c", into_incident="a"))
        write_incident_event(db, step(IncidentStep.CONFIRM, "d", happened_on=date(2026, 11, 11)))
    monkeypatch.setenv("PANTAU_WEEK", "2026-W47")
    assert answers(BOOKS[0], data, monkeypatch)[-1].baris == (
        ("protest_peaceful", "64.08.09", date(2026, 11, 18)),
    )


def test_errors_of_a_model_are_told_from_decisions(
    sampled: Sampled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a decision that says no to what was flagged, and yes to what was not, both lists have a row:
    the copy whose signal was seen."""
    data = sampled.copy(tmp_path / "data")
    with Store(data / "pantau.duckdb").writing() as db:
        row = db.execute(
            "SELECT max(id), story_id FROM current_items GROUP BY story_id HAVING count(*) > 1 ORDER BY 2"
        ).fetchone()
        assert row is not None
        seen, story = row
        db.execute("UPDATE items SET text = 'dilihat' WHERE id = ?", [seen])
        for name, of_others in (("provocation", 0.2), ("violence", 0.8)):
            db.execute(
                "UPDATE signals SET probability = if(item_id = ?, if(name = 'violence', 0.1, 0.9), ?) "
                "WHERE name = ? AND item_id IN (SELECT id FROM items WHERE story_id = ?)",
                [seen, of_others, name, story],
            )
        db.execute(
            "INSERT INTO decisions "
            "SELECT 1, 'd', ?, 'decide', ?, ?, 0, '', '', 'u', now(), NULL, NULL, '', '', 1, ?",
            [
                story,
                f'[["{seen}", 0]]',
                '{"hoax": "no", "provocation": "no", "violence": "yes"}',
                '{"provocation": {"probability": 0.9, "flagged": true}, "violence": {"probability": 0.1}}',
            ],
        )
    _, _, _, alarms, missed, *_ = answers(BOOKS[1], data, monkeypatch)
    assert [(row[0], row[1], row[-1]) for row in alarms.baris] == [("provocation", 0.9, "dilihat")]
    assert [(row[0], row[1], row[-1]) for row in missed.baris] == [("violence", 0.1, "dilihat")]


def test_what_is_just_below_a_threshold_is_below_it(
    sampled: Sampled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = sampled.copy(tmp_path / "data")
    with Store(data / "pantau.duckdb").writing() as db:
        db.execute("UPDATE signals SET threshold = 0.7, flagged = false, probability = 0.9")
        db.execute(
            "UPDATE signals SET probability = 0.6 "
            "WHERE item_id IN (SELECT min(id) FROM current_items) AND name = 'violence'"
        )
    below = answers(BOOKS[1], data, monkeypatch)[5]
    assert [row[:3] for row in below.baris] == [("violence", 0.6, 0.7)]
