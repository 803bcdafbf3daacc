"""Saving: new, revision or known; saved twice is saved once; nothing private where it must not be."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clock
from core.record import Annotated, Channel, Outcome, Rejected
from pipeline.group import bands
from pipeline.store import (
    CandidateOutcome,
    Saved,
    Store,
    claims,
    known,
    known_items,
    queue,
    rejected,
    rejections,
    remember,
    save,
    save_claims,
    signals,
    signatures_for_bands,
    spread,
    start_round,
)
from tests.pipeline.store.items import (
    NOON,
    annotated,
    candidate,
    claim,
    dump,
    many,
    place,
    signal,
    store_in,
)


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[None]:
    clock.fix(NOON)
    yield
    clock.fix(None)


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    with store.reading() as db:
        return db.execute(sql).fetchall()


def test_new_then_known_then_revision(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2", "r3")
    assert save(store, "r1", [annotated("a", "satu dua tiga")]) == Saved(new=1)
    assert save(store, "r2", [annotated("a", "satu dua tiga")]) == Saved(known=1)
    assert save(store, "r3", [annotated("a", "satu dua empat")]) == Saved(revision=1)
    assert rows(store, "SELECT revision, text FROM items ORDER BY revision") == [
        (0, "satu dua tiga"),
        (1, "satu dua empat"),
    ]
    assert rows(store, "SELECT text FROM current_items") == [("satu dua empat",)]
    assert rows(store, "SELECT revision FROM annotations ORDER BY 1") == [(0,), (1,)]
    assert rows(store, "SELECT revision FROM private.originals ORDER BY 1") == [(0,), (1,)]


def test_a_text_that_goes_back_is_a_revision_too(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2", "r3")
    for round_id, text in (("r1", "lama"), ("r2", "baru"), ("r3", "lama")):
        save(store, round_id, [annotated("a", text)])
    assert rows(store, "SELECT revision, text FROM current_items") == [(2, "lama")]


@pytest.mark.parametrize("chunk", [1, 10])
def test_two_addresses_of_one_article_are_one_item(tmp_path: Path, chunk: int) -> None:
    """AMP and canonical in one round: the second is known, its text as extracted there is no revision."""
    store = store_in(tmp_path, "r1", "r2")
    both = [annotated("a", "teks", key="http://x/a"), annotated("a", "teks amp", key="http://x/a/amp")]
    assert save(store, "r1", both, chunk=chunk) == Saved(new=1, known=1)
    assert rows(store, "SELECT outcome, reason FROM outcomes ORDER BY outcome") == [
        ("known", "same_item"),
        ("new", ""),
    ]
    assert save(store, "r2", both[:1]) == Saved(known=1)


def test_one_candidate_twice_in_a_batch_counts_once(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    assert save(store, "r1", [annotated("a"), annotated("a")]) == Saved(new=1, skipped=1)


def test_a_revision_keeps_the_story_of_its_item(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    save(store, "r1", [annotated("a"), annotated("b", story="a"), annotated("z")])
    save(store, "r2", [annotated("b", "teks lain sama sekali", story="z"), annotated("c", story="b")])
    assert rows(store, "SELECT id, revision, story_id FROM items ORDER BY ALL") == [
        ("a", 0, "a"),
        ("b", 0, "a"),
        ("b", 1, "a"),
        ("c", 0, "a"),  # was likened to b, which is in story a
        ("z", 0, "z"),
    ]
    assert rows(store, "SELECT id, copies, sources FROM stories ORDER BY id") == [("a", 3, 1), ("z", 1, 1)]


def test_an_item_must_say_which_candidate_it_was(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="candidate_key"):
        save(store_in(tmp_path), "r1", [replace(annotated("a"), candidate_key="")])


def test_outcomes_say_how_the_others_ended(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    failed = Rejected(source_id="kabar", what="http://x/2", stage="fetch", reason="http_404", detail="hilang")
    ends = [known(candidate("http://x/1")), rejected("http://x/2", failed)]
    assert save(store, "r1", [annotated("a")], ends) == Saved(new=1, known=1, rejected=1)
    assert save(store, "r1", [annotated("a")], ends) == Saved(skipped=3)
    with store.reading() as db:
        assert rejections(db, "r1") == [failed]
    assert len(rows(store, "SELECT * FROM outcomes")) == 3


def test_only_the_store_says_new_and_no_rejection_is_silent() -> None:
    with pytest.raises(ValueError, match="for the store to decide"):
        CandidateOutcome(source_id="s", key="k", outcome=Outcome.NEW)
    with pytest.raises(ValueError, match="without a reason"):
        CandidateOutcome(source_id="s", key="k", outcome=Outcome.REJECTED)


def test_large_batches_go_in_turns(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    ends = [known(candidate(f"http://x/{number}")) for number in range(3)]
    items = [annotated(name) for name in "abcd"] + [annotated("a", key="x")]
    assert save(store, "r1", items, ends, chunk=2) == Saved(new=4, known=4)
    assert len(rows(store, "SELECT * FROM items")) == 4


def test_readers_get_in_during_a_large_import(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    items = many(200)
    seen: set[int] = set()
    with ThreadPoolExecutor(1) as pool:
        importing = pool.submit(save, store, "r1", items, chunk=20)
        while not importing.done():
            seen.add(len(rows(store, "SELECT id FROM items")))
        assert importing.result() == Saved(new=200)
    assert len(seen) >= 4, seen


def test_what_the_stages_said_comes_back_whole(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    loud = (signal("hoax", 0.9), signal("violence", 0.4, unsure=True, reasons=(), spans=(), facets=()))
    save(store, "r1", [annotated("a", signals=loud, places=(place("64.08.04", "Sangatta Utara", 0.9),))])
    with store.reading() as db:
        assert signals(db, ["a", "z"]) == {"a": loud, "z": ()}
    assert rows(store, "SELECT role, role_probability, priority, priority_parts FROM annotations") == [
        ("assert", 0.8, 0.3, '{"probability":0.15,"spread":0.15}')
    ]
    assert rows(store, "SELECT claim_id, stance, agree, differ FROM matches") == [
        ("c1", "asserts", ["jalan"], ["2024"])
    ]
    assert rows(store, "SELECT code, name, span_start, span_end, confidence FROM places") == [
        ("64.08.04", "Sangatta Utara", 0, 14, 0.9)
    ]
    save(store, "r2", [annotated("a", "kini tenang")])
    with store.reading() as db:
        assert signals(db, ["a"]) == {"a": ()}  # of the latest revision


def test_items_without_role_priority_or_words_are_stored(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    bare = replace(annotated("a"), role=None, priority=None, signature=(), story_id="", matches=())
    assert save(store, "r1", [bare]) == Saved(new=1)
    assert rows(store, "SELECT story_id FROM items") == [("a",)]
    assert rows(store, "SELECT role, priority FROM annotations") == [(None, None)]


def test_known_items_are_the_latest_revisions(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    save(store, "r1", [annotated("a", "satu"), annotated("b", story="a")])
    save(store, "r2", [annotated("a", "dua")])
    with store.reading() as db:
        found = known_items(db, {"a", "b", "nobody"})
    assert {name: (one.revision, one.story_id, one.round_id) for name, one in found.items()} == {
        "a": (1, "a", "r2"),
        "b": (0, "a", "r1"),
    }
    assert found["a"].content_hash == annotated("a", "dua").item.content_hash


def test_signatures_are_found_by_band_in_their_latest_revision(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    first = annotated("a", "pasar di kampung itu terbakar habis semalam kata warga yang melihat api")
    later = annotated("a", "bupati meresmikan jembatan baru yang menghubungkan dua kecamatan kemarin siang")
    other = annotated("b", "tim sepak bola pelajar menang tiga gol tanpa balas di lapangan kota", story="b")
    save(store, "r1", [first, other])
    save(store, "r2", [later])
    with store.reading() as db:
        assert signatures_for_bands(db, bands(first.signature)) == []
        found = signatures_for_bands(db, bands(later.signature))
        assert [(one.item_id, one.story_id, one.signature) for one in found] == [("a", "a", later.signature)]
        assert signatures_for_bands(db, []) == []


def test_of_a_story_with_many_copies_a_few_signatures_suffice(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    text = "awas penculik anak berkeliaran di kampung kita malam ini jaga anak masing masing"
    copies = [annotated(f"c{number:02d}", text, story="c20") for number in range(30)]
    save(store, "r1", copies)
    with store.reading() as db:
        found = signatures_for_bands(db, bands(copies[0].signature))
    assert len(found) == 8
    assert "c20" in [one.item_id for one in found]  # the first of the story always


def test_spread_counts_items_not_revisions(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    later = NOON + timedelta(hours=2)
    save(store, "r1", [annotated("a"), annotated("b", story="a", source="warta")])
    save(store, "r2", [annotated("a", "berubah", at=later)])
    with store.reading() as db:
        found = spread(db, ["a", "unknown"])
    assert set(found) == {"a"}
    assert (found["a"].copies, found["a"].sources) == (2, frozenset({"kabar", "warta"}))
    assert (found["a"].first_seen, found["a"].last_seen) == (NOON, later)


def test_claims_are_added_and_brought_up_to_date(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    with store.writing() as db:
        assert save_claims(db, [claim("c1"), claim("c2", false=False), claim("c1")]) == 2
        assert save_claims(db, [replace(claim("c1"), rating="Keliru"), claim("c3")]) == 1
        assert save_claims(db, []) == 0
    save(store, "r1", [replace(annotated("f"), claims=(claim("c4"),))])  # a fact check brings its own
    with store.reading() as db:
        found = claims(db)
    assert {one.id: one for one in found} == {
        "c1": replace(claim("c1"), rating="Keliru"),
        "c2": claim("c2", false=False),
        "c3": claim("c3"),
        "c4": claim("c4"),
    }


def test_nothing_private_lies_outside_the_private_schema(tmp_path: Path) -> None:
    """URL, native id and original text of a post, who forwarded it; also of a rejected one."""
    store = store_in(tmp_path)
    secrets = {
        "url": "http://sosial.example/budi.rahasia/1",
        "title": "judul asli rahasia",
        "text": "hubungi 0812-rahasia",
        "forwarded_from": "Grup Rahasia",
    }
    post = annotated(
        "a", "hubungi [telepon]", channel=Channel.POST, key="budi.rahasia/1", signals=(signal(),)
    )
    post = replace(post, private=replace(post.private, **secrets))  # type: ignore[arg-type]
    failed = Rejected(
        source_id="kabar",
        what="http://sosial.example/rahasia/2",
        stage="fetch",
        reason="http_404",
        detail="rahasia/2 tidak ada",
    )
    seen = candidate("budi.rahasia/1", channel=Channel.POST, url=secrets["url"])
    save(
        store,
        "r1",
        [post],
        [rejected("rahasia/2", failed), known(candidate("rahasia/3"))],
        remember([seen], NOON),
    )
    with store.reading() as db:
        tables = db.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
        found = {
            f"{schema}.{name}"
            for schema, name in tables
            if "rahasia" in str(db.table(f"{schema}.{name}").fetchall())
        }
        assert "rahasia" not in str(queue(db, 10))
    assert found == {"private.originals", "private.keys", "private.rejections"}


Step = tuple[str, list[tuple[str, str, str]], list[str]]


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    """Rounds of items (name, text, key) and keys of known candidates; few names, so that they meet often."""
    item = st.tuples(
        st.sampled_from("abc"), st.sampled_from(["t1", "t2"]), st.sampled_from(["k1", "k2", "k3"])
    )
    one = st.tuples(
        st.sampled_from(["r1", "r2"]), st.lists(item, max_size=4), st.lists(st.sampled_from(["k3", "k4"]))
    )
    return draw(st.lists(one, min_size=1, max_size=4))


def run_steps(store: Store, plan: Sequence[Step], repeat: bool) -> None:
    for number, (round_id, items, others) in enumerate(plan):
        batch: list[Annotated] = [annotated(n, t, key=f"{n}-{k}", story="a") for n, t, k in items]
        ends = [known(candidate(f"known-{key}")) for key in others]
        keys = remember([candidate(one.candidate_key) for one in batch], NOON + timedelta(minutes=number))
        save(store, round_id, batch, ends, keys)
        if repeat:
            save(store, round_id, batch, ends, keys)


@settings(max_examples=8, deadline=None)
@given(steps())
def test_saved_twice_is_saved_once(plan: list[Step]) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        once, twice = store_in(Path(one), "r1", "r2"), store_in(Path(two), "r1", "r2")
        run_steps(once, plan, repeat=False)
        run_steps(twice, plan, repeat=True)
        assert dump(once) == dump(twice)
        with once.reading() as db:
            gaps = db.execute(
                "SELECT id FROM items GROUP BY id HAVING count(*) <> max(revision) + 1 OR min(revision) <> 0"
            ).fetchall()
            double = db.execute(
                "SELECT round_id, key_hash FROM outcomes GROUP BY ALL HAVING count(*) > 1"
            ).fetchall()
        assert (gaps, double) == ([], [])


def test_a_replay_after_the_whole_plan_changes_nothing(tmp_path: Path) -> None:
    """A round that died is replayed while another has stored a revision meanwhile."""
    store = store_in(tmp_path, "r1", "r2")
    with store.writing() as db:
        start_round(db, "r1", "sample", NOON)
    old, new = [annotated("a", "lama")], [annotated("a", "baru")]
    save(store, "r1", old)
    save(store, "r2", new)
    before = dump(store)
    assert save(store, "r1", old) == Saved(skipped=1)
    assert dump(store) == before
