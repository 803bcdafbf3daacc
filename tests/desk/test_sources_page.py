"""Sources and rejections: what fares badly is on top, counts are those of the list, no post is pointed at."""

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core import clock, indonesian
from crawlers.source import Source
from desk.oversight import reasons
from desk.oversight.models import LAWFUL, UNLAWFUL, class_words, measure_words, signal_words
from desk.oversight.sources import source_rows
from models.match.signal import hoax_signal
from models.signal_card import NAMES, load_card
from pipeline.model_cards import model_cards
from pipeline.store import SourceHealth, source_switches
from pipeline.store.yields import Yield
from pipeline.switches import NEVER, Switched, standing
from tests.desk.conftest import Client, post

if TYPE_CHECKING:
    from desk.desk import Desk

ROOT = Path(__file__).resolve().parent.parent.parent
NOW = clock.now()


def source(name: str, kind: str = "feed", **more: object) -> Source:
    return Source.model_validate(
        {
            "id": name, "title": name, "publisher": "x", "kind": kind, "url": "https://x.example/s/x",
            "evidence": "x", "expect": {"min": 3, "max": 40},
            **({"category": "open_channel"} if kind in ("telegram", "file") else {}), **more,
        }
    )  # fmt: skip


def health(name: str, status: str = "healthy", *, days: float = 0.1, **more: object) -> SourceHealth:
    given = {
        "source_id": name, "status": status, "detail": "", "last_round": NOW, "last_healthy": NOW,
        "failing_rounds": 0, "offered": 5, "items": 9, "last_new": NOW - timedelta(days=days),
        "paused_until": None, "round": 1, "healthy_round": 1, **more,
    }  # fmt: skip
    return SourceHealth(**given)  # type: ignore[arg-type]


def yields(*offered: int) -> tuple[Yield, ...]:
    return tuple(Yield(round_id="r", status="healthy", offered=number, new=0) for number in offered)


def test_silent_and_failing_sources_are_on_top() -> None:
    sources = [source(name) for name in ("sehat", "diam", "gagal", "sedikit", "baru", "mati")]
    sources[5] = source("mati", disabled="situs tutup")
    rows = source_rows(
        sources,
        [
            health("sehat"),
            health("diam", days=5),
            health("gagal", "failing"),
            health("sedikit"),
            health("mati"),
        ],
        {"sedikit": yields(1, 0, 2), "sehat": yields(4, 1, 9)},
        {},
        now=NOW,
        live=True,
    )
    assert [(row.source.id, row.mark) for row in rows] == [
        ("baru", "silent"), ("diam", "silent"), ("gagal", "failing"), ("sedikit", "odd"), ("sehat", "fine"),
        ("mati", "off"),
    ]  # fmt: skip
    assert all(row.advice for row in rows if row.mark != "fine"), "each says what to do"


def test_a_detail_holds_no_address_of_a_channel() -> None:
    told = "alamat sumber pindah ke https://t.example/s/lain: ubah url"
    channel, feed = source("kanal", "telegram"), source("umpan")
    rows = source_rows(
        [channel, feed],
        [health("kanal", "moved", detail=told), health("umpan", "moved", detail=told)],
        {},
        {},
        now=NOW,
        live=False,
    )
    details = {row.source.id: row.detail for row in rows}
    assert "t.example" not in details["kanal"]
    assert "t.example" in details["umpan"]


def test_the_page_lists_every_source_and_no_address(client: Client, desk: "Desk") -> None:
    answer = client("viewer").get("/sumber")
    assert answer.status_code == 200
    for one in desk.sources.values():
        assert one.channel == "field" or one.title in answer.text
    assert not re.search(r"https?://(?!www\.w3\.org)", answer.text)
    assert "t.example" not in answer.text
    assert len(answer.content) < 150_000


def test_a_source_whose_file_cannot_be_used_is_listed_without_an_address(
    client: Client, desk: "Desk"
) -> None:
    told = "berkas sumber tidak dapat dipakai; perbaiki: rusak.yml, line 4: url: https://t.example/s/x"
    object.__setattr__(desk, "unusable", {"rusak": told})
    page = client("viewer").get("/sumber").text
    assert '<th scope="row">rusak</th>' in page
    assert "berkas sumber tidak dapat dipakai; perbaiki: rusak.yml, line 4" in page
    assert "t.example" not in page


def test_in_the_sample_nothing_is_switched(client: Client, desk: "Desk") -> None:
    answer = post(client("supervisor"), desk, "/sumber/kabarwarga/nyala")
    assert answer.status_code == 400
    assert "contoh rekaan" in answer.text


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch, desk: "Desk") -> "Desk":
    """The same desk, as if its folder were a live one."""
    object.__setattr__(desk, "profile", "live")
    return desk


