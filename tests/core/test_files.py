from pathlib import Path
from typing import NoReturn

import pytest

from core.files import replace_text


def test_a_text_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "note.json"
    replace_text(path, "one")

    def killed(self: Path, text: str, **how: str) -> NoReturn:
        self.write_bytes(b"")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", killed)
        with pytest.raises(KeyboardInterrupt):
            replace_text(path, "two")
    assert path.read_text(encoding="utf-8") == "one"
    replace_text(path, "two")
    assert path.read_text(encoding="utf-8") == "two"
