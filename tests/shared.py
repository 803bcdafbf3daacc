"""Where tests find the datasets that stay outside the repository."""

import os
from pathlib import Path

import pytest

_ROOT = Path(os.environ.get("PANTAU_SHARED", Path(__file__).resolve().parent.parent.parent / "shared"))


def shared(path: str) -> Path:
    """A file or folder of the shared data. Without it the test says that it did not run; in CI it fails."""
    found = _ROOT / path
    if not found.exists():
        message = f"{path} is not there: set PANTAU_SHARED to the folder that holds it"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found
