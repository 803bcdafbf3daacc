import io
import json
import os
import sys
from pathlib import Path

import pytest

from pipeline.encodings import TableError
from pipeline.table import Form, new_columns, read_table, write_table


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_csv_keeps_columns_order_and_line_breaks(tmp_path: Path) -> None:
    name = write(tmp_path / "a.csv", 'id,text\n2,"baris satu\nbaris dua, koma"\n1,lain\n')
    table = read_table(name)
    out = tmp_path / "b.csv"
    write_table(table, ["x"], [{"x": True}, {"x": [1]}], out)
    again = read_table(str(out))
    assert again.columns == ("id", "text", "x")
    assert [row["id"] for row in again.rows] == ["2", "1"]
    assert again.rows[0]["text"] == "baris satu\nbaris dua, koma"
    assert [row["x"] for row in again.rows] == ["true", "[1]"]


def test_a_spreadsheet_with_semicolons_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("﻿id;text\n1;usir, mereka\n".encode())
    assert read_table(str(path)).texts("text") == ["usir, mereka"]


def test_empty_columns_at_the_end_are_none(tmp_path: Path) -> None:
    table = read_table(write(tmp_path / "a.csv", "text;no;;\nsatu;1;;\ndua;2\n;;;\n"))
    assert table.columns == ("text", "no")
    assert [tuple(row.values()) for row in table.rows] == [("satu", "1"), ("dua", "2"), ("", "")]
    noted = read_table(write(tmp_path / "b.csv", "text;no;\nsatu;1;\ndua;2;catatan\n"))
    assert [tuple(row.values()) for row in noted.rows] == [("satu", "1", ""), ("dua", "2", "catatan")]
    with pytest.raises(TableError, match="line 2: 1 cells, the header has 3"):
        read_table(write(tmp_path / "c.csv", "text;no;\nsatu\n"))


@pytest.mark.parametrize("name", ["a.csv", "a"])
def test_excels_own_line_about_the_delimiter_is_no_header(tmp_path: Path, name: str) -> None:
    table = read_table(write(tmp_path / name, 'sep=;\r\nid;text\r\n1;"satu\r\ndua, tiga"\r\n2;lain\r\n'))
    assert (table.form, table.delimiter, table.lines) == (Form.CSV, ";", [3, 5])
    assert table.texts("text") == ["satu\r\ndua, tiga", "lain"]
    with pytest.raises(TableError, match="line 3: 3 cells"):
        read_table(write(tmp_path / name, "sep=;\nid;text\n1;a;b\n"))


def test_half_an_emoji_can_be_written_and_a_whole_one_stays(tmp_path: Path) -> None:
    name = write(
        tmp_path / "a.jsonl", '{"text": "satu \\ud83d dua \\ud83d\\ude00", "n": [1.0, {"x": "\\uDE00"}]}\n'
    )
    table = read_table(name)
    assert table.texts("text") == ["satu \ufffd dua \U0001f600"]
    write_table(table, ["x"], [{"x": 0.5}], tmp_path / "b.jsonl")
    row = json.loads((tmp_path / "b.jsonl").read_text(encoding="utf-8"))
    assert row == {"text": "satu \ufffd dua \U0001f600", "n": [1.0, {"x": "\ufffd"}], "x": 0.5}


def test_a_json_list_is_read_and_written_as_one(tmp_path: Path) -> None:
    rows = [{"text": "usir, mereka", "n": 1}, {"text": None}]
    table = read_table(write(tmp_path / "a.json", json.dumps(rows, indent=2)))
    assert (table.form, table.texts("text"), table.lines) == (Form.JSON, ["usir, mereka", ""], [1, 2])
    write_table(table, ["x"], [{"x": 0.5}, {"x": 1.0}], tmp_path / "b.json")
    assert json.loads((tmp_path / "b.json").read_text(encoding="utf-8")) == [
        {"text": "usir, mereka", "n": 1, "x": 0.5},
        {"text": None, "x": 1.0},
    ]
    assert read_table(write(tmp_path / "a.txt", "[HOAKS] usir mereka\n")).form is Form.LINES
    assert read_table(write(tmp_path / "c.json", "[]")).rows == []


