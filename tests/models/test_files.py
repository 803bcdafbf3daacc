"""Where the models read from: no other room's files by path. What is wrong with a YAML file is told in one
line."""

import ast
from pathlib import Path

import pytest

from core.errors import PantauError
from models.match import differing
from models.match.differing import DifferingError
from models.signal_card import MODELS
from models.training.data import DataError, sets_of, shared_folder
from models.yamlfile import read_words
from tests.test_house import ROOMS


def folders(path: Path) -> set[str]:
    """The first folder of each path that the text constants of a file may be."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.value.split("/")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value
    }


def test_no_model_builds_a_path_into_another_room() -> None:
    others = ROOMS - {"models"}
    for path in MODELS.rglob("*.py"):
        assert folders(path).isdisjoint(others), f"{path}: read it through core/reference.py"


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service file may say PANTAU_SHARED= and mean nothing."""
    monkeypatch.delenv("PANTAU_SHARED", raising=False)
    without = shared_folder()
    monkeypatch.setenv("PANTAU_SHARED", "")
    assert shared_folder() == without


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (None, "missing; fetch the repository again"),
        ("people: jawa\npeople: bugis\n", "line 2: the key people stands twice; keep one"),
        ("people: 7\n", "line 1: people: 7 is no text"),
        ("people: [\n", "not valid YAML"),
        ("", "is empty; it needs: keys, each with its value"),
    ],
)
def test_a_file_of_words_that_is_none_is_told(tmp_path: Path, written: str | None, message: str) -> None:
    path = tmp_path / "names.yml"
    if written is not None:
        path.write_text(written, encoding="utf-8")
    with pytest.raises(PantauError, match=rf"names\.yml.*{message}"):
        read_words(path, PantauError)


def test_a_list_of_sets_names_what_is_wrong_with_one(tmp_path: Path) -> None:
    path = tmp_path / "sets.yml"
    path.write_text("texts:\n  path: t.csv\n  rows: 0\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"sets\.yml, line 1: texts\.title: is missing; add it"):
        sets_of(path)


def test_opposites_stand_on_two_sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "differing.yml"
    path.write_text("opposites:\n  - naik turun\nregions: {}\n", encoding="utf-8")
    monkeypatch.setattr(differing, "_FILE", path)
    with pytest.raises(DifferingError, match=r"differing\.yml, line 2: opposites\.0: "):
        differing.differing.__wrapped__()
