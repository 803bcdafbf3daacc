"""The look at claim and text together: what it tells, and for which encoder it was learned."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from safetensors.numpy import load_file, save_file

from models.encoder.card import encoder_card
from models.match import look
from models.match.crosscheck import crosscheck
from models.match.look import ENCODER, WEIGHTS, same, version
from models.signal_card import CardError

CLAIM = "400 surat suara di gudang KPU Bengalon sudah tercoblos nomor 2"


def test_it_hears_a_denial_and_another_subject() -> None:
    asserted, other, unrelated = same(
        [
            (CLAIM, "parah, 400 surat suara di gudang kpu bengalon udah kecoblos no 2 semua!!"),
            (CLAIM, "KPU menegaskan tidak ada surat suara tercoblos di gudang Bengalon, kabar itu hoaks"),
            (CLAIM, "jual bibit sawit murah, nego sampai jadi"),
        ]
    )
    assert asserted > 0 > other
    assert asserted > 0 > unrelated
    assert same([]).shape == (0,)


def test_a_pair_has_the_same_score_alone_and_among_others() -> None:
    pairs = [(CLAIM, "surat suara di gudang bengalon udah kecoblos"), (CLAIM, "gudang KPU Bengalon banjir")]
    together = same(pairs)
    assert [same([pair])[0] for pair in pairs] == together.tolist()


def test_the_cross_check_was_fitted_with_it() -> None:
    assert (crosscheck().encoder, crosscheck().look) == (encoder_card().version, version())


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(look, "WEIGHTS", tmp_path / "look.safetensors")
    look._look.cache_clear()
    yield tmp_path / "look.safetensors"
    look._look.cache_clear()


def test_weights_of_another_encoder_are_refused(file: Path) -> None:
    save_file(load_file(WEIGHTS), file, {ENCODER: "x-1"})
    with pytest.raises(CardError, match=r"learned for x-1, and encoder-1-.*training.look"):
        same([(CLAIM, "apa saja")])


def test_weights_that_cannot_be_read_are_told(file: Path) -> None:
    with pytest.raises(CardError, match=r"look\.safetensors: cannot be read .*restore it"):
        same([(CLAIM, "apa saja")])
    file.write_bytes(b"rubbish")
    with pytest.raises(CardError, match=r"look\.safetensors: cannot be read .*restore it"):
        same([(CLAIM, "apa saja")])


@pytest.mark.parametrize("away", ["same.bias", "encoder.layer.3.output.dense.up"])
def test_weights_that_lack_a_part_are_told(file: Path, away: str) -> None:
    held = {name: part for name, part in load_file(WEIGHTS).items() if name != away}
    save_file(held, file, {ENCODER: encoder_card().version})
    with pytest.raises(CardError, match=rf"look\.safetensors: other parts .*{away}.*restore it"):
        same([(CLAIM, "apa saja")])
