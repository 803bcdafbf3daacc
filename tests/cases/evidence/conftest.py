"""A store with one open case, and pieces of evidence in it."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cases.case import Case
from cases.evidence import folder
from cases.evidence.hand import Brought, take_in
from cases.log import CaseStep, Entry
from cases.store import append, case_log, the_case
from core.settings import Settings
from pipeline.store import Store
from pipeline.store.notes import new_id

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
USER = "u-1"


@dataclass(frozen=True)
class Bench:
    """A data folder with one open case."""

    settings: Settings
    store: Store
    case_id: str

    @property
    def case(self) -> Case:
        with self.store.reading() as db:
            return the_case(db, self.case_id)

    @property
    def log(self) -> tuple[Entry, ...]:
        with self.store.reading() as db:
            return case_log(db, self.case_id)

    def place(self, entry: Entry) -> Path:
        return folder(self.settings, self.case_id, str(entry.data["evidence"]))

    def brought(self, content: bytes = PNG, **changed: Any) -> Entry:
        """Something that somebody brought, sealed."""
        may = changed.pop("may", lambda case: None)
        told = {
            "name": "Foto Budi Karangan.png",
            "given_by": "warga",
            "made_at": None,
            "device": "Telepon contoh",
            "words": "Kata Budi Karangan, ini di depan kantor desa.",
        }
        brought = Brought(content=content, **(told | changed))
        return take_in(self.store, self.settings, self.case_id, brought, by_user=USER, may=may)


def opened_case(store: Store, items: list[list[Any]]) -> str:
    """A new case with these items."""
    case_id = new_id()
    told = {"stories": ["s-1"], "items": items, "known_at": "2026-11-20T00:00:00+00:00", "title": None}
    with store.writing() as db:
        append(db, case_id, CaseStep.OPENED, told, by_user=USER)
    return case_id


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Made once: a store takes a while to make. Copy it."""
    return make_bench(tmp_path_factory.mktemp("empty") / "data")


@pytest.fixture
def bench(empty: Bench, tmp_path: Path) -> Bench:
    settings = Settings(data=Path(shutil.copytree(empty.settings.data, tmp_path / "data")))
    return Bench(settings, Store(settings.database), empty.case_id)


def make_bench(data: Path) -> Bench:
    made = Settings(data=data, chromium="tidak-ada")
    store = Store(made.database)
    return Bench(made, store, opened_case(store, []))