def test_two_people_switch_a_source_of_posts_on(client: Client, live: "Desk") -> None:
    one, two = client("supervisor", "Rini"), client("administrator", "Tegar")
    assert "belum dinyalakan dua orang" in one.get("/sumber").text
    assert post(one, live, "/sumber/kabarwarga/nyala").status_code == 303
    again = post(one, live, "/sumber/kabarwarga/nyala")
    assert again.status_code == 400
    assert "orang lain" in again.text
    post(two, live, "/sumber/kabarwarga/nyala", note="sudah dicek, telepon 0812 3456 7890")
    assert _state(live).on
    page = one.get("/sumber").text
    assert "menyala sejak" in page
    assert "Tegar" in page
    assert "Tegar" not in client("viewer").get("/sumber").text, "names are for those who may switch"
    post(two, live, "/sumber/kabarwarga/mati")
    assert not _state(live).on


def test_the_second_person_sees_the_note_and_the_trail_too(client: Client, live: "Desk") -> None:
    one, two = client("supervisor", "Rini"), client("administrator", "Tegar")
    post(one, live, "/sumber/kabarwarga/nyala", note="kanal resmi, telepon 0812 3456 7890")
    page = two.get("/sumber").text
    assert "Rini: kanal resmi" in page
    assert "7890" not in page, "masked like all that people type"
    assert "kanal resmi" not in client("viewer").get("/sumber").text
    assert "kanal resmi" in two.get("/jejak?tindakan=switch_on").text
    post(two, live, "/sumber/kabarwarga/mati", note="admin berganti")
    page = one.get("/sumber").text
    assert "Tegar: admin berganti" in page
    assert "kanal resmi" not in page


def test_what_is_on_without_a_mandate_names_the_mandate(client: Client, live: "Desk") -> None:
    for who in (client("supervisor"), client("administrator")):
        post(who, live, "/sumber/kabarwarga/nyala")
    (live.settings.data / "mandate.yml").unlink(missing_ok=True)
    assert "belum ada mandat: buat mandate.yml" in client("viewer").get("/sumber").text
    (live.settings.data / "mandate.yml").write_text("rusak", encoding="utf-8")
    assert client("viewer").get("/sumber").status_code == 200


def test_a_drop_folder_has_no_site_to_open() -> None:
    for days in (9, None):
        last = health("berkas", last_new=None if days is None else NOW - timedelta(days=days))
        [row] = source_rows(
            [source("berkas", "file", url="masuk/warga")], [last], {}, {}, now=NOW, live=False
        )
        assert row.mark == "silent"
        assert "folder" in row.advice
        assert "situs" not in row.advice


def _state(desk: "Desk") -> Switched:
    with desk.store.reading() as db:
        return standing(source_switches(db)).get("kabarwarga", NEVER)


def test_only_some_roles_switch_and_news_need_none(client: Client, live: "Desk") -> None:
    assert post(client("analyst"), live, "/sumber/kabarwarga/nyala").status_code == 403
    assert post(client("supervisor"), live, "/sumber/tepian-pos/nyala").status_code == 400
    assert post(client("supervisor"), live, "/sumber/tidak-ada/mati").status_code == 404


# Rejections -------------------------------------------------------------------------------------------------


@pytest.fixture
def dropped(desk: "Desk") -> "Desk":
    """A desk whose store has 130 rejected candidates and 7 rejected responses."""
    with desk.store.writing() as db:
        round_id = db.execute("SELECT max(id) FROM rounds").fetchone()[0]  # type: ignore[index]
        db.execute(
            """
            INSERT INTO private.rejections
            SELECT $round, if(i % 2 = 0, 'kabarwarga', 'tepian-pos'), 'k' || i,
                if(i % 2 = 0, 'https://t.example/orang_pribadi/' || i, 'https://tepian-pos.example/' || i),
                'extract', if(i % 3 = 0, 'too_short', 'http_404'),
                'lihat https://t.example/orang_pribadi/' || i
            FROM range(130) r(i)
            """,
            {"round": round_id},
        )
        db.execute(
            """
            INSERT INTO private.responses
            SELECT $round, 'tepian-pos', 'https://tepian-pos.example/<script>' || i, now(), 200, 'rejected',
                'not_html', 'x', 'w', i FROM range(7) r(i)
            """,
            {"round": round_id},
        )
    return desk


def shown(page: str) -> tuple[int, int, int]:
    """First, last and total of the list, as the page says."""
    found = re.search(r'id="jumlah">(\d+)–(\d+) dari (\d+)', page)
    assert found, page[:3000]
    return int(found[1]), int(found[2]), int(found[3])


