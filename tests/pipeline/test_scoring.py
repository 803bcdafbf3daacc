"""What the bar of `pantau score` and `pantau match` is told."""

from datetime import UTC, datetime

import pytest

from core.record import Channel
from pipeline.scoring import match_cells, score_texts


def test_progress_begins_at_once_and_goes_in_small_steps() -> None:
    texts = [f"Kabar nomor {number}" for number in range(130)]
    told: list[tuple[int, int]] = []
    cells = match_cells(texts, ["Bendungan bocor"], 1, lambda *done: told.append(done))
    assert told == []
    next(cells)
    assert told == [(0, 130)]
    assert len(list(cells)) == 129
    assert told == [(0, 130), (128, 130), (130, 130)]
    told.clear()
    now = datetime(2026, 11, 20, tzinfo=UTC)
    assert len(list(score_texts(texts, Channel.POST, (), now, lambda *done: told.append(done)))) == 130
    assert told == [(0, 130), (128, 130), (130, 130)]


def test_what_no_model_has_read_is_told_and_offsets_count_in_the_masked_text() -> None:
    texts = [
        " ",
        "اقتلوهم جميعا الليلة واحرقوا بيوتهم",
        "Pasar ramai. " * 300,
        "WA 081234567890: ayo bakar rumah mereka!",
    ]
    now = datetime(2026, 11, 20, tzinfo=UTC)
    rows = list(score_texts(texts, Channel.POST, (), now))
    assert [row["not_judged"] for row in rows] == ["no_text", "other_script", "hoax_beyond_3000", ""]
    masked, reasons = rows[3]["masked_text"], rows[3]["reasons"]
    assert isinstance(masked, str) and isinstance(reasons, list)
    assert "0812" not in masked
    cuts = [masked[one["start"] : one["end"]].casefold() for one in reasons if "start" in one]
    assert cuts == [one["words"].casefold() for one in reasons if "start" in one] != []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Они украли голоса на выборах сегодня ночью", "other_script"),
        ("Έκλεψαν τις ψήφους στις εκλογές", "other_script"),
        ("ВАКАР КРU", ""),  # Latin in disguise
        ("𝗯𝗮𝗸𝗮𝗿 𝗸𝗮𝗻𝘁𝗼𝗿", ""),
    ],
)
def test_letters_of_another_script_are_told_from_latin_in_disguise(text: str, expected: str) -> None:
    [row] = score_texts([text], Channel.POST, (), datetime(2026, 11, 20, tzinfo=UTC))
    assert row["not_judged"] == expected


def test_what_the_queue_doubts_is_unsure() -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    texts = ["😡🔥🔪😡", "Harga ikan turun lagi.", "Ayo kita bakar rumah mereka malam ini"]
    rows = list(score_texts(texts, Channel.POST, (), now))
    assert [(row["flagged"], row["unsure"]) for row in rows][1] == ("", "")
    assert rows[0]["unsure"]
    assert "violence" in str(rows[2]["flagged"])
    assert rows[2]["unsure"] == ""
