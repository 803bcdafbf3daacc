import csv
import json

import pytest

from core.tables import (
    LONGEST_CELL,
    delimiter_of,
    is_blank,
    is_blank_line,
    parse_json,
    parse_json_at,
    stated_delimiter,
)


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [
        ("text,id", ","),
        ("text;id", ";"),
        ("text\tid\turl", "\t"),
        ('"nama, lengkap, dan gelar";text', ";"),
        ('"a ""b"", c, d";text', ";"),
        ("text", ","),
    ],
)
def test_the_delimiter_of_a_header(header: str, delimiter: str) -> None:
    assert delimiter_of(header) == delimiter


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [
        ("sep=;", ";"),
        ("sep=\t\r\n", "\t"),
        ('"SEP=;"', ";"),
        ('sep= "', ""),
        ("sep=" + " " * 200_000 + "x", None),
        ("sep=;x", None),
        ("sep=;,,\n", ""),
        ('"sep=;";;\n', ""),
        ("sep=;\t\t\n", ""),
        ("sep=\t\t\n", ""),
        ("text;id", None),
    ],
)
def test_the_delimiter_that_a_line_states(line: str, delimiter: str | None) -> None:
    assert stated_delimiter(line) == delimiter


@pytest.mark.parametrize(
    ("line", "blank"),
    [
        ("\n", True),
        ('"","";\t\r\n', True),
        ("\xa0;\xa0\x0b", True),
        ('"\n', False),
        ('"";"a"', False),
        (" " * 200_000 + "x", False),
    ],
)
def test_a_line_that_is_blank_whatever_delimits_the_rest(line: str, blank: bool) -> None:
    assert is_blank_line(line) is blank


@pytest.mark.parametrize(
    ("row", "blank"), [([], True), (["\xa0; ", '"\n'], True), (["\x0c"], True), (["", "."], False)]
)
def test_a_row_that_is_blank(row: list[str], blank: bool) -> None:
    assert is_blank(row) is blank


def test_the_whole_process_has_one_limit_of_a_cell() -> None:
    import crawlers.tables  # noqa: F401
    import pipeline.table  # noqa: F401

    assert csv.field_size_limit() == LONGEST_CELL


def test_json_is_read() -> None:
    assert parse_json(' {"a": [1, null]} \n') == {"a": [1, None]}
    assert parse_json_at('[{"a": 1}, 2]', 1) == ({"a": 1}, 9)


@pytest.mark.parametrize("text", ["", " ", "{", "[1] 2", "[" * 100_000, "9" * 5000, '{"a": ' + "9" * 5000])
def test_json_that_is_none_is_always_the_same_error(text: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        parse_json(text)
