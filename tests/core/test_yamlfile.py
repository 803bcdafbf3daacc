"""Files that people write, with the mistakes that people make: one line, with file, line, key, remedy."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field

from core.errors import UsageError
from core.yamlfile import load_model


class WrongError(UsageError):
    """What the reader of this file raises."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")

    links: str | None = None
    names: tuple[str, ...] = ()


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str
    since: int = Field(0, alias="from")
    part: Part = Part()


def read(path: Path, text: str | bytes) -> Form:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_model(path, Form, WrongError)


def test_a_good_file_is_read_with_a_mark_and_without(tmp_path: Path) -> None:
    for start in ("", "\ufeff"):
        form = read(tmp_path / "a.yml", f"{start}title: Kabar\nfrom: 3\npart:\n  links: a\n")
        assert (form.title, form.since, form.part.links) == ("Kabar", 3, "a")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", ": is empty; it needs: title"),
        ("# catatan\n", ": is empty; it needs: title"),
        ("halo\n", ": holds no keys; it needs: title"),
        ("- title: a\n", ": holds no keys"),
        ("title: a\nfrom: 1\nfrom: 2\n", ", line 3: the key from stands twice; keep one"),
        ("title: a\npart: {links: a, links: b}\n", ", line 2: the key links stands twice"),
        ("title: a\npart:\n\tlinks: a\n", ", line 3: not valid YAML: .*; indent with spaces, not tabs"),
        ("title: a: b\n", ", line 1: not valid YAML: mapping values are not allowed here"),
        ("title: [a\n", ", line 2: not valid YAML: "),
        ("title: a\n---\ntitle: b\n", ", line 2: not valid YAML: expected a single document"),
        ("title: 2026-13-45\n", ": not valid YAML: month must be in 1..12"),
        ("title: a\x07\n", ": not valid YAML: unacceptable character"),
        ("title: &a [*a]\n", ": not valid YAML: "),
        ("? [a, b]\n: c\n", ", line 1: not valid YAML: .*unhashable key"),
        ("from: 1\n", ": title: is missing; add it"),
        ("title:\n", ", line 1: title: is empty; fill it in"),
        ("title: 2026\n", ", line 1: title: 2026 is no text; put it between quotes"),
        ("title: no\n", ", line 1: title: False is no text; put it between quotes"),
        ("title: a\ntitel: b\n", ", line 2: titel: no such key; did you mean title?"),
        ("title: a\nwarna: b\n", ", line 2: warna: no such key; take it out"),
        ("title: a\npart:\n  link: b\n", r", line 3: part\.link: no such key"),
        ("title: a\npart:\n  names:\n  - x\n  - 7\n", r", line 5: part\.names\.1: 7 is no text"),
        ("title: a\nfrom: lima\n", r", line 2: from: Input should be a valid integer.* \(found 'lima'\)"),
        (b"title: \xe9\n", ": cannot be read .*; save it as UTF-8"),
        ("title: a\n".encode("utf-16"), ": cannot be read .*; save it as UTF-8"),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(WrongError, match=rf"a\.yml{says}") as caught:
        read(tmp_path / "a.yml", text)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_folder_is_no_file_and_a_missing_file_is_for_the_caller(tmp_path: Path) -> None:
    with pytest.raises(WrongError, match="cannot be read"):
        load_model(tmp_path, Form, WrongError)
    with pytest.raises(FileNotFoundError):
        load_model(tmp_path / "tiada.yml", Form, WrongError)
