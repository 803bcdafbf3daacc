"""Lists: totals equal what paging gives, counts equal the lists behind them, search never fails."""

from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clock
from core.decision import StoryState
from desk.board.board import Board, Filters, Lane
from tests.desk.board_items import NOON, PLACES, WORDS, varied_board

OPEN = {StoryState.NEW, StoryState.SECOND, StoryState.DISPUTED, StoryState.REOPENED}
LATER = NOON + timedelta(minutes=30)


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Board:
    before = clock.now() if clock.is_fixed() else None
    clock.fix(NOON)
    made = varied_board(tmp_path_factory.mktemp("board"))
    clock.fix(before)
    return made


def _one(*values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(("", "", *values))


FILTERS = st.builds(
    Filters,
    signal=_one("hoax", "provocation", "violence", "lain"),
    channel=_one("news", "post", "factcheck", "field"),
    kecamatan=_one(*(code for code, _ in PLACES)),
    source=_one("kabar", "warta", "grup"),
    state=_one(*StoryState),
    since=_one("24h", "7d", "30d", "besok"),
    language=_one("id", "ms", "und"),
    unsure=_one("0", "1", "x"),
    text=_one(*WORDS, "jemb", "listrik banjir", '"', "AND", "NEAR(a b)", "s001 OR"),
)


def test_places_go_by_the_names_of_the_kecamatan(board: Board) -> None:
    """64.08.04 is Sangatta Utara: the town of Sangatta has the same code."""
    rows = board.listed(Lane.ALL, Filters(), limit=1000).rows
    assert {place for row in rows for place in row.places} == set(PLACES)


@settings(max_examples=150, deadline=None)
@given(
    lane=st.sampled_from(Lane),
    filters=FILTERS,
    limit=st.integers(1, 30),
    skipped=st.lists(st.integers(0, 59), max_size=5),
)
def test_the_total_is_what_paging_gives(
    board: Board, lane: Lane, filters: Filters, limit: int, skipped: list[int]
) -> None:
    clock.fix(LATER)
    left_out = [f"s{number:03}" for number in skipped]
    total = board.listed(lane, filters, skipped=left_out).total
    seen: list[str] = []
    while page := board.listed(lane, filters, skipped=left_out, limit=limit, offset=len(seen)).rows:
        seen += [row.story_id for row in page]
    assert len(seen) == len(set(seen)) == total
    assert not set(seen) & set(left_out)


@settings(max_examples=60, deadline=None)
@given(lane=st.sampled_from(Lane), filters=FILTERS)
def test_counts_are_those_of_the_lists(board: Board, lane: Lane, filters: Filters) -> None:
    clock.fix(LATER)
    facets = board.facets(lane, filters)
    assert set(facets) == set(asdict(filters)) - {"text"}
    for name, counts in facets.items():
        values = {*counts, *(value for value in ("hoax", "kabar", "24h", "new", "1") if value in counts)}
        for value in values:
            listed = board.listed(lane, replace(filters, **{name: value}))
            assert counts[value] == listed.total > 0, (name, value)


@settings(max_examples=60, deadline=None)
@given(lane=st.sampled_from(Lane), filters=FILTERS)
def test_every_story_of_a_list_fulfils_its_filters(board: Board, lane: Lane, filters: Filters) -> None:
    clock.fix(LATER)
    names = {row.story_id for row in board.listed(Lane.ALL, Filters(), limit=1000).rows}
    rows = board.listed(lane, filters, limit=1000).rows
    assert {row.story_id for row in rows} <= names
    for row in rows:
        marked = {one.name for one in row.signals if one.flagged or one.unsure}
        marked |= {one.name for one in row.others}
        assert not filters.signal or filters.signal in marked
        assert not filters.kecamatan or filters.kecamatan in dict(row.places)
        assert not filters.source or filters.source in row.sources
        assert not filters.language or row.language == filters.language
        if filters.state:
            assert row.state == filters.state
        elif lane is not Lane.ALL:
            assert row.state in OPEN
        if lane is Lane.SPREADING:
            assert not row.matched
        if filters.unsure in ("0", "1"):
            assert any(one.flagged for one in row.signals) == (filters.unsure == "0")


@settings(max_examples=300, deadline=None)
@given(
    text=st.text(max_size=60) | st.sampled_from(["*", '"a', "a*b", "^x", "a:b", "-a", "{a}", "\x00", "a NOT"])
)
def test_no_search_is_an_error(board: Board, text: str) -> None:
    assert board.listed(Lane.ALL, Filters(text=text)).total >= 0
    board.facets(Lane.QUEUE, Filters(text=text))


def test_a_hold_runs_out_by_itself(board: Board) -> None:
    def states(now_after: timedelta) -> dict[str, str]:
        clock.fix(NOON + now_after)
        return {row.story_id: row.state for row in board.listed(Lane.ALL, Filters(), limit=1000).rows}

    early, late = states(timedelta()), states(timedelta(minutes=30))
    came = [story for story in early if early[story] == "held" and late[story] != "held"]
    assert came
    assert all(late[story] == "new" for story in came)
    clock.fix(NOON + timedelta(minutes=30))
    assert set(came) <= {row.story_id for row in board.listed(Lane.QUEUE, Filters(), limit=1000).rows}


def test_search_finds_whole_words_and_the_beginning_of_the_last(board: Board) -> None:
    whole = board.listed(Lane.ALL, Filters(text="banjir"))
    assert 0 < whole.total < board.listed(Lane.ALL, Filters()).total
    assert board.listed(Lane.ALL, Filters(text="banj")).total == whole.total
    assert board.listed(Lane.ALL, Filters(text="banj pasar")).total == 0
    assert board.listed(Lane.ALL, Filters(text="...")).total == 0


def test_similar_stories_share_words(board: Board) -> None:
    for row in board.listed(Lane.ALL, Filters(), limit=5).rows:
        assert row.story_id not in {other.story_id for other in board.similar(row.story_id)}
    assert board.similar("s000", limit=3)
    assert board.similar("tidak-ada") == ()
