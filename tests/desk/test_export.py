"""Exports: masked, cut at the role's limit, harmless in a spreadsheet, noted."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decision import StoryState
from core.record import Channel, Priority
from desk.board.board import Filters, Lane, Listed
from desk.board.records import OtherMark, Row
from desk.oversight.export import COLUMNS, as_csv, as_jsonl, cells, collect, harmless
from desk.people.roles import EXPORT_ROWS, RoleOfUser
from tests.desk.conftest import Client, post

if TYPE_CHECKING:
    from desk.desk import Desk

ZONE = ZoneInfo("Asia/Makassar")
MOMENT = datetime(2026, 11, 24, 1, tzinfo=UTC)


def story(number: int, title: str = "judul", excerpt: str = "isi") -> Row:
    return Row(
        story_id=f"s{number}", item_id=f"s{number}", revision=0, title=title, excerpt=excerpt,
        channel=Channel.POST, language="id", role="assert", signals=(),
        priority=Priority(value=0.5, parts={}), places=(("64.08.01", "Sangatta Utara"),), sources=("x",),
        first_seen=MOMENT, last_seen=MOMENT, copies=1, hours=(0,) * 24, state=StoryState.NEW,
        matched=False, until=None, assigned_to="", first_by="",
    )  # fmt: skip


class ManyStories:
    """A board with so many stories."""

    def __init__(self, number: int) -> None:
        self.number = number

    def listed(
        self, lane: Lane, filters: Filters, *, skipped: object = (), limit: int = 40, offset: int = 0
    ) -> Listed:
        rows = [story(number) for number in range(offset, min(offset + limit, self.number))]
        return Listed(rows=tuple(rows), total=self.number)


def table(answer: bytes) -> list[list[str]]:
    assert answer.startswith(b"\xef\xbb\xbf"), "spreadsheets look for the mark"
    return list(csv.reader(io.StringIO(answer.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u00a0=", "\ufeff@", "＝", "＠"]
)
def test_no_cell_is_a_formula(start: str) -> None:
    written = table(as_csv([story(1, title=f'{start}HYPERLINK("http://x";"y")')], ZONE, ""))
    assert written[1][COLUMNS.index("judul")].startswith("'")
    assert json.loads(as_jsonl([story(1, title="=1+1")], ZONE, ""))["judul"] == "=1+1"


@given(st.text())
def test_whatever_the_text_a_cell_is_harmless_and_loses_nothing(text: str) -> None:
    cell = harmless(text)
    assert not cell.lstrip(" \u00a0\u200b\ufeff").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.replace("'", "") == text.replace("'", ""), "nothing but apostrophes is put in"


@given(st.text(alphabet=st.characters(codec=None), max_size=50))
def test_every_text_can_be_written(text: str) -> None:
    written = table(as_csv([story(1, title=text, excerpt=text)], ZONE, ""))
    assert len(written) == 2
    assert len(written[1]) == len(COLUMNS)
    assert as_jsonl([story(1, title=text)], ZONE, "").count(b"\n") == 1


def test_the_columns_of_the_signals_keep_their_names() -> None:
    """Others' programs read the file by them, whatever a page calls a signal."""
    assert COLUMNS[7:10] == ("hoaks", "provokasi", "kekerasan")


def test_a_row_tells_what_other_copies_carry() -> None:
    threat = OtherMark(name="violence", flagged=True, severity=3)
    told = cells(replace(story(1), others=(threat,)), ZONE)
    assert (told["ditandai"], told["sinyal_salinan_lain"]) == ("", "kekerasan")


def test_a_long_list_is_read_in_parts_and_cut() -> None:
    rows, total = collect(ManyStories(1234), Lane.QUEUE, Filters(), 450)  # type: ignore[arg-type]
    assert [row.story_id for row in rows] == [f"s{number}" for number in range(450)]
    assert total == 1234
    rows, total = collect(ManyStories(30), Lane.QUEUE, Filters(), 450)  # type: ignore[arg-type]
    assert (len(rows), total) == (30, 30)


