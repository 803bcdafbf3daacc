import csv
import time
from collections import Counter
from pathlib import Path

import pytest
import yaml

from core.text import clean_dataset_text
from pipeline import language
from pipeline.language import detect
from tests.shared import shared

DATA = Path(language.__file__).parent / "reference" / "language_160.csv"
# Right answers of 10 a variety on the measuring half, 2026-11-24. Only upwards.
FLOORS = {
    "formal": 10, "slang": 10, "malaysia": 7, "inggris": 10, "jawa": 10, "banjar": 8, "kutai": 8, "bugis": 9,
}  # fmt: skip


def test_each_variety_reaches_its_floor() -> None:
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == "measure"]
    found = detect([row["text"] for row in rows])
    right = Counter(
        row["variety"] for row, answer in zip(rows, found, strict=True) if answer == row["language"]
    )
    assert {variety: right[variety] for variety, floor in FLOORS.items() if right[variety] < floor} == {}


@pytest.mark.parametrize(("file", "column"), [("provocation_ibrohim2019.csv", "Tweet")])
def test_indonesian_tweets_come_out_indonesian(file: str, column: str) -> None:
    """12,535 tweets chosen as Indonesian by their authors (some are Malay, Javanese or a word long)."""
    with shared(f"data/train/{file}").open(encoding="utf-8", newline="") as lines:
        texts = [clean_dataset_text(row[column]) for row in csv.DictReader(lines)]
    began = time.process_time()
    found = Counter(detect(texts))
    milliseconds = (time.process_time() - began) / len(texts) * 1000
    assert found["id"] / len(texts) >= 0.95, found
    assert milliseconds < 0.3


def test_no_text_is_unsure() -> None:
    assert detect(["", "🔥🔥", "12345", "[@akun] https://t.co/x"]) == ["und"] * 4
    assert detect([]) == []


def test_disguised_indonesian() -> None:
    assert detect(["b4kar k4ntor m3reka s3karang juga", "баkаr kantor itu sekarang"]) == ["id", "id"]


def test_markers_stand_in_one_list_only() -> None:
    groups = yaml.safe_load(language._FILE.read_text(encoding="utf-8"))
    words = Counter(word for group in groups.values() for word in group.split())
    assert [word for word, count in words.items() if count > 1] == []
