"""A claim that comes late reaches what was said before it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core import clock
from core.record import Annotated, Channel, Claim
from pipeline import match_back as module
from pipeline.context import Context
from pipeline.match import match
from pipeline.match_back import match_back
from pipeline.prioritise import prioritise
from pipeline.store import Store, StoreBusyError, queue, remove_claims, save, save_claims, signals
from pipeline.store.board_news import Marks, changed_since
from pipeline.store.rematch import replace_matches, stored_annotated
from tests.pipeline.store.items import NOON, annotated, many, signal, store_in

TRUE_STORY = "Kotak suara dari Sandaran tenggelam di laut dan diganti surat suara yang sudah tercoblos"
CLAIM = Claim(
    id="k1",
    text=TRUE_STORY,
    rating="Salah",
    url="http://cek.example/kotak",
    publisher="Cek",
    published_at=NOON,
    false=True,
)
OTHER = replace(CLAIM, id="k2", text="Harga tiket pesawat Sangatta ke Berau naik dua kali lipat mulai Senin")


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    clock.fix(NOON)
    yield


def scored(*items: Annotated, claims: tuple[Claim, ...] = ()) -> list[Annotated]:
    context = Context(now=NOON, claims=claims)
    return prioritise(match([replace(one, matches=()) for one in items], context), context)


def post(name: str, text: str, **more: object) -> Annotated:
    return annotated(name, text, channel=Channel.POST, **more)  # type: ignore[arg-type]


def learn(store: Store, *claims: Claim) -> None:
    with store.writing() as db:
        save_claims(db, claims)


def hoax(store: Store, item: str) -> tuple[bool, float]:
    with store.reading() as db:
        found = next(one for one in signals(db, [item])[item] if one.name == "hoax")
    return found.flagged, found.probability


def changes(store: Store) -> list[str]:
    with store.reading() as db:
        return changed_since(db, Marks(0, 0, 0))


def test_a_claim_reaches_the_post_of_yesterday(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    said = scored(
        post("a", TRUE_STORY + ". Sebarkan!"),
        post("b", "Jalan poros Bengalon rusak, truk antre dua kilometer sejak pagi tadi"),
        post("old", TRUE_STORY, at=NOON - timedelta(days=31)),
        post("r", f"KPU menjelaskan kabar {TRUE_STORY.lower()}, Selasa"),
    )
    save(store, "r1", said)
    assert hoax(store, "a") == (False, 0.0)
    learn(store, CLAIM)
    assert match_back(store, [CLAIM]) == ("a", "r")
    assert hoax(store, "a")[0]
    assert not hoax(store, "r")[0]
    assert hoax(store, "old") == (False, 0.0)
    assert changes(store) == ["a", "r"]
    with store.reading() as db:
        (row,) = queue(db, 10)
    assert row.story_id == "a"
    assert row.priority.parts["probability"] > 0.9
    assert match_back(store, [CLAIM]) == ()
    assert changes(store) == ["a", "r"]


def test_an_item_ends_the_same_whichever_came_first(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    texts = [post("a", TRUE_STORY), post("b", OTHER.text), post("c", "Selamat pagi semuanya, sudah sarapan")]
    save(store, "r1", scored(*texts, claims=(OTHER,)))
    learn(store, OTHER, CLAIM)
    match_back(store, [CLAIM])
    with store.reading() as db:
        late = {one.item.id: one for one in stored_annotated(db, [("a", 0), ("b", 0), ("c", 0)])}
    for one in scored(*texts, claims=(CLAIM, OTHER)):
        kept = late[one.item.id]
        assert [m.claim_id for m in kept.matches] == [m.claim_id for m in one.matches]
        assert [m.agree for m in kept.matches] == [m.agree for m in one.matches]
        assert [s.flagged for s in kept.signals if s.name == "hoax"] == [one.signals[-1].flagged]
        assert kept.priority is not None
        assert one.priority is not None
        assert kept.priority.value == pytest.approx(one.priority.value, abs=0.05)


def test_a_claim_found_true_or_taken_out_lowers_again(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    save(store, "r1", scored(post("a", TRUE_STORY), claims=(CLAIM,)))
    learn(store, CLAIM)
    assert hoax(store, "a")[0]
    true = replace(CLAIM, rating="Benar", false=False)
    learn(store, true)
    assert match_back(store, [true]) == ("a",)
    assert hoax(store, "a") == (False, 0.0)
    with store.reading() as db:
        (kept,) = stored_annotated(db, [("a", 0)])
        assert queue(db, 10) == []
    assert [one.claim_id for one in kept.matches] == ["k1"]  # it is still what the post is about
    with store.writing() as db:
        remove_claims(db, ["k1"])
    assert match_back(store, [true]) == ("a",)
    with store.reading() as db:
        (kept,) = stored_annotated(db, [("a", 0)])
    assert kept.matches == ()


def test_a_claim_rated_anew_tells_of_its_stories_though_no_signal_changes(tmp_path: Path) -> None:
    """The lane of what spreads asks whether the matched claim is open or found true."""
    store = store_in(tmp_path)
    left_open = replace(CLAIM, rating="Belum terbukti", false=False)
    save(store, "r1", scored(post("a", TRUE_STORY), post("b", OTHER.text), claims=(left_open,)))
    learn(store, left_open)
    true = replace(left_open, rating="Benar")
    learn(store, true)
    before = hoax(store, "a")
    assert match_back(store, [true]) == ("a",)
    assert (hoax(store, "a"), changes(store)) == (before, ["a"])


def test_signals_of_the_other_models_stay_as_they_were(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    save(store, "r1", scored(post("a", TRUE_STORY, signals=(signal("violence", 0.7),))))
    with store.reading() as db:
        before = next(one for one in signals(db, ["a"])["a"] if one.name == "violence")
    learn(store, CLAIM)
    match_back(store, [CLAIM])
    with store.reading() as db:
        after = signals(db, ["a"])["a"]
    assert [one.name for one in after] == ["hoax", "violence"]
    assert after[1] == before


def test_only_the_latest_revision_is_matched(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    save(store, "r1", scored(post("a", TRUE_STORY)))
    save(store, "r2", scored(post("a", "Kabar itu saya hapus, maaf, ternyata tidak ada kejadian apa-apa")))
    learn(store, CLAIM)
    assert match_back(store, [CLAIM]) == ()


def test_many_items_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BATCH", 7)
    monkeypatch.setattr(module, "_WRITTEN", 2)
    store = store_in(tmp_path)
    copies = [post(f"p{n}", f"{TRUE_STORY}. Nomor {n}") for n in range(5)]
    save(store, "r1", scored(*many(30), *copies))
    learn(store, CLAIM)
    assert match_back(store, [CLAIM]) == tuple(f"p{n}" for n in range(5))


def test_what_somebody_matched_at_the_same_time_is_looked_at_again(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    save(store, "r1", scored(post("a", TRUE_STORY)))
    with store.reading() as db:
        read = stored_annotated(db, [("a", 0)])
    learn(store, CLAIM)
    match_back(store, [CLAIM])
    with store.writing() as db:
        assert replace_matches(db, read, {"a": frozenset()}) == [("a", 0)]
    assert hoax(store, "a")[0]


def test_what_others_match_again_and_again_is_not_left_out_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_in(tmp_path)
    save(store, "r1", scored(post("a", TRUE_STORY)))
    learn(store, CLAIM)
    monkeypatch.setattr(module, "replace_matches", lambda *_: [("a", 0)])
    with pytest.raises(StoreBusyError, match=r"matched these items 4 times meanwhile: a;"):
        match_back(store, [CLAIM])


def test_without_claims_nothing_is_read(tmp_path: Path) -> None:
    assert match_back(Store(tmp_path / "none.duckdb"), []) == ()
    assert not (tmp_path / "none.duckdb").exists()
