"""The queue: what a row tells, filters and their counts, today's portion, who gets which story next."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pytest
from starlette.datastructures import QueryParams

from core import clock
from core.decision import StoryState
from core.record import Channel, Priority
from desk.board.board import Filters, Lane, Listed
from desk.board.records import OtherMark, Row
from desk.filters import ago
from desk.people.accounts import User, add_user
from desk.people.affiliations import set_affiliation
from desk.people.changes import set_disabled, set_role
from desk.people.database import Database
from desk.people.roles import RoleOfUser
from desk.work import holds, listing, skips, sparkline, why, wording
from desk.work.next_story import take_next
from desk.work.portion import Portion, portion
from pipeline.store import QueueSignal
from tests.desk.conftest import PASSWORD, Client

if TYPE_CHECKING:
    from pathlib import Path

    from desk.desk import Desk

_COUNT = re.compile(r'class="count"[^>]*><strong>([\d.]+)</strong>')
_OPTION = re.compile(r'<option value="([^"]+)"[^>]*>[^<]*\(([\d.]+)\)</option>')
_SELECT = re.compile(r'<select name="(\w+)">(.*?)</select>', re.S)


def _counted(page: str) -> int:
    found = _COUNT.search(page)
    return int(found.group(1).replace(".", "")) if found else 0


# --- pages over the sample -------------------------------------------------------------------------------


def test_the_list_holds_as_many_stories_as_it_says(desk: "Desk", client: Client) -> None:
    page = client("analyst").get("/antrean").text
    assert _counted(page) == page.count(' data-story="')
    assert _counted(page) == desk.board.listed(Lane.QUEUE, Filters()).total > 5
    assert len(page) < 150_000


def test_each_filter_gives_as_many_as_its_count_says(client: Client) -> None:
    sari = client("analyst")
    page, tried = sari.get("/antrean").text, 0
    for name, options in _SELECT.findall(page):
        for value, count in _OPTION.findall(options):
            assert _counted(sari.get("/antrean", params={name: value}).text) == int(count), (name, value)
            tried += 1
    assert tried > 10


def test_filters_stay_in_the_address_and_can_be_cleared(client: Client) -> None:
    page = client("analyst").get("/antrean?sinyal=provocation&cari=sangatta").text
    assert 'value="provocation" selected' in page
    assert 'value="sangatta"' in page
    assert "dari=sinyal%3Dprovocation%26cari%3Dsangatta" in page
    assert "arsip=1&amp;cari=sangatta" in page
    assert "Hapus saringan" in page


def test_the_filter_calls_a_kecamatan_as_the_map_does(client: Client) -> None:
    page = client("analyst").get("/antrean?kecamatan=64.08.04").text
    assert re.search(r'value="64.08.04" selected>Sangatta Utara \(', page)


@pytest.mark.parametrize(
    "query",
    [
        "sinyal=%00&halaman=-1&keadaan=x",
        "halaman=999999",
        "halaman=99999999999999999999",
        "halaman=%D9%A1",
        "cari=%22%27)(*%3BOR%20NEAR",
        "sejak=1&ragu=7&bahasa=xx&kanal=telepati",
        "kecamatan=" + "9" * 500,
    ],
)
def test_no_address_fails(client: Client, query: str) -> None:
    for path in ("/antrean", "/menyebar"):
        assert client("analyst").get(f"{path}?{query}").status_code in (200, 303)


def test_a_row_tells_the_probability_in_words_and_figure(client: Client) -> None:
    page = client("analyst").get("/antrean").text
    assert re.search(r"sinyal provokasi <strong>tinggi (> |&gt; )?\d+ %</strong>", page)
    assert re.search(r"<svg class=\"spark\".*<path d=\"M", page)
    assert "style=" not in page


def test_a_covered_text_is_no_heading(desk: "Desk", client: Client) -> None:
    rows = desk.board.listed(Lane.QUEUE, Filters()).rows
    grave = [row for row in rows if wording.is_covered(row.signals, desk.settings.blur_severity)]
    assert grave
    page = client("analyst").get("/antrean").text
    assert page.count("Teks ditutup") == len(grave)


def test_a_row_says_unsure_of_what_is_not_flagged(desk: "Desk", client: Client) -> None:
    found = [one for row in desk.board.listed(Lane.QUEUE, Filters()).rows for one in row.signals]
    assert [one for one in found if one.flagged and one.unsure], "flagged, and near the threshold"
    page = client("analyst").get("/antrean").text
    assert page.count("</strong> · ragu") == sum(one.unsure and not one.flagged for one in found)


def test_why_a_story_ranks_is_a_part_or_a_page(desk: "Desk", client: Client) -> None:
    row = desk.board.listed(Lane.QUEUE, Filters(), limit=1).rows[0]
    sari = client("analyst")
    part = sari.get(f"/cerita/{row.story_id}/mengapa", headers={"HX-Request": "true"}).text
    whole = sari.get(f"/cerita/{row.story_id}/mengapa").text
    assert "<html" not in part
    assert "<html" in whole
    for label in wording.PARTS.values():
        assert label in part
        assert label in whole
    assert part.count("<meter") == 5
    assert sari.get("/cerita/none/mengapa").status_code == 404


def test_similar_stories_and_the_whole_archive(desk: "Desk", client: Client) -> None:
    row = desk.board.listed(Lane.QUEUE, Filters(), limit=1).rows[0]
    sari = client("analyst")
    alike = sari.get("/antrean", params={"mirip": row.story_id})
    assert alike.status_code == 200
    assert _counted(alike.text) == len(desk.board.similar(row.story_id))
    assert sari.get("/antrean?mirip=none").status_code == 404
    found = sari.get("/antrean?arsip=1&cari=sangatta")
    assert found.status_code == 200
    assert _counted(found.text) == len(desk.board.search_store("sangatta"))


def test_the_first_page_is_one_that_the_user_may_open(client: Client) -> None:
    for role in RoleOfUser:
        one = client(role.value)
        first = one.get("/").headers["location"]
        assert one.get(first).status_code == 200, role


def test_the_language_switch_comes_back_to_the_same_list(client: Client) -> None:
    page = client("analyst").get("/antrean?sinyal=provocation&halaman=1").text
    assert 'name="back" value="/antrean?sinyal=provocation&amp;halaman=1"' in page


def test_both_languages(client: Client) -> None:
    sari = client("analyst")
    sari.cookies.set("bahasa", "en")
    page = sari.get("/antrean").text
    assert "Take the next story" in page
    assert "provocation signal" in page
    assert "Ambil cerita" not in page


def test_next_leads_to_a_story_and_back_when_all_are_held(desk: "Desk", client: Client) -> None:
    sari, budi = client("analyst", "Sari"), client("analyst", "Budi")
    first = sari.get("/berikut?dari=sinyal%3Dprovocation").headers["location"]
    second = budi.get("/berikut?dari=sinyal%3Dprovocation").headers["location"]
    assert first.startswith("/cerita/")
    assert first.endswith("?dari=sinyal%3Dprovocation")
    assert second != first
    for row in desk.board.listed(Lane.QUEUE, Filters(), limit=500).rows:
        holds.take_over(desk.people, row.story_id, "u-else")
    out = sari.get("/berikut?dari=sinyal%3Dprovocation").headers["location"]
    assert out == "/antrean?sinyal=provocation&habis=1"
    assert "Tidak ada cerita lain untuk Anda" in sari.get(out).text
    assert sari.get("/berikut?dari=jalur%3Dmenyebar").headers["location"] == "/menyebar?habis=1"


# --- with a board of our own ------------------------------------------------------------------------------


MOMENT = datetime(2026, 11, 20, 4, tzinfo=UTC)


def _row(number: int, **changed: object) -> Row:
    row = Row(
        story_id=f"s{number}",
        item_id=f"s{number}",
        revision=0,
        title=f"Judul {number} <script>alert(1)</script>",
        excerpt="isi \u202eterbalik",
        channel=Channel.POST,
        language="id",
        role="assert",
        signals=(
            QueueSignal(
                name="provocation", probability=0.87, flagged=True, unsure=False, severity=2, why=("usir",)
            ),
            QueueSignal(name="hoax", probability=0.41, flagged=False, unsure=True, severity=0, why=()),
        ),
        priority=Priority(value=0.5, parts=dict.fromkeys(wording.PARTS, 0.5)),
        places=(("64.08.04", "Sangatta Utara"),),
        sources=("a", "b"),
        first_seen=MOMENT,
        last_seen=MOMENT,
        copies=3,
        hours=(1, 0, 2),
        state=StoryState.NEW,
        matched=False,
        until=None,
        assigned_to="",
        first_by="",
    )
    return replace(row, **changed)  # type: ignore[arg-type]


class _Board:
    """A board of a few rows, for what the sample does not have."""

    def __init__(self, rows: list[Row], done: int = 0) -> None:
        self.rows, self.done = rows, done

    def listed(
        self,
        lane: Lane,
        filters: Filters,
        *,
        skipped: tuple[str, ...] = (),
        assigned: str | None = None,
        limit: int = 40,
        offset: int = 0,
    ) -> Listed:
        rows = [row for row in self.rows if row.story_id not in skipped]
        rows = [row for row in rows if assigned in (None, row.assigned_to)]
        return Listed(rows=tuple(rows[offset : offset + limit]), total=len(rows))

    def facets(self, lane: Lane, filters: Filters) -> dict[str, dict[str, int]]:
        return {}

    def decided_today(self) -> int:
        return self.done

    def building(self) -> tuple[int, int] | None:
        return None if self.rows else (0, 0) if self.done == -1 else None


def _page(desk: "Desk", board: _Board, path: str = "/antrean") -> str:
    from starlette.testclient import TestClient

    from desk.app import create_app
    from desk.people import sessions
    from desk.people.accounts import add_user

    other = replace(desk, board=board)  # type: ignore[arg-type]
    user, _ = add_user(desk.people, "Wati", RoleOfUser.ANALYST, "sandi-uji-coba-2026", must_change=False)
    one = TestClient(create_app(other), base_url="http://desk.test", follow_redirects=False)
    one.cookies.set(sessions.COOKIE, sessions.begin(desk.people, desk.cookie_key, user))
    answer = one.get(path)
    assert answer.status_code == 200
    return answer.text


def test_todays_portion_counts_down_and_ends_in_the_list(desk: "Desk") -> None:
    page = _page(desk, _Board([_row(n) for n in range(93)], done=12))
    assert "Hari ini: 12 dari 40 sudah, 28 lagi" in page
    assert "65 menunggu di luar porsi" in page
    assert page.index('id="s-s27"') < page.index("Porsi hari ini selesai di sini") < page.index('id="s-s28"')
    assert "halaman 1 dari 3" in page
    assert 'href="/antrean?halaman=2"' in page
    assert "ragu" in page
    assert "<script>alert" not in page
    assert len(page) < 150_000


def test_a_row_says_what_another_copy_carries(desk: "Desk") -> None:
    threat = OtherMark(name="violence", flagged=True, severity=3)
    page = _page(desk, _Board([_row(1, others=(threat,)), _row(2)]))
    assert page.lower().count("kekerasan di salinan lain · berat") == 1


def test_a_quiet_day_offers_nothing_to_fill_up(desk: "Desk") -> None:
    page = _page(desk, _Board([]))
    assert "Tidak ada yang perlu ditinjau hari ini." in page
    assert "Ambil cerita berikutnya" not in page


def test_a_board_in_the_making_says_so(desk: "Desk") -> None:
    page = _page(desk, _Board([], done=-1))
    assert "Papan sedang disusun" in page
    assert "Tidak ada yang perlu ditinjau" not in page


@pytest.mark.parametrize(
    ("capacity", "done", "waiting", "expected"),
    [
        (40, 12, 93, Portion(40, 12, 28, 65)),
        (40, 0, 5, Portion(40, 0, 5, 0)),
        (40, 55, 5, Portion(40, 55, 0, 5)),
        (40, 0, 0, Portion(40, 0, 0, 0)),
    ],
)
def test_a_portion_adds_up(capacity: int, done: int, waiting: int, expected: Portion) -> None:
    assert portion(capacity, done, waiting) == expected


# --- who gets which story next ----------------------------------------------------------------------------


@pytest.fixture
def people(tmp_path: "Path") -> Database:
    return Database(tmp_path / "desk.sqlite")


def _user(role: RoleOfUser = RoleOfUser.ANALYST) -> User:
    return User("u-1", "Sari", role, must_change=False, disabled=False, language="id")


def _next(people: Database, rows: list[Row], user: User | None = None) -> str | None:
    return take_next(_Board(rows), people, user or _user(), listing.Listing(), 15)  # type: ignore[arg-type]


def test_next_prefers_what_was_handed_over(people: Database) -> None:
    other, _ = add_user(people, "Budi", RoleOfUser.ANALYST, PASSWORD)
    rows = [_row(1), _row(2, assigned_to=other.id), _row(3, assigned_to="u-1")]
    assert _next(people, rows) == "s3"
    assert _next(people, rows[:2]) == "s1"
    assert _next(people, rows[1:2]) is None
    held = holds.holder(people, "s3")
    assert held is not None
    assert held.user_id == "u-1"


def test_what_was_handed_to_somebody_who_may_not_take_it_comes_back_to_all(people: Database) -> None:
    """Disabled, bound to a contestant, moved to another role, or gone: else nobody would see it again."""
    gone, bound, moved, busy = (
        add_user(people, name, RoleOfUser.ANALYST, PASSWORD)[0] for name in ("Ana", "Budi", "Citra", "Dodi")
    )
    clock.fix(datetime(2024, 10, 15, 2, tzinfo=UTC))  # candidates are determined
    set_disabled(people, gone.id, True)
    set_affiliation(people, bound.id, "kasmidi-kinsu", "u-1")
    set_role(people, moved.id, RoleOfUser.LEGAL)
    assert _next(people, [_row(1, assigned_to=busy.id)]) is None
    for one in (gone.id, bound.id, moved.id, "u-gone"):
        assert _next(people, [_row(1, assigned_to=one)]) == "s1"
    # an analyst who was a supervisor settles nothing
    disputed = [_row(2, state=StoryState.DISPUTED, answered_by=("u-2", "u-3"), assigned_to=busy.id)]
    assert _next(people, disputed, _user(RoleOfUser.SUPERVISOR)) == "s2"
    set_role(people, busy.id, RoleOfUser.SUPERVISOR)
    holds.release(people, "s2", "u-1")
    assert _next(people, disputed, _user(RoleOfUser.SUPERVISOR)) is None


def test_next_leaves_out_held_skipped_and_ones_own_first_opinions(people: Database) -> None:
    from zoneinfo import ZoneInfo

    rows = [
        _row(1),
        _row(2),
        _row(3, state=StoryState.SECOND, answered_by=("u-1",)),
        _row(4, state=StoryState.DISPUTED, answered_by=("u-2", "u-3")),
        _row(5, state=StoryState.SECOND, answered_by=("u-2",)),
    ]
    holds.acquire(people, "s1", "u-2")
    skips.skip(people, "u-1", "s2", ZoneInfo("Asia/Makassar"))
    assert _next(people, rows) == "s5"
    assert _next(people, rows[:4]) is None
    assert _next(people, rows, _user(RoleOfUser.SUPERVISOR)) == "s4"


# --- addresses and words ----------------------------------------------------------------------------------


def test_a_list_survives_its_address() -> None:
    filters = Filters(signal="hoax", since="7d", text="a&b=c", source="x", kecamatan="64.08.01")
    one = listing.Listing(Lane.SPREADING, filters, 1)
    assert listing.read_from(one.query) == one
    path, _, query = one.address(3).partition("?")
    assert path == "/menyebar"
    assert listing.read(QueryParams(query).multi_items(), Lane.SPREADING) == replace(one, page=3)
    assert dict(parse_qsl(query))["cari"] == "a&b=c"
    assert listing.read_from("&" * 5000) == listing.Listing()


def test_what_an_address_cannot_mean_is_left_out() -> None:
    given = [("sinyal", "x"), ("keadaan", "new"), ("halaman", "0"), ("cari", " a  b ")]
    assert listing.read(given) == listing.Listing(filters=Filters(state="new", text="a b"))


def test_a_sparkline_has_a_bar_for_each_span_with_copies() -> None:
    assert sparkline.path(()) == sparkline.path((0, 0)) == ""
    assert sparkline.path((1, 0, 1000)).count("z") == 2


def test_the_reckoning_adds_up() -> None:
    told = why.told(_row(1), MOMENT, MOMENT)
    assert told.importance == pytest.approx(0.35 + 0.5 * 0.65)
    assert [part.name for part in told.parts] == list(wording.PARTS)
    assert why.told(_row(1, places=(), role="report"), MOMENT, MOMENT).parts[0].values == {"role": "report"}


def test_what_has_no_date_is_told_from_when_it_was_found() -> None:
    recency = next(part for part in why.told(_row(1), None, MOMENT).parts if part.name == "recency")
    assert recency.words.startswith("terpantau {age} lalu")
    assert recency.values["age"] == MOMENT


def test_recency_is_told_from_when_it_was_said(desk: "Desk", client: Client) -> None:
    """Not from when we found it, which its row tells."""
    row = desk.board.listed(Lane.QUEUE, Filters(), limit=1).rows[0]
    story = desk.board.story(row.story_id)
    assert story is not None
    said = story.copies[0].published_at
    assert said is not None and ago(said) != ago(row.last_seen)
    page = client("analyst").get(f"/cerita/{row.story_id}/mengapa").text
    assert f"ditayangkan {ago(said)} lalu" in page


def test_where_a_claim_counts_most_the_role_is_not_blamed() -> None:
    hoax = QueueSignal(name="hoax", probability=0.9, flagged=True, unsure=False, severity=2, why=())
    part = why.told(_row(1, signals=(hoax,), role="report"), MOMENT, MOMENT).parts[0]
    assert part.words == "dari kecocokan dengan klaim dan sikap penulis terhadapnya"


def test_no_machine_is_sure() -> None:
    assert [wording.figure(share) for share in (0.0, 0.871, 0.999)] == ["< 1 %", "87 %", "> 99 %"]
    assert [wording.level(share) for share in (0.1, 0.5, 0.9)] == ["rendah", "sedang", "tinggi"]
    assert wording.rest("Kita usir …", "Kita usir mereka") == "… mereka"
    assert wording.rest("Judul", "Isi") == "Isi"
    assert wording.rest("Sama", "Sama") == ""