def test_a_csv_is_written_back_with_its_delimiter(tmp_path: Path) -> None:
    table = read_table(write(tmp_path / "a.csv", "id;text\n1;usir, mereka\n"))
    write_table(table, ["x"], [{"x": 0.5}], tmp_path / "b.csv")
    assert (tmp_path / "b.csv").read_text(encoding="utf-8") == "id;text;x\n1;usir, mereka;0.5\n"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-8", b"")],
)
@pytest.mark.parametrize("to_file", [True, False])
def test_a_table_is_written_back_in_its_encoding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, mark: bytes, to_file: bool
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(mark + "id;text\n1;désa\n".encode(encoding))
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="utf-8", write_through=True))
    write_table(read_table(str(path)), ["x"], [{"x": 0.5}], tmp_path / "b.csv" if to_file else None)
    written = (tmp_path / "b.csv").read_bytes() if to_file else out.getvalue()
    assert written == mark + "id;text;x\n1;désa;0.5\n".encode(encoding)


def test_a_blank_line_is_a_row_where_there_is_one_column(tmp_path: Path) -> None:
    table = read_table(write(tmp_path / "a.csv", "text\n\nsatu\n\n\ndua\n\n\n"))
    assert table.texts("text") == ["", "satu", "", "", "dua"]
    assert table.lines == [2, 3, 4, 5, 6]
    assert read_table(write(tmp_path / "b.csv", "id,text\n1,a\n\n2,b\n")).texts("text") == ["a", "b"]


def test_what_is_no_text_is_refused_with_its_line(tmp_path: Path) -> None:
    for value in ('["a"]', '{"b": 1}'):
        table = read_table(write(tmp_path / "a.jsonl", f'{{"text": "a"}}\n\n{{"text": {value}}}\n'))
        with pytest.raises(TableError, match=r"a\.jsonl: line 3: 'text' holds a list or an object"):
            table.texts("text")


def test_a_pipe_between_columns_has_a_remedy(tmp_path: Path) -> None:
    table = read_table(write(tmp_path / "a.csv", "id|text\n1|a\n"))
    with pytest.raises(TableError, match=r"separate the columns with , ; or tabs, or put a line sep=\|"):
        table.texts("text")
    assert read_table(write(tmp_path / "b.csv", "sep=|\nid|text\n1|a\n")).texts("text") == ["a"]


def test_plain_lines_end_at_line_ends_only(tmp_path: Path) -> None:
    name = write(tmp_path / "a.txt", "satu\u2028dua\x0b\r\ntiga\n\n")
    assert read_table(name).texts("text") == ["satu\u2028dua\x0b", "tiga"]


def test_a_first_line_longer_than_any_cell_is_a_text(tmp_path: Path) -> None:
    assert read_table(write(tmp_path / "posts", "a, " + "x" * 1_100_000)).form is Form.LINES


def test_a_device_stays_a_device_and_a_link_a_link(tmp_path: Path) -> None:
    table = read_table(write(tmp_path / "a.csv", "text\na\n"))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_table(table, ["x"], [{"x": 1}], pipe)
    assert os.read(reader, 100) == b"text,x\na,1\n"
    os.close(reader)
    assert pipe.is_fifo()
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "new" / "b.csv")
    write_table(table, ["x"], [{"x": 1}], link)
    assert link.is_symlink()
    assert (tmp_path / "new" / "b.csv").exists()


def test_json_lines_keep_what_they_hold(tmp_path: Path) -> None:
    name = write(tmp_path / "a.jsonl", '{"text": "a\u2028b", "n": 1}\n\n{"text": null, "m": [2]}\n')
    table = read_table(name)
    out = tmp_path / "b.jsonl"
    write_table(table, ["x"], [{"x": 0.5}, {"x": 1.0}], out)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").split("\n") if line]
    assert table.texts("text") == ["a\u2028b", ""]
    assert rows == [{"text": "a\u2028b", "n": 1, "x": 0.5}, {"text": None, "m": [2], "x": 1.0}]


