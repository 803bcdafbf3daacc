"""A case on the sample's desk that lacks only its approvals, made once: it is sooner copied than made."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core import clock
from desk.desk import Desk
from tests.cases.made import NOON, Made, unapproved_case
from tests.cases.sealing import capture
from tests.conftest import Sampled, opened
from tests.desk.conftest import cheap_hashes, desk_over

LATER = NOON + timedelta(days=3)


@pytest.fixture(scope="session")
def unapproved(boarded: Sampled, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """It is shared: a test takes `case_desk`."""
    workspace = opened(boarded.copy(tmp_path_factory.mktemp("unapproved") / "data"))
    settings = workspace.settings
    clock.fix(LATER)
    try:
        return unapproved_case(workspace.store, settings, evidence=lambda case_id: capture(settings, case_id))
    finally:
        clock.fix(None)


@pytest.fixture
def case_desk(unapproved: Made, tmp_path: Path) -> Iterator[tuple[Desk, Made]]:
    """A desk of this test alone, three days after the case became known, and the case on it."""
    desk = desk_over(Path(shutil.copytree(unapproved.settings.data, tmp_path / "data")))
    clock.fix(LATER)
    with cheap_hashes():
        yield desk, replace(unapproved, people=desk.people, settings=desk.settings)
