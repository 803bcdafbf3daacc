"""Weights of matching that are not those that ship are refused with one line that names file and remedy."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.match import signal
from models.match.crosscheck import WEIGHTS, crosscheck
from models.match.hinge_logistic import logistic_from, read_weights
from models.match.score import model
from models.signal_card import CardError
from pipeline.classify import check_weights


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the card of matching and its files."""
    for name in ("signal.yml", *signal.hoax_signal().files):
        (tmp_path / name).write_bytes((signal.FOLDER / name).read_bytes())
    monkeypatch.setattr(signal, "_SIGNAL", tmp_path / "signal.yml")
    signal.hoax_signal.cache_clear()
    yield tmp_path
    signal.hoax_signal.cache_clear()


def test_all_weights_are_checked_and_those_of_matching_among_them(folder: Path) -> None:
    assert check_weights()[-2:] == ("hoax", "encoder")
    signal.hoax_signal.cache_clear()
    (folder / "look.safetensors").write_bytes(b"other")
    with pytest.raises(CardError, match=r"look\.safetensors: differs from its SHA-256"):
        check_weights()


def test_a_card_of_matching_with_a_surprise_is_refused(folder: Path) -> None:
    card = folder / "signal.yml"
    said = card.read_text(encoding="utf-8").replace("version:", "versions: x\nversion:")
    card.write_text(said, encoding="utf-8")
    with pytest.raises(CardError, match=r"signal\.yml, line \d+: versions: no such key"):
        signal.hoax_signal()
    card.unlink()
    with pytest.raises(CardError, match=r"signal\.yml: missing"):
        signal.hoax_signal()


def without(raw: dict[str, object], key: str) -> dict[str, object]:
    return {name: value for name, value in raw.items() if name != key}


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (lambda raw: "{", "cannot be read"),
        (lambda raw: "[]", "holds no weights by name"),
        (lambda raw: json.dumps(without(raw, "worth")), "worth is missing"),
        (lambda raw: json.dumps({**raw, "first": without(raw["first"], "knots")}), "other parts .*knots"),
        (lambda raw: json.dumps({**raw, "first": {**raw["first"], "features": []}}), "other features"),
    ],
)
def test_weights_that_are_none_are_told(
    tmp_path: Path, written: Callable[[dict[str, dict[str, object]]], str], message: str
) -> None:
    path = tmp_path / "crosscheck.json"
    path.write_text(written(dict(read_weights(WEIGHTS))), encoding="utf-8")
    try:
        with pytest.raises(CardError, match=rf"crosscheck\.json: .*{message}.*restore it"):
            crosscheck(path)
    finally:
        crosscheck.cache_clear()


def test_missing_weights_are_told(tmp_path: Path) -> None:
    with pytest.raises(CardError, match=r"weights\.json: cannot be read .*restore it"):
        model(tmp_path / "weights.json")
    with pytest.raises(CardError, match="other parts"):
        logistic_from({}, (), tmp_path)
