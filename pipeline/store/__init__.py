"""The store: items, what the stages said of them, rounds and claims, in one DuckDB file (DESIGN 5).

    store = Store(settings.database)
    save(store, round_id, annotated, outcomes, keys)        # opens it by itself, in short turns
    with store.reading() as db:
        rows = queue(db, limit=50)

Open it briefly and do slow work outside the block: while one process writes, all others wait.
"""

from pipeline.store.database import Connection, Store, StoreBusyError, StoreError
from pipeline.store.health import SourceHealth, source_health
from pipeline.store.outcomes import CandidateOutcome, known, rejected, remember
from pipeline.store.profile import ProfileError, bind_profile, folder_profile
from pipeline.store.ranking import QueueRow, QueueSignal, queue
from pipeline.store.reading import (
    KnownItem,
    claims,
    crawl_state,
    known_items,
    round_finished,
    signals,
    signatures_for_bands,
    spread,
)
from pipeline.store.rounds import (
    finish_round,
    save_reports,
    save_responses,
    start_round,
    unfinished_rounds,
)
from pipeline.store.summary import RoundSummary, SourceRound, rejections, round_summary
from pipeline.store.writing import Saved, save, save_claims

__all__ = [
    "CandidateOutcome",
    "Connection",
    "KnownItem",
    "ProfileError",
    "QueueRow",
    "QueueSignal",
    "RoundSummary",
    "Saved",
    "SourceHealth",
    "SourceRound",
    "Store",
    "StoreBusyError",
    "StoreError",
    "bind_profile",
    "claims",
    "crawl_state",
    "finish_round",
    "folder_profile",
    "known",
    "known_items",
    "queue",
    "rejected",
    "rejections",
    "remember",
    "round_finished",
    "round_summary",
    "save",
    "save_claims",
    "save_reports",
    "save_responses",
    "signals",
    "signatures_for_bands",
    "source_health",
    "spread",
    "start_round",
    "unfinished_rounds",
]
