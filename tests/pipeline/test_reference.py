"""The files of `pipeline/reference`: what is wrong in one is told with file, line, key and remedy."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline import BadReferenceError, language, prioritise, spreading
from pipeline.event import words as event_words
from pipeline.extraction import claimreview
from pipeline.quality import gates
from pipeline.reasons import words as reason_words

FILES = [
    (prioritise, "_FILE", prioritise.weights),
    (spreading, "_FILE", spreading.spreading_rule),
    (event_words, "_FILE", event_words._words),
    (reason_words, "_WORDS", reason_words.words),
    (gates, "GATES", gates.gates),
    (claimreview, "RATINGS_FILE", claimreview._ratings),
    (language, "_FILE", language._markers),
]


@pytest.fixture(params=FILES, ids=lambda one: str(getattr(one[0], one[1]).name))
def bent(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Path, Callable[[], object]]]:
    """A copy of one of the files with a key that stands twice, and what reads it."""
    module, name, read = request.param
    path = tmp_path / getattr(module, name).name
    text = getattr(module, name).read_text(encoding="utf-8")
    path.write_text(f"twice: 1\ntwice: 2\n{text}", encoding="utf-8")
    monkeypatch.setattr(module, name, path)
    read.cache_clear()
    yield path, read
    read.cache_clear()


def test_a_key_that_stands_twice_is_told(bent: tuple[Path, Callable[[], object]]) -> None:
    _, read = bent
    with pytest.raises(BadReferenceError, match=r"\.yml, line 2: the key twice stands twice; keep one"):
        read()


def test_a_file_that_is_gone_is_told(bent: tuple[Path, Callable[[], object]]) -> None:
    path, read = bent
    path.unlink()
    with pytest.raises(BadReferenceError, match=r"\.yml: missing; fetch the repository again"):
        read()
