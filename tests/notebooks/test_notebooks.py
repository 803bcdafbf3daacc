"""The analysts' notebooks: they run on the sample, only read, know nothing private, ship without outputs."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import nbformat
import pytest
from nbclient import NotebookClient

from core.errors import UsageError
from core.settings import PROJECT
from notebooks.buka import Tabel, batang, buka, kecamatan, pekan, tabel
from tests.conftest import Sampled

BOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


def read(path: Path) -> nbformat.NotebookNode:
    book: nbformat.NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return book


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


def test_the_week_is_the_latest_or_the_one_asked_for(
    copied: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PANTAU_WEEK", raising=False)
    assert pekan(copied) == "2026-W47"
    monkeypatch.setenv("PANTAU_WEEK", "2026-W01")
    assert pekan(copied) == "2026-W01"
    for wrong in ("minggu lalu", "2026-W99"):
        monkeypatch.setenv("PANTAU_WEEK", wrong)
        with pytest.raises(UsageError, match=f"PANTAU_WEEK: '{wrong}' is no ISO week"):
            pekan(copied)


def test_errors_of_a_model_are_told_from_decisions(
    sampled: Sampled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a decision that says no to what was flagged, and yes to what was not, both lists have a row."""
    data = Path(shutil.copytree(sampled.data, tmp_path / "data"))
    from pipeline.store import Store

    with Store(data / "pantau.duckdb").writing() as db:
        row = db.execute("SELECT id, story_id FROM current_items ORDER BY id LIMIT 1").fetchone()
        assert row is not None
        db.execute(
            "INSERT INTO decisions "
            "SELECT 1, 'd', ?, 'decide', ?, ?, 0, '', '', 'u', now(), NULL, NULL, '', '', 1, ?",
            [
                row[1],
                f'[["{row[0]}", 0]]',
                '{"hoax": "no", "provocation": "no", "violence": "yes"}',
                '{"provocation": {"probability": 0.9, "flagged": true}, "violence": {"probability": 0.1}}',
            ],
        )
    monkeypatch.setenv("PANTAU_DATA", str(data))
    book = read(BOOKS[1])
    space: dict[str, object] = {}
    monkeypatch.syspath_prepend(str(PROJECT / "notebooks"))
    code = [cell.source for cell in book.cells if cell.cell_type == "code"]
    for source in code[:2]:
        exec(source, space)  # noqa: S102 (our own notebook)
    rows = tabel(space["db"], "SELECT sinyal, ditandai, jawaban FROM pasangan ORDER BY ALL")  # type: ignore[arg-type]
    assert rows.baris == (("hoax", False, "no"), ("provocation", True, "no"), ("violence", False, "yes"))
