"""The command line as its users meet it: commands, exit codes, one-line errors, columns and their order."""

import csv
import errno
import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from core import clock
from core.errors import UsageError
from core.settings import Settings, settings
from flows.workspace import SAMPLE_SOURCES, open_workspace
from pantau import app
from pipeline.show import console, show_round
from pipeline.store import audit_entries, note_texts, round_summary, save_reports, start_round
from tests.conftest import Sampled
from tests.pipeline.store.items import report

COMMANDS = [
    "run", "serve", "desk", "user", "score", "match", "extract", "import", "queue", "sources", "claims",
    "evaluate", "doctor", "case", "law", "verify", "report",
]  # fmt: skip
ADDED = [
    "hoax", "provocation", "violence", "flagged", "role", "severity", "priority", "reasons", "unsure",
    "masked_text", "not_judged",
]  # fmt: skip
THREAT = "Kalau tanggal 25 curang, kita bakar kantor KPU Sangatta malam itu juga. Siapkan bensin."
CALM = "Harga ikan tongkol turun lagi, alhamdulillah bisa makan enak."
BOXES = "Kotak suara dari Sandaran tenggelam di laut dan diganti surat suara fotokopian yang sudah tercoblos."
Run = Callable[..., Result]


@pytest.fixture
def pantau(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in this process, in a data folder of the test's own unless `data` names one."""

    def run(*words: str, data: Path = tmp_path / "data", stdin: str | bytes = "") -> Result:
        monkeypatch.setenv("PANTAU_DATA", str(data))
        settings.cache_clear()
        return CliRunner().invoke(app, list(words), input=stdin)

    return run


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def table(path: Path, texts: Sequence[str], **columns: Sequence[Any]) -> Path:
    """A CSV with the texts in the middle, so that the order of columns shows."""
    names = list(columns)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*names[:1], "text", *names[1:]])
        for number, text in enumerate(texts):
            cells = [columns[name][number] for name in names]
            writer.writerow([*cells[:1], text, *cells[1:]])
    return path


def is_one_line(result: Result) -> bool:
    """Whether the error is one line on standard error, and nothing went to standard output."""
    return bool(re.fullmatch(r"pantau: [^\n]+\n", result.stderr)) and result.stdout == ""


def test_help_shows_exactly_the_commands_that_exist(pantau: Run) -> None:
    result = pantau("--help")
    assert result.exit_code == 0
    shown = re.findall(r"^  ([a-z]+) {2,}", result.stdout.partition("Commands:")[2], re.M)
    assert sorted(shown) == sorted(COMMANDS)


@pytest.mark.parametrize(
    "words",
    [
        *([name] for name in COMMANDS if name not in ("sources", "claims", "user", "case", "law")),
        *(["sources", name] for name in ("list", "check", "new")),
        *(["claims", name] for name in ("sync", "import", "list", "withdraw", "add")),
        *(["case", name] for name in ("list", "show", "package")),
        ["law", "check"],
        *(["user", name] for name in ("add", "list", "disable", "role", "reset")),
    ],
    ids=" ".join,
)
def test_every_command_has_help_with_an_example(pantau: Run, words: list[str]) -> None:
    result = pantau(*words, "--help")
    assert result.exit_code == 0
    assert f"Example: pantau {' '.join(words)}" in " ".join(result.stdout.split())


