"""A fact check that a later round brings reaches the posts of an earlier one: the sample's own pieces."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.record import Claim
from flows import rounds
from flows.late_claims import Kept, keep_claims, withdraw_claim
from flows.workspace import Workspace
from pipeline import match_back
from pipeline.claims import ClaimsError, make_claim
from pipeline.store import StoreBusyError
from pipeline.store.board_news import marks
from pipeline.store.rematch import due_claims
from tests.conftest import Sampled, opened

CHECKER = "cek-etam"
POSTS = "komentar-warga"


Marked = set[tuple[str, bool, bool]]


def marked(workspace: Workspace) -> Marked:
    """The posts whose hoax signal is flagged, or too close to tell."""
    with workspace.store.reading() as db:
        rows = db.execute(
            """
            SELECT s.item_id, s.flagged, s.unsure
            FROM signals s JOIN items i ON i.id = s.item_id AND i.revision = s.revision
            WHERE s.name = 'hoax' AND (s.flagged OR s.unsure) AND i.source_id = ?
            """,
            [POSTS],
        ).fetchall()
    return {(str(row[0]), bool(row[1]), bool(row[2])) for row in rows}


def test_a_fact_check_of_today_reaches_the_post_of_yesterday(sampled: Sampled, tmp_path: Path) -> None:
    workspace = opened(tmp_path / "data")
    rounds.run_round(workspace, [POSTS])
    assert marked(workspace) == set()
    rounds.run_round(workspace, [CHECKER])
    late = marked(workspace)
    assert late
    assert late == marked(opened(sampled.data))
    with workspace.store.reading() as db:
        told = marks(db).changes
    assert told > 0
    rounds.run_round(workspace, [CHECKER])  # the same fact checks again change nothing
    with workspace.store.reading() as db:
        assert marks(db).changes == told


def test_in_one_round_nothing_comes_late(sampled: Sampled) -> None:
    with opened(sampled.data).store.reading() as db:
        assert marks(db).changes == 0


def claim_of_a_post(workspace: Workspace) -> Claim:
    """Take the posts in; a claim that one of them says."""
    rounds.run_round(workspace, [POSTS])
    with workspace.store.reading() as db:
        row = db.execute("SELECT text FROM items ORDER BY length(text) DESC, id LIMIT 1").fetchone()
    assert row is not None
    return make_claim(
        claim=str(row[0])[:400], rating="Salah", url="https://cek.example/1", publisher="Cek", date=""
    )


def matched(workspace: Workspace, claim: Claim) -> int:
    with workspace.store.reading() as db:
        [row] = db.execute("SELECT count(*) FROM matches WHERE claim_id = ?", [claim.id]).fetchall()
    return int(row[0])


def test_a_claim_added_by_hand_reaches_the_post_of_yesterday(tmp_path: Path) -> None:
    workspace = opened(tmp_path / "data")
    made = claim_of_a_post(workspace)
    assert keep_claims(workspace.settings, [made]).added == 1
    assert matched(workspace, made) > 0
    with workspace.store.reading() as db:
        assert marks(db).changes > 0
    assert keep_claims(workspace.settings, [made]) == Kept(0, [], 0)


@contextmanager
def busy() -> Iterator[None]:
    """Matching backwards finds the store busy, and says so."""

    def refuse(*_: object) -> set[str]:
        raise StoreBusyError("others matched these items 4 times meanwhile")

    with pytest.MonkeyPatch.context() as patch, pytest.raises(StoreBusyError):
        patch.setattr(match_back, "_rematch", refuse)
        yield


def test_what_a_busy_store_left_undone_the_same_command_finishes(tmp_path: Path) -> None:
    workspace = opened(tmp_path / "data")
    made = claim_of_a_post(workspace)
    with busy():
        keep_claims(workspace.settings, [made])
    assert matched(workspace, made) == 0
    again = keep_claims(workspace.settings, [made])
    assert (again.added, again.stories > 0, matched(workspace, made) > 0) == (0, True, True)
    with busy():
        withdraw_claim(workspace.settings, made.id, "keliru")
    assert matched(workspace, made) > 0
    assert withdraw_claim(workspace.settings, made.id, "keliru") == again.stories
    assert matched(workspace, made) == 0
    with pytest.raises(ClaimsError, match="no such claim"):
        withdraw_claim(workspace.settings, made.id, "keliru")
    with workspace.store.reading() as db:
        assert due_claims(db) == {}


def test_what_a_command_left_undone_the_next_round_finishes(tmp_path: Path) -> None:
    workspace = opened(tmp_path / "data")
    made = claim_of_a_post(workspace)
    with busy():
        keep_claims(workspace.settings, [made])
    rounds.run_round(workspace, [POSTS])
    assert matched(workspace, made) > 0
    with busy():
        withdraw_claim(workspace.settings, made.id, "keliru")
    other = make_claim(claim="Zebra melintas di Paris", rating="Salah", url="", publisher="Cek", date="")
    assert keep_claims(workspace.settings, [other]).stories > 0  # those of the other claim are told too
    assert matched(workspace, made) == 0