def test_counts_are_those_of_the_list(client: Client, dropped: "Desk") -> None:
    reader = client("supervisor")
    first = reader.get("/penolakan").text
    assert shown(first) == (1, 50, 137)
    assert shown(reader.get("/penolakan?halaman=3").text) == (101, 137, 137)
    for value, number in re.findall(r'<option value="([a-z0-9_]+)"[^>]*>[^<]*\((\d+)\)</option>', first):
        name = "alasan" if value in ("too_short", "http_404", "not_html") else ""
        if name:
            assert shown(reader.get(f"/penolakan?{name}={value}").text)[2] == int(number)
    both = reader.get("/penolakan?sumber=kabarwarga&alasan=too_short").text
    assert shown(both)[2] == both.count("<code>too_short</code>") == 22


def test_a_post_is_not_pointed_at(client: Client, dropped: "Desk") -> None:
    posts = client("supervisor").get("/penolakan?sumber=kabarwarga").text
    assert "orang_pribadi" not in posts
    assert "alamat unggahan disembunyikan" in posts
    news = client("supervisor").get("/penolakan?apa=response").text
    assert "tepian-pos.example/&lt;script&gt;" in news
    assert "halaman web" in news


def test_odd_addresses_are_answered(client: Client, dropped: "Desk") -> None:
    reader = client("supervisor")
    for query in (
        "halaman=0",
        "halaman=99999",
        "halaman=-1",
        "halaman=²",
        "ronde=%00",
        "alasan=%F0%9F%98%80",
    ):
        assert reader.get(f"/penolakan?{query}").status_code == 200, query
    assert client("analyst").get("/penolakan").status_code == 403
    assert client().get("/penolakan").status_code == 303


def codes() -> set[str]:
    """Every code that something is dropped with, as the rooms write them."""
    found = set()
    for folder in ("crawlers", "pipeline"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            found |= set(re.findall(r'NotFetchedError\(\s*"([a-z_]+)"', text))
            found |= set(re.findall(r'Unreadable\(\s*"([a-z_0-9]+)"', text))
            found |= set(re.findall(r'Broken\(\s*[a-z.]+,\s*"([a-z_]+)"', text))
            found |= set(re.findall(r'_unread\(candidate, "([a-z_]+)"', text))
            found |= set(re.findall(r'reason, detail = "([a-z_]+)"', text))
            found |= set(re.findall(r'ResponseUse\.REJECTED, "([a-z_]+)"', text))
    return found


def test_every_code_has_its_words() -> None:
    found = codes()
    assert {"dns", "too_short", "torn_line", "source_gone", "no_mandate", "repeated"} <= found
    assert {one for one in found if not one.startswith("http_")} <= set(reasons.REASONS)
    assert reasons.reason_words("http_503") == "server situs bermasalah"
    assert reasons.reason_words("baru_sekali") == "baru_sekali"


def test_every_measure_of_a_model_has_its_words() -> None:
    floors = [*hoax_signal().floors, *(floor for name in NAMES for floor in load_card(name).floors)]
    assert len(floors) > 40
    assert all(all(signal_words(name)) for name in (*NAMES, "hoax"))
    assert [floor for floor in floors if measure_words(floor) == floor] == []


def test_models_say_what_a_signal_is_and_is_not(client: Client) -> None:
    page = client("viewer").get("/model").text
    for words in ("provocation-joined-3", "Bukan artinya", "Batas bawah", "match_r1", "Sinyal bukan putusan"):
        assert words in page, words
    assert "TurnBackHoax sampai 2024" in page, "what hoax learned from, in the team's language"
    assert "kira-kira 45 atau lebih memang memuatnya" in page
    assert "tidak komersial" in page
    assert set(LAWFUL) | set(UNLAWFUL) <= set(model_cards(Path()).mistakes)
    assert len(page) < 150_000


def test_models_tell_mistakes_at_their_worst_and_in_words(client: Client) -> None:
    page, cards = client("viewer").get("/model").text, model_cards(Path())
    assert "0,0 %" not in page, "one text may be flagged where the floor is 1"
    for kinds in (LAWFUL, UNLAWFUL):
        told = sorted(kinds, key=lambda name: page.index(f'<th scope="row">{kinds[name]}</th>'))
        shares = [cards.mistakes[name].share for name in told]
        assert shares == sorted(shares, reverse=True), "the worst on top"
    missed = cards.mistakes["stance.asserts_flagged"]
    assert f"paling banyak {missed.wrong} dari {missed.n} ({indonesian.percent(missed.share, 1)})" in page
    role = next(one for one in cards.models if one.name == "role")
    assert f"menyatakan sendiri {indonesian.number(role.positives['assert'])}" in page
    assert [code for code in ("<code>assert</code>", "Ketepatan peran") if code in page] == []
    classes = {name for model in cards.models for name in model.positives}
    assert [name for name in classes if class_words(name) == name] == []
