"""One Prefect server for the tests of this room: starting it takes some seconds."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.settings import PROJECT, Settings
from flows.server import server


@dataclass(frozen=True)
class Served:
    """A data folder on which a server with a note runs, as `pantau serve` leaves one for others to find."""

    settings: Settings
    url: str


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = Settings(data=tmp_path_factory.mktemp("served") / "data")
    with server(settings, services=True) as url:
        yield Served(settings, url)


def with_data(data: Path) -> dict[str, str]:
    """The environment of a child that works in this data folder."""
    return {**os.environ, "PANTAU_DATA": str(data)}


def said(script: str, environment: Mapping[str, str]) -> list[str]:
    """The lines that a process of its own prints which runs this script; it must end well."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()
