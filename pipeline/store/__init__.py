"""The store: items, what the stages said of them, rounds and claims, in one DuckDB file
(docs/decisions/007-the-store.md).

    store = Store(settings.database)
    keys = remember(candidates, clock.now(), outcomes)      # what the next crawl should know of them
    save(store, round_id, annotated, outcomes, keys)        # opens it by itself, in short turns
    with store.reading() as db:
        rows = queue(db, limit=50)

Open it briefly and do slow work outside the block: while one process writes, all others wait.
"""

from pipeline.store.audit import AuditEntry, audit_count, audit_entries, write_audit
from pipeline.store.claim_events import ClaimEvent, claim_events, withdrawn_claims, write_claim_event
from pipeline.store.database import Connection, Store, StoreBusyError, StoreError
from pipeline.store.decisions import (
    Comment,
    decisions_since,
    story_comments,
    story_decisions,
    write_comment,
    write_decision,
)
from pipeline.store.health import Outage, SourceHealth, Unread, outage, source_health, unread_pages
from pipeline.store.incident_events import (
    ConfirmedIncident,
    IncidentEvent,
    IncidentStep,
    confirmed_incidents,
    incident_events,
    standing_events,
    write_incident_event,
)
from pipeline.store.notes import note_texts
from pipeline.store.outcomes import PROGRAM_ERROR, CandidateOutcome, key_hash, known, rejected, remember
from pipeline.store.profile import ProfileError, bind_profile, folder_profile
from pipeline.store.ranking import QueueRow, QueueSignal, queue, queue_length
from pipeline.store.reading import (
    KnownItem,
    claims,
    claims_before,
    crawl_state,
    known_items,
    latest_urls,
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
from pipeline.store.situations import material_revisions, situations, unfounded
from pipeline.store.summary import RoundSummary, SourceRound, rejections, revised, round_summary
from pipeline.store.switches import (
    Switch,
    source_switches,
    write_change,
    write_switch,
)
from pipeline.store.writing import Saved, remove_claims, save, save_claims

__all__ = [
    "PROGRAM_ERROR",
    "AuditEntry",
    "CandidateOutcome",
    "ClaimEvent",
    "Comment",
    "ConfirmedIncident",
    "Connection",
    "IncidentEvent",
    "IncidentStep",
    "KnownItem",
    "Outage",
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
    "Switch",
    "Unread",
    "audit_count",
    "audit_entries",
    "bind_profile",
    "claim_events",
    "claims",
    "claims_before",
    "confirmed_incidents",
    "crawl_state",
    "decisions_since",
    "finish_round",
    "folder_profile",
    "incident_events",
    "key_hash",
    "known",
    "known_items",
    "latest_urls",
    "material_revisions",
    "note_texts",
    "outage",
    "queue",
    "queue_length",
    "rejected",
    "rejections",
    "remember",
    "remove_claims",
    "revised",
    "round_finished",
    "round_summary",
    "save",
    "save_claims",
    "save_reports",
    "save_responses",
    "signals",
    "signatures_for_bands",
    "situations",
    "source_health",
    "source_switches",
    "spread",
    "standing_events",
    "start_round",
    "story_comments",
    "story_decisions",
    "unfinished_rounds",
    "unfounded",
    "unread_pages",
    "withdrawn_claims",
    "write_audit",
    "write_change",
    "write_claim_event",
    "write_comment",
    "write_decision",
    "write_incident_event",
    "write_switch",
]
