import stat
from pathlib import Path
from typing import NoReturn

import pytest

from core.files import FILE_MODE, replace_text


def test_a_text_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "note.json"
    replace_text(path, "one")

    def killed(self: Path, target: Path) -> NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            replace_text(path, "two")
    assert path.read_text(encoding="utf-8") == "one"
    assert [one.name for one in tmp_path.iterdir()] == ["note.json"], "no draft stays"
    replace_text(path, "two")
    assert path.read_text(encoding="utf-8") == "two"
    assert stat.S_IMODE(path.stat().st_mode) == FILE_MODE