def test_the_installed_command_starts_without_the_models() -> None:
    """A real process: the entry point is there, and help does not wait for scikit-learn and Prefect."""
    command = Path(sys.executable).with_name("pantau")
    done = subprocess.run([command, "--help"], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0
    heavy = ["sklearn", "scipy", "prefect", "duckdb", "altair", "vl_convert", "typst"]
    script = f"import sys, pantau; print([name for name in {heavy} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30)
    assert loaded.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["score"], "argument"),
        (["scoring"], "scoring"),
        (["score", "there-is-none.csv"], "there-is-none.csv"),
        (["queue", "--limit", "0"], "limit"),
        (["queue", "--format", "xml"], "xml"),
        (["run", "--profile", "sample", "kliping"], "kliping"),
        (["run", "--profile", "live"], "PANTAU_CONTACT"),
        (["import", "pyproject.toml", "--source", "tepian-pos", "--profile", "sample"], "kind"),
        (["match", "x.csv"], "claims"),
        (["extract", "there-is-none.html"], "there-is-none.html"),
        (["--now", "2026-11-20", "queue"], "time zone"),
        (["verify", "there-is-none.zip"], "there-is-none.zip"),
        (["verify", "pyproject.toml", "--key", "4b1f"], "64 hexadecimal"),
        (["verify", "pyproject.toml", "--roots", "there-is-none.pem"], "there-is-none.pem"),
        (["case", "list"], "pantau run"),
        (["case", "show", "x"], "pantau run"),
        (["case", "package", "x"], "out"),
        (["report"], "pantau run"),
        (["report", "--day", "2026-11-20"], "pantau run"),
        (["report", "--week", "2026-W47", "--day", "2026-11-20"], "one of"),
        (["claims", "add", "--claim", "x", "--rating", "Entah", "--url", "", "--publisher", "P"], "Entah"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_wrong_use_is_one_line_and_exit_2(pantau: Run, words: list[str], says: str) -> None:
    result = pantau(*words)
    assert result.exit_code == 2, (result.stdout, result.stderr)
    assert is_one_line(result), (result.stdout, result.stderr)
    assert says in result.stderr


@pytest.mark.parametrize("words", [[], ["case"], ["sources"]], ids=" ".join)
def test_a_group_alone_shows_its_help(pantau: Run, words: list[str]) -> None:
    result = pantau(*words)
    assert result.exit_code == 2
    assert "Commands:" in result.stdout.splitlines()
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["case", "show", "x\x1b[2J"], "pantau case list"),
        (["case", "package", "x", "--out", "x.zip"], "pantau case list"),
        (["report", "--day", "2026-02-30"], "2026-11-23"),
        (["report", "--week", "2026-W60"], "2026-W47"),
        (["report", "--week", "2030-W01"], "not begun"),
        (["report", "--edition", "lain"], "full, partners, public"),
    ],
    ids=lambda value: " ".join(value).strip("\x1b") if isinstance(value, list) else "",
)
def test_wrong_use_of_a_folder_in_use(pantau: Run, sampled: Sampled, words: list[str], says: str) -> None:
    result = pantau(*words, data=sampled.data)
    assert result.exit_code == 2, (result.stdout, result.stderr)
    assert is_one_line(result), (result.stdout, result.stderr)
    assert says in result.stderr
    assert "\x1b" not in result.stderr