def test_the_file_is_the_list(client: Client, desk: "Desk") -> None:
    reader = client("analyst", "Budi")
    listed = desk.board.listed(Lane.QUEUE, Filters(), limit=1000)
    assert listed.total > 3
    assert f"<p>{listed.total} cerita" in reader.get("/ekspor").text
    answer = post(reader, desk, "/ekspor", format="csv", query="")
    written = table(answer.content)
    assert [row[0] for row in written[1:]] == [row.story_id for row in listed.rows]
    lines = post(reader, desk, "/ekspor", format="jsonl", query="").text.splitlines()
    assert [json.loads(line)["cerita"] for line in lines] == [row.story_id for row in listed.rows]
    flagged, doubted = written[0].index("ditandai"), written[0].index("ragu")
    for row in written[1:]:  # as the queue says it: what is flagged is not doubted
        assert set(row[flagged].split(";")).isdisjoint(set(row[doubted].split(";")) - {""})
    noted = desk.people.read("SELECT detail FROM audit_waiting WHERE action = 'export' ORDER BY rowid")
    assert json.loads(noted[0]["detail"])["rows"] == listed.total


def test_filters_of_the_queue_narrow_the_file(client: Client, desk: "Desk") -> None:
    reader = client("supervisor")
    wanted = desk.board.listed(Lane.QUEUE, Filters(signal="hoax"), limit=1000)
    answer = post(reader, desk, "/ekspor", format="csv", query="sinyal=hoax&cari=")
    assert len(table(answer.content)) == 1 + wanted.total
    post(reader, desk, "/ekspor", format="csv", query="cari=Darma+Wijaya")
    noted = desk.people.read("SELECT detail FROM audit_waiting WHERE action = 'export' ORDER BY rowid")
    assert json.loads(noted[0]["detail"])["filters"] == {"jalur": "queue", "sinyal": "hoax"}
    assert "Darma" not in noted[1]["detail"], "the trail holds no words"


def test_a_cut_file_says_so(client: Client, desk: "Desk", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EXPORT_ROWS, RoleOfUser.ANALYST, 2)
    reader = client("analyst")
    total = desk.board.listed(Lane.QUEUE, Filters(), limit=0).total
    assert "boleh mengambil 2 baris" in reader.get("/ekspor").text
    answer = post(reader, desk, "/ekspor", format="csv", query="")
    written = table(answer.content)
    assert len(written) == 1 + 2 + 1
    assert written[-1][0] == f"Dipotong: 2 dari {total} baris, batas peran Anda"
    assert f"-2-dari-{total}.csv" in answer.headers["content-disposition"]
    last = post(reader, desk, "/ekspor", format="jsonl", query="").text.splitlines()[-1]
    assert json.loads(last)["catatan"].startswith("Dipotong: 2 dari")


def test_who_may_export(client: Client, desk: "Desk") -> None:
    for role, status in {
        "viewer": 403, "analyst": 200, "supervisor": 200, "legal": 200, "administrator": 403,
    }.items():  # fmt: skip
        assert client(role).get("/ekspor").status_code == status, role
    assert post(client("analyst"), desk, "/ekspor", format="exe").status_code == 400
    for query in ("&".join("a=b" for _ in range(400)), "%ED%A0%80=%00", "jalur=menyebar&halaman=9"):
        assert post(client("analyst"), desk, "/ekspor", format="csv", query=query).status_code == 200
        assert client("analyst").get(f"/ekspor?{query}").status_code == 200
    assert client("analyst").post("/ekspor", data={"format": "csv"}).status_code == 403, "no token, no file"


@pytest.mark.parametrize(
    "text",
    ["a;=cmd", "a;  @SUM(A1)", "a\n=1+1", "a\r\n+1", "a\t-1", 'Kabar pasar murah;"=1+1;mohon', "a,=1+1",
     'a," =1+1",b', "a;\u200b=1", "a;＝1+1"],
)  # fmt: skip
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_no_cell_is_a_formula_whatever_separates(text: str, separator: str) -> None:
    content = as_csv([story(1, text)], ZONE, "").decode("utf-8-sig")
    for row in csv.reader(io.StringIO(content), delimiter=separator):
        for part in row:
            for cell in re.split("[;\t\r\n]", part):
                assert not cell.strip(' "\u200b').startswith(("=", "+", "-", "@", "＝")), cell


def test_a_spreadsheet_with_indonesian_settings_reads_words_and_numbers() -> None:
    row = replace(story(1), state=StoryState.DISPUTED, role="report", channel=Channel.FIELD)
    written = table(as_csv([row], ZONE, ""))
    told = dict(zip(written[0], written[1], strict=True))
    assert (told["keadaan"], told["peran"]) == ("pendapat berbeda", "memberitakan")
    assert (told["kanal"], told["bahasa"]) == ("dari lapangan", "bahasa Indonesia")
    assert (told["prioritas"], told["salinan"]) == ("0,5", "1")
    plain = json.loads(as_jsonl([row], ZONE, ""))
    assert (plain["keadaan"], plain["kanal"], plain["prioritas"]) == ("disputed", "field", 0.5)
