"""A fact check that a later round brings reaches the posts of an earlier one: the sample's own pieces."""

from pathlib import Path

from flows import rounds
from flows.late_claims import Kept, keep_claims
from flows.workspace import Workspace
from pipeline.claims import make_claim
from pipeline.store.board_news import marks
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


def test_a_claim_added_by_hand_reaches_the_post_of_yesterday(tmp_path: Path) -> None:
    workspace = opened(tmp_path / "data")
    rounds.run_round(workspace, [POSTS])
    with workspace.store.reading() as db:
        row = db.execute("SELECT text FROM items ORDER BY length(text) DESC, id LIMIT 1").fetchone()
    assert row is not None
    made = make_claim(
        claim=str(row[0])[:400], rating="Salah", url="https://cek.example/1", publisher="Cek", date=""
    )
    assert keep_claims(workspace.settings, [made]).added == 1
    with workspace.store.reading() as db:
        assert db.execute("SELECT count(*) > 0 FROM matches WHERE claim_id = ?", [made.id]).fetchone() == (
            True,
        )
        told = marks(db).changes
    assert told > 0
    assert keep_claims(workspace.settings, [made]) == Kept(0, [], 0)