def test_what_fails_is_one_line_and_exit_1(pantau: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>pendek</p></body></html>", encoding="utf-8")
    result = pantau("extract", str(page))
    assert result.exit_code == 1
    assert is_one_line(result)


def test_a_damaged_store_is_one_line_and_exit_1(pantau: Run, tmp_path: Path) -> None:
    data = tmp_path / "damaged"
    data.mkdir()
    (data / "pantau.duckdb").write_bytes(b"no database" * 1000)
    (data / "profile").write_text("sample", encoding="utf-8")
    result = pantau("queue", data=data)
    assert result.exit_code == 1
    assert is_one_line(result), result.stderr
    assert "pantau.duckdb" in result.stderr


def test_a_setting_that_cannot_be_is_one_line_and_exit_2(
    pantau: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANTAU_TIMEZONE", "Mars/Olympus")
    result = pantau("queue")
    assert result.exit_code == 2
    assert is_one_line(result)
    assert "PANTAU_TIMEZONE" in result.stderr


def test_score_keeps_the_columns_and_the_order_of_a_csv(
    pantau: Run, sampled: Sampled, tmp_path: Path
) -> None:
    texts = [CALM, THREAT, "", CALM + " \u201ckutipan\u201d, koma\ndan baris", BOXES]
    source = table(tmp_path / "posts.csv", texts, nomor=range(5), catatan=["a", "b", "", "d,e", "f"])
    out = tmp_path / "scored.csv"
    result = pantau("score", str(source), "--out", str(out), data=sampled.data)
    assert (result.exit_code, result.stdout) == (0, "")
    assert re.fullmatch(r"pantau: \S+posts.csv: 1 without a text: line 4; [^\n]+\n", result.stderr)
    scored = rows(out.read_text(encoding="utf-8"))
    assert list(scored[0]) == ["nomor", "text", "catatan", *ADDED]
    assert [row["nomor"] for row in scored] == ["0", "1", "2", "3", "4"]
    assert [row["text"] for row in scored] == texts
    assert [row["catatan"] for row in scored] == ["a", "b", "", "d,e", "f"]
    for row in scored:
        assert all(0 <= float(row[name]) <= 1 for name in ("hoax", "provocation", "violence", "priority"))
        assert row["role"] in ("assert", "report", "debunk", "counter")
        assert row["severity"] in "0123"
        assert isinstance(json.loads(row["reasons"]), list)
    assert [row["not_judged"] for row in scored] == ["", "", "no_text", "", ""]
    assert "violence" in scored[1]["flagged"].split(";")
    assert {reason["signal"] for reason in json.loads(scored[1]["reasons"])} >= {"violence"}
    assert scored[0]["flagged"] == scored[2]["flagged"] == ""
    assert float(scored[4]["hoax"]) > float(scored[0]["hoax"]), "the sample's fact check refutes it"


def test_score_reads_json_lines_and_writes_them(pantau: Run, sampled: Sampled, tmp_path: Path) -> None:
    source = tmp_path / "posts.jsonl"
    lines = [{"id": 7, "isi": THREAT, "tag": ["x"]}, {"isi": CALM, "id": 8, "lain": None}]
    source.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    result = pantau("score", str(source), "--text-column", "isi", data=sampled.data)
    assert result.exit_code == 0, result.stderr
    scored = [json.loads(line) for line in result.stdout.splitlines()]
    assert [list(row) for row in scored] == [["id", "isi", "tag", *ADDED], ["isi", "id", "lain", *ADDED]]
    assert [{name: row[name] for name in line} for row, line in zip(scored, lines, strict=True)] == lines
    assert isinstance(scored[0]["violence"], float)
    assert isinstance(scored[0]["reasons"], list)


def test_score_reads_lines_from_standard_input(pantau: Run, sampled: Sampled) -> None:
    result = pantau("score", "-", stdin=f"{CALM}\n{THREAT}\n", data=sampled.data)
    assert result.exit_code == 0, result.stderr
    assert "violence" in result.stdout
    as_csv = pantau("score", "-", stdin=f'id,text\n1,"{THREAT}"\n', data=sampled.data)
    assert as_csv.exit_code == 0, as_csv.stderr
    assert list(rows(as_csv.stdout)[0]) == ["id", "text", *ADDED]


def test_a_column_that_is_there_already_needs_a_prefix(pantau: Run, sampled: Sampled, tmp_path: Path) -> None:
    source = table(tmp_path / "posts.csv", [CALM], role=["ketua"], hoax=["?"])
    result = pantau("score", str(source), data=sampled.data)
    assert result.exit_code == 2
    assert is_one_line(result)
    assert "--prefix" in result.stderr
    prefixed = pantau("score", str(source), "--prefix", "p_", data=sampled.data)
    assert prefixed.exit_code == 0
    [row] = rows(prefixed.stdout)
    assert list(row) == ["role", "text", "hoax", *(f"p_{name}" for name in ADDED)]
    assert (row["role"], row["hoax"]) == ("ketua", "?")


def test_a_missing_text_column_names_those_that_there_are(pantau: Run, tmp_path: Path) -> None:
    source = tmp_path / "posts.csv"
    source.write_text("isi,tag\nhalo,x\n", encoding="utf-8")
    result = pantau("score", str(source))
    assert result.exit_code == 2
    assert is_one_line(result)
    assert "isi, tag" in result.stderr


def test_without_claims_hoax_is_0_and_that_is_told(pantau: Run, tmp_path: Path) -> None:
    source = table(tmp_path / "posts.csv", [BOXES])
    result = pantau("score", str(source))
    assert result.exit_code == 0
    assert "no claims" in result.stderr
    assert float(rows(result.stdout)[0]["hoax"]) == 0


def test_score_takes_claims_from_a_file(pantau: Run, tmp_path: Path) -> None:
    claims = tmp_path / "claims.csv"
    claims.write_text(f'claim,rating\n"{BOXES}",Salah\n', encoding="utf-8")
    source = table(tmp_path / "posts.csv", [BOXES, CALM])
    result = pantau("score", str(source), "--claims", str(claims))
    assert result.exit_code == 0, result.stderr
    first, second = rows(result.stdout)
    assert float(first["hoax"]) > 0.8
    assert float(second["hoax"]) < 0.5
    assert "hoax" in first["flagged"]


def test_a_claim_that_is_rated_true_is_no_hoax_whatever_the_columns_are_called(
    pantau: Run, tmp_path: Path
) -> None:
    claims = tmp_path / "claims.csv"
    claims.write_text(f'claim,Rating\n"{BOXES}",Benar\n', encoding="utf-8")
    source = table(tmp_path / "posts.csv", [BOXES])
    result = pantau("score", str(source), "--claims", str(claims))
    assert result.exit_code == 0, result.stderr
    assert float(rows(result.stdout)[0]["hoax"]) < 0.5


def test_match_adds_its_columns(pantau: Run, tmp_path: Path) -> None:
    claims = tmp_path / "claims.csv"
    claims.write_text(f'claim\n"{CALM}"\n"{BOXES}"\n', encoding="utf-8")
    source = table(tmp_path / "posts.csv", [BOXES, THREAT], id=["a", "b"])
    result = pantau("match", str(source), "--claims", str(claims), "--top", "2")
    assert result.exit_code == 0, result.stderr
    first, second = rows(result.stdout)
    assert list(first) == ["id", "text", "claim_1", "claim_2", "score_1", "score_2", "matched"]
    assert (first["claim_1"], first["matched"]) == ("1", "true")
    assert second["matched"] == "false"


def test_match_takes_other_capitals_a_prefix_and_leaves_null_what_is_missing(
    pantau: Run, tmp_path: Path
) -> None:
    claims, posts = tmp_path / "claims.csv", tmp_path / "posts.jsonl"
    claims.write_text(f'Claim\n"{BOXES}"\n', encoding="utf-8")
    posts.write_text(json.dumps({"text": BOXES, "claim_1": "x"}) + "\n", encoding="utf-8")
    refused = pantau("match", str(posts), "--claims", str(claims), "--top", "2")
    assert refused.exit_code == 2 and "--prefix" in refused.stderr
    result = pantau("match", str(posts), "--claims", str(claims), "--top", "2", "--prefix", "p_")
    assert result.exit_code == 0, result.stderr
    row = json.loads(result.stdout)
    assert (row["claim_1"], row["p_claim_1"], row["p_claim_2"], row["p_score_2"]) == ("x", 0, None, None)


@pytest.mark.parametrize("command", ["score", "match"])
def test_standard_input_is_not_read_twice(pantau: Run, command: str) -> None:
    result = pantau(command, "-", "--claims", "-", stdin=f"text\n{BOXES}\n")
    assert result.exit_code == 2
    assert is_one_line(result)


def test_match_says_that_there_are_no_claims(pantau: Run, tmp_path: Path) -> None:
    claims = tmp_path / "claims.csv"
    claims.write_text('claim\n" "\n', encoding="utf-8")
    result = pantau("match", str(table(tmp_path / "posts.csv", [BOXES])), "--claims", str(claims))
    assert result.exit_code == 0
    assert result.stderr == f"pantau: no claims in {claims}: nothing matches\n"


def test_extract_prints_json(pantau: Run, tmp_path: Path) -> None:
    words = "Warga Sangatta Utara bergotong royong membersihkan parit di sepanjang jalan poros hari ini. " * 6
    page = tmp_path / "page.html"
    page.write_text(
        "<html lang=id><head><title>Warga bersih-bersih - Kabar</title>"
        '<meta property="article:published_time" content="2026-11-18T09:00:00+08:00"></head>'
        f"<body><article><h1>Warga bersih-bersih</h1><p>{words}</p><p>{words}</p></article></body></html>",
        encoding="utf-8",
    )
    result = pantau("extract", str(page), "--url", "https://kabar.example/berita/1")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert list(found) == [
        "title", "text", "author", "published_at", "canonical_url", "language", "advertorial",
    ]  # fmt: skip
    assert found["title"] == "Warga bersih-bersih"
    assert found["published_at"] == "2026-11-18T09:00:00+08:00"
    assert found["language"] == "id"
    assert found["canonical_url"] == "https://kabar.example/berita/1"


def test_the_queue_as_json(pantau: Run, sampled: Sampled) -> None:
    result = pantau("queue", "--format", "json", "--limit", "3", data=sampled.data)
    assert result.exit_code == 0, result.stderr
    ranked = json.loads(result.stdout)
    assert 1 <= len(ranked) <= 3
    for name in ("story_id", "title", "signals", "priority", "place", "first_seen", "state"):
        assert name in ranked[0]
    assert ranked[0]["priority"]["value"] >= ranked[-1]["priority"]["value"]


def test_the_queue_as_a_table(pantau: Run, sampled: Sampled) -> None:
    result = pantau("queue", data=sampled.data)
    assert result.exit_code == 0
    assert "prio" in result.stdout
    [every] = re.findall(r"Antrean · (\d+) cerita", result.stdout)
    short = pantau("queue", "--limit", "2", data=sampled.data).stdout
    assert f"Antrean · 2 dari {every} cerita" in short


def test_an_empty_queue_says_so(pantau: Run) -> None:
    result = pantau("queue")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Antrean kosong" in result.stdout
    assert "belum ada data" in result.stdout, "an empty folder is no calm day"
    assert "pantau user add" in pantau("user", "list").stderr


def test_import_shows_a_summary_and_balances(pantau: Run, tmp_path: Path) -> None:
    source = table(tmp_path / "posts.csv", [THREAT, CALM, "", CALM], id=["1", "2", "3", "2"])
    result = pantau("import", str(source), "--source", "komentar-warga", "--profile", "sample")
    assert result.exit_code == 0, result.stderr
    assert "4: baru 2, ditolak 2" in result.stdout
    assert "empty_text 1" in result.stdout
    assert "duplicate_row 1" in result.stdout
    assert result.stdout.count("neraca cocok") == 2
    again = pantau("import", str(source), "--source", "komentar-warga")
    assert again.exit_code == 0
    assert "sudah ada 2" in again.stdout


def test_a_second_file_numbered_from_1_replaces_nothing(pantau: Run, tmp_path: Path) -> None:
    told = []
    for text in (THREAT, CALM):
        source = table(tmp_path / "posts.csv", [text], id=["1"])
        told.append(pantau("import", str(source), "--source", "komentar-warga", "--profile", "sample").stdout)
    assert all("1: baru 1" in one and "revisi" not in one for one in told)
    assert "bakar kantor KPU" in " ".join(pantau("queue").stdout.split())


def test_import_says_which_rows_it_took_for_revisions(pantau: Run, tmp_path: Path) -> None:
    for text in (THREAT, CALM):
        source = table(tmp_path / "posts.csv", [BOXES, text], id=["a-1", "a-2"])
        told = pantau("import", str(source), "--source", "komentar-warga", "--profile", "sample").stdout
    assert "\n1 baris dianggap revisi, karena id-nya sudah ada dengan teks lain: baris 3;" in told
    assert "bila itu kiriman lain, ganti id-nya dan impor lagi" in told


def test_rows_whose_addresses_differ_in_what_is_no_tracker_are_posts_of_their_own(
    pantau: Run, tmp_path: Path
) -> None:
    words = ("import", str(tmp_path / "posts.csv"), "--source", "komentar-warga", "--profile", "sample")
    url = [f"https://{name}" for name in ("k.example/a#1", "k.example/a#2", "m.k.example/b", "k.example/b")]
    table(tmp_path / "posts.csv", [CALM, THREAT, BOXES, f"{BOXES} lagi"], url=url)
    assert "4: baru 4" in pantau(*words).stdout
    again = pantau(*words).stdout
    assert "sudah ada 4" in again and "revisi" not in again
    table(tmp_path / "posts.csv", [f"{CALM} lagi"], url=url[:1])
    told = pantau(*words).stdout
    assert "karena tautannya sudah ada dengan teks lain: baris 2;" in told
    assert "isi kolom id pada baris itu saja" in told
    table(tmp_path / "posts.csv", [f"{CALM} lagi", THREAT], url=url[:2], id=["lain-1", ""])
    assert "2: baru 1, sudah ada 1" in pantau(*words).stdout


def test_import_says_what_it_left_out(pantau: Run, tmp_path: Path) -> None:
    source = table(
        tmp_path / "posts.csv",
        [THREAT, CALM, "", *[f"{CALM} {number}" for number in range(2)], *[""] * 25],
        id=["1", "2.5E+17", *range(3, 31)],
        url=["www", *[""] * 29],
        published_at=["kapan-kapan", "2026-11-18 08:00", *[""] * 28],
        nama=["Siti Contoh", *[""] * 29],
    )
    told = pantau("import", str(source), "--source", "komentar-warga").stdout
    assert "kolom yang tidak dibaca dan tidak disimpan: nama\n" in told
    assert "\nbaris 4: teks kosong" in told
    assert told.count("teks kosong") == 20
    assert "\ndan 6 baris lain yang ditolak\n" in told
    assert "\n1 baris masuk tanpa tautannya: " in told
    assert "\n1 baris masuk tanpa id-nya: " in told
    assert "\n1 baris masuk tanpa waktunya: " in told
    assert "Siti" not in told


def test_import_says_what_is_ahead_and_nothing_of_what_was_there(pantau: Run, tmp_path: Path) -> None:
    source = table(
        tmp_path / "posts.csv", [THREAT, CALM], url=["www", ""], published_at=["2031-11-18 08:00", "entah"]
    )
    told = pantau("import", str(source), "--source", "komentar-warga").stdout
    assert "\n1 baris masuk tanpa waktunya: di masa depan" in told
    assert "\n1 baris masuk tanpa waktunya: tidak terbaca" in told
    again = pantau("import", str(source), "--source", "komentar-warga").stdout
    assert "sudah ada 2" in again
    assert "baris masuk tanpa" not in again


def test_import_counts_what_is_no_message(pantau: Run, tmp_path: Path) -> None:
    source = tmp_path / "laporan.txt"
    source.write_text(f"[12/11/26 08.15] A: <Media omitted>\n[12/11/26 08.16] A: {CALM}\n", encoding="utf-8")
    told = pantau("import", str(source), "--source", "komentar-warga", "--preset", "forwarded").stdout
    assert "\n1 baris aplikasi dilewati: media, pesan yang dihapus" in told


def test_an_import_of_which_nothing_came_in_is_exit_1(pantau: Run, tmp_path: Path) -> None:
    result = pantau("import", str(table(tmp_path / "posts.csv", ["", " "])), "--source", "komentar-warga")
    assert result.exit_code == 1
    assert "tidak ada baris yang masuk" in " ".join(result.stdout.split())


def test_an_export_without_text_is_refused_whole(pantau: Run, tmp_path: Path) -> None:
    source = tmp_path / "posts.csv"
    source.write_text("isi,id\nhalo,1\n", encoding="utf-8")
    result = pantau("import", str(source), "--source", "komentar-warga", "--profile", "sample")
    assert result.exit_code in (1, 2)
    assert is_one_line(result)
    assert "isi" in result.stderr


@pytest.mark.parametrize("words", [["run"], ["sources", "list"], ["claims", "sync"]], ids=" ".join)
def test_mixing_profiles_exits_2(
    pantau: Run, sampled: Sampled, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setenv("PANTAU_CONTACT", "desk@contoh.example")
    result = pantau(*words, "--profile", "live", data=sampled.data)
    assert result.exit_code == 2
    assert is_one_line(result)
    assert "sample" in result.stderr


def test_sources_list_and_new(
    pantau: Run, sampled: Sampled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = pantau("sources", "list", data=sampled.data)
    assert listed.exit_code == 0
    for name in ("kabar-benua", "komentar-warga", "sehat"):
        assert name in listed.stdout
    folder = tmp_path / "sources"
    folder.mkdir()
    monkeypatch.setenv("PANTAU_SOURCES", str(folder))
    made = pantau("sources", "new", "kabar-baru", "--url", "https://kabar-baru.example/feed/")
    assert made.exit_code == 0, made.stderr
    assert (folder / "kabar-baru.yml").exists()
    twice = pantau("sources", "new", "kabar-baru", "--url", "https://kabar-baru.example/feed/")
    assert twice.exit_code in (1, 2)
    assert is_one_line(twice)


def test_looking_at_the_sources_makes_nothing(pantau: Run, tmp_path: Path) -> None:
    for profile in ("sample", "live"):
        listed = pantau("sources", "list", "--profile", profile)
        assert listed.exit_code == 0, listed.stderr
        assert "belum pernah" in listed.stdout
    assert not (tmp_path / "data").exists()


def test_a_source_that_is_not_filled_in_fails_its_check_and_stops_nothing(
    pantau: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    monkeypatch.setenv("PANTAU_SOURCES", str(folder))
    monkeypatch.setenv("PANTAU_CONTACT", "desk@contoh.example")
    assert pantau("sources", "new", "baru", "--url", "https://baru.example/feed/").exit_code == 0
    checked = pantau("sources", "check", "baru", "--profile", "live")
    assert checked.exit_code == 1
    for shown in (checked, pantau("sources", "list")):
        assert "berkas sumber tidak dapat dipakai" in " ".join(shown.stdout.split())
    assert "gagal: berkas sumber" in " ".join(shown.stdout.split())
    words = [
        "claims",
        "add",
        "--claim",
        "TPS 12 ditutup",
        "--rating",
        "Salah",
        "--url",
        "",
        "--publisher",
        "Cek",
    ]
    assert pantau(*words).exit_code == 0


def test_sources_check_of_the_sample(pantau: Run, sampled: Sampled, tmp_path: Path) -> None:
    result = pantau("sources", "check", "lensa-pesisir", data=sampled.copy(tmp_path / "copy"))
    assert result.exit_code == 0, result.stdout + result.stderr
    assert "sehat" in result.stdout


def test_claims_import_and_add(pantau: Run, tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(
        "claim,rating,url,publisher,date\n"
        "TPS 12 ditutup,Salah,https://cek.example/1,Cek,2026-11-18\n"
        "Libur 25 November,Benar,https://cek.example/2,Cek,2026-11-18\n",
        encoding="utf-8",
    )
    assert pantau("claims", "import", str(path)).stdout == (
        "2 klaim dibaca, 2 baru, 0 berganti penilaian; 0 cerita berubah\n"
    )
    assert pantau("claims", "import", str(path)).stdout == (
        "2 klaim dibaca, 0 baru, 0 berganti penilaian; 0 cerita berubah\n"
    )
    path.write_text(path.read_text(encoding="utf-8").replace("Salah", "Benar"), encoding="utf-8")
    assert pantau("claims", "import", str(path)).stdout == (
        "2 klaim dibaca, 0 baru, 1 berganti penilaian; 0 cerita berubah\n"
        "  Salah menjadi Benar: TPS 12 ditutup\n"
    )
    words = ["claims", "add", "--claim", "Kotak suara hilang", "--rating", "Salah"]
    words += ["--url", "https://cek.example/3", "--publisher", "Cek"]
    assert pantau(*words).stdout == "klaim ditambahkan; 0 cerita berubah\n"
    assert pantau(*words).stdout == "klaim ini sudah ada; 0 cerita berubah\n"
    words[5] = "Menyesatkan"
    assert pantau(*words).stdout == (
        "klaim ini sudah ada, penilaiannya diganti: Salah menjadi Menyesatkan; 0 cerita berubah\n"
    )


def test_claims_are_listed_known_in_other_letters_keep_their_day_and_are_withdrawn(pantau: Run) -> None:
    assert pantau("claims", "list").stdout == "tidak ada klaim yang cocok\n"
    words = ["claims", "add", "--claim", "Kotak suara hilang", "--rating", "Salah"]
    words += ["--url", "https://cek.example/3", "--publisher", "Cek"]
    assert pantau(*words, "--date", "2026-11-18").stdout == "klaim ditambahkan; 0 cerita berubah\n"
    words[3], words[5] = "KOTAK  suara hilang.", "Benar"
    assert "sudah ada, penilaiannya diganti: Salah menjadi Benar" in pantau(*words).stdout
    line = pantau("claims", "list", "KOTAK", "cek").stdout
    assert line.endswith("  Benar  2026-11-18  Cek  Kotak suara hilang\n")
    assert pantau("claims", "list", "kotak", "lain").stdout == "tidak ada klaim yang cocok\n"
    name = line.split()[0]
    assert pantau("claims", "withdraw", name, "--reason", " ").exit_code == 2
    assert pantau("claims", "withdraw", "tidak-ada", "--reason", "x").exit_code == 2
    assert pantau("claims", "withdraw", name, "--reason", "keliru").stdout == (
        f"klaim {name} ditarik; 0 cerita berubah\n"
    )
    with open_workspace(settings()).store.reading() as db:
        (entry,) = audit_entries(db, object=f"claim:{name}")
        assert (entry.by_user, entry.action) == ("operator", "claim_out")
        assert note_texts(db, [str(entry.detail["note"])]) == {entry.detail["note"]: "keliru"}
    assert pantau("claims", "list").stdout == "tidak ada klaim yang cocok\n"
    assert pantau(*words).stdout == "klaim ini pernah ditarik, tidak ditambahkan; 0 cerita berubah\n"


@pytest.mark.parametrize(
    ("claim", "url", "publisher", "says"),
    [
        ("TPS", "https://cek.example/1", "Cek", "10"),
        ("Kotak suara hilang", "contoh", "Cek", "web address"),
        ("Kotak suara hilang", "", "", "--publisher"),
    ],
)
def test_what_no_person_may_add_by_hand(pantau: Run, claim: str, url: str, publisher: str, says: str) -> None:
    words = ["--claim", claim, "--rating", "Salah", "--url", url, "--publisher", publisher]
    result = pantau("claims", "add", *words)
    assert result.exit_code == 2
    assert is_one_line(result) and says in result.stderr


def test_a_bad_row_of_claims_names_its_line(pantau: Run, tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text("claim,rating,url,publisher,date\nA,Salah,,,\nB,Entah,,,\n", encoding="utf-8")
    result = pantau("claims", "import", str(path))
    assert result.exit_code == 2
    assert is_one_line(result)
    assert "line 3" in result.stderr


def test_doctor_looks_at_a_folder_in_use(pantau: Run, sampled: Sampled) -> None:
    result = pantau("doctor", data=sampled.data)
    for what in (
        "pustaka",
        "kunci",
        "sumber contoh",
        "sumber nyata",
        "mandat",
        "model",
        "basis data",
        "klaim",
        "kunci tanda tangan",
        "cap waktu",
        "Chromium",
        "hukum",
        "tahapan",
        "batas wilayah",
    ):
        assert what in result.stdout
    assert result.exit_code == (1 if "perlu tindakan" in result.stdout else 0)


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left"), sqlite3.OperationalError("database or disk is full")]
)
def test_a_full_disk_is_one_line(pantau: Run, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fails(*_: object) -> object:
        raise error

    monkeypatch.setattr("flows.doctor.examine.examine", fails)
    if isinstance(error, sqlite3.Error):  # a fault of the program, unless the disk is full
        assert pantau("doctor").exception is error
    monkeypatch.setattr("core.disk._LEAST", 1e18)
    result = pantau("doctor")
    assert result.exit_code == 1
    assert is_one_line(result)
    assert "disk penuh: kosongkan" in result.stderr


@pytest.mark.parametrize("command", ["serve", "desk"])
def test_a_store_that_cannot_be_opened_is_told_before_anything_is_ready(
    pantau: Run, sampled: Sampled, tmp_path: Path, command: str
) -> None:
    data = sampled.copy(tmp_path / "data")
    (data / "pantau.duckdb").write_bytes(b"rusak" * 5000)
    result = pantau(command, "--port", "0", data=data)
    assert result.exit_code == 1
    assert is_one_line(result)
    assert "pulihkan dari cadangan" in result.stderr and "is lost" in result.stderr


def test_doctor_makes_nothing(pantau: Run, tmp_path: Path) -> None:
    result = pantau("doctor", data=tmp_path / "nowhere")
    assert "belum ada" in result.stdout
    assert not (tmp_path / "nowhere").exists()


def test_a_lost_store_is_not_begun_anew(pantau: Run, sampled: Sampled, tmp_path: Path) -> None:
    data = sampled.copy(tmp_path / "data")
    (data / "pantau.duckdb").unlink()
    for words in (["run"], ["serve", "--port", "0"], ["desk", "--port", "0"], ["queue"], ["report"]):
        result = pantau(*words, data=data)
        assert result.exit_code == 1
        assert is_one_line(result), result.stderr
        assert "pulihkan dari cadangan" in result.stderr and "PANTAU_DATA" in result.stderr
    assert not (data / "pantau.duckdb").exists()


def test_a_folder_that_becomes_the_samples_says_so(pantau: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stamps(*_: object) -> None:
        open_workspace(settings())
        raise UsageError("enough")

    monkeypatch.setattr("flows.start.run_once", stamps)
    assert "menjadi folder contoh (profil sample)" in pantau("run").stderr
    assert pantau("run").stderr == "pantau: enough\n"


ADD = "claims add --claim Kotak-suara-hilang --rating Salah --url https://cek.example/3 --publisher Cek"


@pytest.mark.parametrize(
    "command",
    [
        ADD,
        "claims import {}",
        "claims sync",
        "sources check kliping",
        "import {} --source komentar-warga",
    ],
)
def test_whatever_makes_a_folder_the_samples_says_so_once_and_takes_live(
    pantau: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("PANTAU_CONTACT", "desk@contoh.example")
    monkeypatch.setenv("PANTAU_SOURCES", str(tmp_path))
    shutil.copy(SAMPLE_SOURCES / "komentar-warga.yml", tmp_path)
    path = tmp_path / "claims.csv"
    path.write_text("claim,rating,url,publisher,text\nKotak hilang,Salah,https://c.example,Cek,A\n", "utf-8")
    words = command.format(path).split()
    told = "menjadi folder contoh (profil sample)"
    if words[1] != "sync":  # in the sample that is a whole round
        assert told in pantau(*words).stderr
        assert (tmp_path / "data" / "profile").read_text(encoding="utf-8").strip() == "sample"
        assert told not in pantau(*words).stderr
    live = pantau(*words, "--profile", "live", data=tmp_path / "live")
    assert told not in live.stderr
    assert (tmp_path / "live" / "profile").read_text(encoding="utf-8").strip() == "live"


@pytest.mark.parametrize(
    "command",
    [
        "import tidak-ada.csv --source komentar-warga",
        "import {} --source salah",
        "import {} --source tepian-pos",  # which takes no files
        "import {} --source komentar-warga --preset salah",
        "import {} --source komentar-warga",  # without a column of texts
        "claims withdraw tidak-ada --reason x",
    ],
)
def test_what_is_not_there_makes_no_folder_the_samples(pantau: Run, tmp_path: Path, command: str) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("isi,id\nhalo,1\n", encoding="utf-8")
    result = pantau(*command.format(path).split())
    assert result.exit_code == 2
    assert is_one_line(result)
    assert not (tmp_path / "data").exists()


def test_a_queue_after_a_round_that_read_nothing_is_no_calm_day(pantau: Run, tmp_path: Path) -> None:
    with open_workspace(Settings(data=tmp_path / "data")).store.writing() as db:
        start_round(db, "r1", "sample", clock.now())
        save_reports(db, "r1", [report("tepian-pos", status="failing", detail="mati")])
        summary = round_summary(db, "r1")
    result = pantau("queue")
    assert result.stdout.startswith("Tidak ada yang terbaca lagi: 1 dari 1 sumber gagal; periksa sambungan")
    assert "tidak ada yang perlu ditinjau" not in result.stdout
    assert json.loads(pantau("queue", "--format", "json").stdout) == []
    out = console()
    with out.capture() as shown:
        show_round(summary, out)
    assert "ronde ini tidak membaca apa pun: 1 dari 1 gagal" in shown.get()
