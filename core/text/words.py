"""Indonesian words, formal and ours (`build_slang.py` writes the list)."""

from pathlib import Path
from typing import Final

WORDS: Final = frozenset(Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split())
