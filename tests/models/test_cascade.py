"""The encoder works beside the caller: what fails there is told, and not kept."""

from collections.abc import Sequence

import pytest

from models import cascade
from models.encoder.encode import encode
from models.features import Floats


def test_an_encoder_that_failed_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    fails = iter((True, False))

    def at_second(texts: Sequence[str]) -> Floats:
        if next(fails):
            raise MemoryError
        return encode(texts)

    monkeypatch.setattr(cascade, "encode", at_second)
    texts = ("bakar saja gudang itu malam ini juga", "jalan rusak lagi")
    with pytest.raises(MemoryError):
        _ = cascade.read(texts).vectors
    assert len(cascade.read(texts).vectors) == cascade.read(texts).open.sum() > 0