@pytest.mark.parametrize(
    ("given", "form"),
    [
        ('{"text": "a"}\n', Form.JSONL),
        ('[\n  {"text": "a"}\n]\n', Form.JSON),
        ("id,text\n1,a\n", Form.CSV),
        ("satu, dua\ntiga\n", Form.LINES),
    ],
)
def test_standard_input_is_recognised(given: str, form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
    assert read_table("-").form is form


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "id,text\n1,a,b\n", "line 2: 3 cells"),
        ("a.csv", 'id,text\n1,"a\n', "double quotes"),
        ("a.csv", "text,text\n1,2\n", "occurs twice"),
        ("a.jsonl", '{"text": "a"}\n{"text": \n', "line 2: not JSON"),
        ("a.jsonl", "[1]\n", "line 1: expected an object"),
        ("a.jsonl", '{"text": "a", "v": 1e999}\n', r"a\.jsonl: line 1: holds a number that JSON cannot"),
        ("a.json", '[{"text": "a", "v": [NaN]}]\n', "entry 1: holds a number"),
        ("a.json", '[{"text": "a"},\n1]\n', "entry 2: expected an object"),
        ("a.json", '[{"text": "a"},\n{"text": \n', "line 3: not JSON"),
    ],
)
def test_an_error_names_the_line_and_the_remedy(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(TableError, match=message):
        read_table(write(tmp_path / name, text))


def test_what_is_not_text_names_line_and_remedy(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for raw, says in (
        (
            "text\ndésa\nkafé\n".encode() + b"\xff\xfebad\n",
            r"a\.csv: line 4: not utf-8 text; save .* as CSV UTF-8",
        ),
        (b"text\n\xff\x01\x02\n", r"line 2: not text; save .* as CSV UTF-8"),
        ("text\ndésa\n".encode() + "é😀".encode()[:-1], r"line 3: not utf-8 text"),  # cut by `head -c`
        ("text\rdésa\rkafé\r".encode() + b"\xff\r", r"line 4: not utf-8 text"),
        (b"\xff\xfe" + ("\u010d\r\n" * 10).encode("utf-16-le")[:-1], r"line 10: not utf-16-le text"),
        (b"\xfe\xff" + ("\u010d\n" * 10).encode("utf-16-be")[:-1], r"line 10: not utf-16-be text"),
        (b"PK\x03\x04\x14\xff", "a spreadsheet or a packed file, not text; .* as CSV UTF-8"),
    ):
        path.write_bytes(raw)
        with pytest.raises(TableError, match=says):
            read_table(str(path))
    with pytest.raises(TableError, match=r"line 1: not JSON.*one object a line, or a list"):
        read_table(write(tmp_path / "a.json", '{\n"text": "a"\n}\n'))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le", "utf-16-be"])
def test_a_file_without_a_mark_is_read_as_an_import_reads_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,text\n1,kafé “Étam”\n".encode(encoding))
    table = read_table(str(path))
    assert table.texts("text") == ["kafé “Étam”"]
    assert ("read as Windows-1252" in capsys.readouterr().err) is (encoding == "cp1252")
    write_table(table, ["x"], [{"x": "★" if encoding == "cp1252" else "é"}], path)
    assert read_table(str(path)).texts("text") == ["kafé “Étam”"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("sep=\r\ntext,a\r\nx,1\r\n", 3),
        ('sep="\ntext,a\nx,1\n', 3),
        ("sep=;\r\n\r\n;\r\ntext;a\r\nx;1\r\n", 5),
        ("sep=;\rtext;a\rx;1\r", 3),
        ("sep=\t\ntext\ta\nx\t1\n", 3),
        ('"SEP=;"\ntext;a\nx;1\n', 3),
        ("sep=|\n||\ntext|a\nx|1\n", 4),
        ('"";""\ntext;a\nx;1\n', 3),
        ("sep=;\n,,\ntext;a\nx;1\n", 4),
        ('"",""\ntext;a\nx;1\n', 3),
        ('sep=;\n"",""\ntext;a\nx;1\n', 4),
        ('"";""\nsep=;\ntext;a\nx;1\n', 4),
        ("sep=;\t\ntext\ta\nx\t1\n", 3),
        ('"\n"\ntext;a\nx;1\n', 4),
        ('"""""\n"\ntext;a\nx;1\n', 4),
        ("\xa0\ntext;a\nx;1\n", 3),
    ],
)
def test_whatever_excels_own_line_states_it_is_no_header(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())
    table = read_table(str(path))
    assert (table.columns, table.lines, table.texts("text")) == (("text", "a"), [line], ["x"])


def test_the_delimiter_is_read_from_the_header_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"text\rfoo; bar; baz\rqux\r")
    assert read_table(str(path)).texts("text") == ["foo; bar; baz", "qux"]


