import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

from models.encoder import card as card_module
from models.encoder.card import CARD, encoder_card
from models.encoder.encode import encode, logits, meaning
from models.encoder.reading import HEAD, TAIL, reading
from models.encoder.tasks import COLUMN, COLUMNS
from models.signal_card import MODELS, CardError

LIMIT = 45_000_000  # bytes of all weights in the repository
TEXTS = [
    "usir semua pendatang dari kampung ini, mereka hama",
    "harga cabai naik lagi di pasar induk",
    "",
    "kalau besok tidak dibayar, kami bakar kantornya",
]


def test_all_weights_fit_in_the_repository() -> None:
    weights = [file for kind in ("*.safetensors", "*.onnx", "*.json") for file in MODELS.rglob(kind)]
    assert sum(file.stat().st_size for file in weights) <= LIMIT


def test_a_text_has_the_same_vector_alone_and_among_others() -> None:
    together = encode(TEXTS)
    assert together.shape == (len(TEXTS), 768)
    for row, text in enumerate(TEXTS):
        np.testing.assert_array_equal(encode([text])[0], together[row])
    assert encode([]).shape == (0, 768)


def test_heads_tell_the_plain_cases_apart() -> None:
    found = logits(encode(TEXTS))
    assert found.shape == (len(TEXTS), len(COLUMNS))
    provocation, violence = (found[:, COLUMN[name]] for name in ("provocation", "violence"))
    assert provocation[0] > 0 > provocation[1]
    assert violence[3] > 0 > violence[1]
    assert found[3, COLUMN["timing_conditional"]] > found[0, COLUMN["timing_conditional"]]


def test_what_means_the_same_is_near() -> None:
    found = meaning(
        [
            "400 surat suara di gudang KPU sudah tercoblos nomor 2",
            "woi kertas pilihan di gudang kpu udah bolong duluan no 2, empat ratus lembar",
            "jembatan di Bengalon putus diterjang banjir",
        ]
    )
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert found[0] @ found[1] > 0.3 + found[0] @ found[2]


def test_the_encoder_reads_begin_and_end_of_a_long_text() -> None:
    words = [f"kata{number}" for number in range(300)]
    read = reading(" ".join(words)).split()
    assert len(read) <= 2 * (HEAD + TAIL)
    assert read[0].startswith("kata") and read[-1].endswith("299")


@pytest.mark.parametrize("text", ["BAKAR rumahnya", "b4k4r rumahnya", "b a k a r rumahnya", "bаkаr rumahnya"])
def test_the_encoder_reads_what_is_meant(text: str) -> None:
    assert "bakar" in reading(text).split()


def test_a_file_that_is_not_the_cards_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = yaml.safe_load(CARD.read_text(encoding="utf-8"))
    monkeypatch.setattr(card_module, "CARD", tmp_path / "encoder.yml")
    encoder_card.cache_clear()
    try:
        with pytest.raises(CardError, match=r"encoder\.yml: missing"):
            encoder_card()
        (tmp_path / "encoder.yml").write_text(yaml.safe_dump(raw), encoding="utf-8")
        with pytest.raises(CardError, match=r"missing \(named in"):
            encoder_card()
        for name in raw["files"]:
            (tmp_path / name).write_bytes(b"other")
        with pytest.raises(CardError, match="differs from its SHA-256"):
            encoder_card()
    finally:
        encoder_card.cache_clear()


def test_what_is_run_is_counted_for_nobody(tmp_path: Path) -> None:
    code = "from models.encoder.encode import encode; encode(['halo'])"
    told = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    subprocess.run([sys.executable, "-c", code], env={**told, "HOME": str(tmp_path)}, check=True)
    assert list(tmp_path.rglob("*onnxruntime*")) == []
