"""All of a piece is there, or nothing of it, whatever interrupts."""

import os
from pathlib import Path
from typing import NoReturn

import pytest

from cases import store
from cases.evidence import folder, seal
from cases.evidence.manifest import check_evidence
from cases.log import CaseStep
from cases.store import CaseError
from core import clock
from core.files import write_new
from tests.cases.evidence.conftest import Bench


def nothing_is_there(bench: Bench) -> None:
    assert [one.step for one in bench.log] == [CaseStep.OPENED]
    place = bench.settings.cases / bench.case_id
    assert not place.exists() or list(place.iterdir()) == []


@pytest.mark.parametrize("number", range(1, 7))
def test_a_full_disk_leaves_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """At each of the six files."""
    written: list[Path] = []
    whole = write_new

    def write(path: Path, content: bytes) -> None:
        written.append(path)
        if len(written) == number:
            path.write_bytes(content[: len(content) // 2])
            raise OSError(28, "No space left on device")
        whole(path, content)

    monkeypatch.setattr(seal, "write_new", write)
    with pytest.raises(CaseError, match="periksa ruang disk"):
        bench.brought()
    nothing_is_there(bench)


def test_an_entry_that_fails_leaves_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*given: object, **named: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(seal, "append", fails)
    with pytest.raises(KeyboardInterrupt):
        bench.brought()
    nothing_is_there(bench)


def test_a_rename_that_fails_takes_the_entry_back(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: Path, target: Path) -> NoReturn:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(CaseError):
        bench.brought()
    monkeypatch.undo()
    nothing_is_there(bench)


def test_the_entry_comes_when_the_files_are_whole(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the entry is appended, everything is on disk already, under a name that nobody reads."""
    seen: list[list[str]] = []
    append = store.append

    def appended(*given: object, **named: object) -> object:
        place = bench.settings.cases / bench.case_id
        seen.extend([path.name for path in one.iterdir()] for one in place.iterdir())
        assert all(one.name.startswith(".draft-") for one in place.iterdir())
        assert all(check_evidence(one) == [] for one in place.iterdir())
        return append(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(seal, "append", appended)
    bench.brought()
    assert len(seen) == 1 and len(seen[0]) == 6


def test_what_a_killed_capture_left_goes_with_the_next(bench: Bench) -> None:
    old, young = (bench.settings.cases / bench.case_id / name for name in (".draft-lama", ".draft-baru"))
    for one in (old, young):
        one.mkdir(parents=True)
    os.utime(old, (clock.wall() - 7200, clock.wall() - 7200))
    bench.brought()
    assert not old.exists()
    assert young.exists()  # another capture may be writing it


@pytest.mark.parametrize("wrong", ["..", "", "a/b", ".draft-x", "x" * 100, "a\x00b"])
def test_no_id_leads_out_of_the_folder(bench: Bench, wrong: str) -> None:
    for ids in ((wrong, "a"), ("a", wrong)):
        with pytest.raises(CaseError):
            folder(bench.settings, *ids)
