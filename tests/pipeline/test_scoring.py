"""What the bar of `pantau score` and `pantau match` is told."""

from datetime import UTC, datetime

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