def test_blank_lines_above_the_header_are_none(tmp_path: Path) -> None:
    table = read_table(write(tmp_path / "a.csv", "\n;;\nid;text;x\n1;a;\n"))
    assert (table.columns, table.texts("text"), table.lines) == (("id", "text", "x"), ["a"], [4])


def test_blank_lines_of_another_delimiter_are_no_rows(tmp_path: Path) -> None:
    """A row of the file's own with empty cells is one, and is written back."""
    table = read_table(write(tmp_path / "a.csv", "text;a\nx;1\n,,\n;;\n;\ny;2\n,,\n"))
    assert (table.texts("text"), table.lines) == (["x", "", "y"], [2, 5, 6])


def test_a_stated_delimiter_is_stated_again(tmp_path: Path) -> None:
    name = write(tmp_path / "a.csv", "sep=|\nid|text\n1|a\n")
    write_table(read_table(name), ["x"], [{"x": 0.5}], Path(name))
    assert Path(name).read_text(encoding="utf-8") == "sep=|\nid|text|x\n1|a|0.5\n"
    assert read_table(name).texts("x") == ["0.5"]


def test_a_text_file_with_a_header_is_a_table(tmp_path: Path) -> None:
    assert read_table(write(tmp_path / "a.txt", "id\ttext\n1\tusir, mereka\n")).texts("text") == [
        "usir, mereka"
    ]
    assert read_table(write(tmp_path / "b.txt", "usir, mereka\n")).form is Form.LINES
    assert read_table(write(tmp_path / "c.txt", ",,\ntext,id\nhalo,1\n")).texts("text") == ["halo"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('"\ntext\nhalo\n', 3),
        ('"""\ntext\nhalo\n', 3),
        ('"\ntext,id\n"\nkutip\n', 4),
        ("; \n{satu} halo\ndua\n", 3),
        (',;\n{"text":"a"}\n', 2),
    ],
)
def test_what_a_reader_would_not_skip_above_a_table_makes_it_plain_lines(
    tmp_path: Path, text: str, lines: int
) -> None:
    table = read_table(write(tmp_path / "a.txt", text))
    assert (table.form, len(table.rows)) == (Form.LINES, lines)


def test_rows_without_a_text_are_named(tmp_path: Path) -> None:
    table = read_table(write(tmp_path / "a.jsonl", '{"text": "a"}\n\n{"tekst": "b"}\n{"text": "\u200b"}\n'))
    assert table.without_text(table.texts("text")).endswith("a.jsonl: 2 without a text: line 3, 4")


def test_a_missing_column_and_a_taken_one_are_named(tmp_path: Path) -> None:
    table = read_table(write(tmp_path / "a.csv", "isi,hoax\na,1\n"))
    with pytest.raises(TableError, match="isi, hoax"):
        table.texts("text")
    with pytest.raises(TableError, match=r"a\.csv: no column 'claim'.*use --claim-column"):
        table.texts("claim", "--claim-column")
    with pytest.raises(TableError, match=r"a\.csv: column exists already: hoax; .*--prefix"):
        new_columns(table, ["hoax"], "")
    assert new_columns(table, ["hoax"], "p_") == {"hoax": "p_hoax"}


def test_a_column_is_known_in_other_capitals_but_not_where_two_are_alike(tmp_path: Path) -> None:
    assert read_table(write(tmp_path / "a.csv", " Claim ,no\na,1\n")).texts("claim") == ["a"]
    assert read_table(write(tmp_path / "b.csv", "Claim,claim\na,b\n")).texts("claim") == ["b"]
    with pytest.raises(TableError, match="no column 'claim'"):
        read_table(write(tmp_path / "c.csv", "Claim,CLAIM\na,b\n")).texts("claim")


def test_no_half_file_is_left(tmp_path: Path) -> None:
    table = read_table(write(tmp_path / "a.csv", "text\na\nb\n"))
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        write_table(table, ["x"], [{"x": 1}], tmp_path / "out.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv"]
