"""Candidate incidents: proposed together, confirmed, merged, dismissed, taken back; only confirmed count."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core import clock
from core.record import Channel, Doubt, Incident, IncidentType, Place
from desk.board.board import CandidateIncident, Filters, Lane
from desk.desk import Desk
from desk.oversight.trail import ACTIONS
from desk.work import incidents
from desk.work.incident_groups import groups
from desk.work.incidents import place_names, places
from pipeline.event.merge import report_words
from pipeline.store import IncidentStep, confirmed_incidents, incident_events, note_texts
from tests.desk.conftest import Client, post
from tests.pipeline.store.items import NOON

ZONE = ZoneInfo("Asia/Makassar")
BENGALON = "64.08.09.2006"
SAID = "Dua kelompok pemuda bentrok usai hajatan, tenda roboh dan kursi beterbangan."


def candidate(name: str, days: int = 0, kind: IncidentType = IncidentType.CLASH, code: str = BENGALON) -> Any:
    return CandidateIncident(
        item_id=name,
        story_id=f"s-{name}",
        title=f"Judul {name} <script>alert(1)</script>",
        source_id="kabar",
        published_at=NOON + timedelta(days=days, hours=1),
        incident=Incident(
            type=kind,
            place=Place(code=code, name="Sepaso Timur", span=None, confidence=0.9) if code else None,
            happened_on=(NOON + timedelta(days=days)).date(),
            confidence=0.8,
        ),
        words=report_words(f"Judul {name}", SAID),
    )


@pytest.fixture
def busy(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Two reports of one event, and two others."""
    clock.fix(NOON + timedelta(days=3))
    found = (
        candidate("a"),
        candidate("b", 1),
        candidate("c", 2, IncidentType.PROTEST_PEACEFUL, "64.08.04"),
        replace(
            candidate("d", 2, code=""), words=report_words("Posko", "Seorang relawan memukul penjaga posko.")
        ),
    )
    monkeypatch.setattr(type(desk.board), "incidents", lambda board: found)
    return desk


CONFIRM = {"type": "clash", "place": BENGALON, "day": "2026-11-20"}


def stored(desk: Desk) -> tuple[Any, ...]:
    with desk.store.reading() as db:
        return confirmed_incidents(db)


def test_reports_of_one_event_are_proposed_together() -> None:
    found = groups(
        [
            candidate("a"),
            candidate("b", 3, code="64.08.09"),
            candidate("c", 4),
            candidate("d", 1, code="64.08.04"),
        ],
        ZONE,
    )
    assert sorted([one.item_id for one in group.reports] for group in found) == [["a"], ["b", "c"], ["d"]]
    together = next(group for group in found if len(group.reports) > 1)
    assert together.id == "b"
    assert together.best.item_id == "c"  # it tells the desa
    assert [why.days for why in together.why if why] == [1, 1]
    other = [candidate("a"), candidate("b", kind=IncidentType.THREAT)]
    assert len(groups(other, ZONE)) == 2
    unlike = replace(candidate("b"), words=report_words("Pos ronda", "Tiga orang memukul penjaga pos ronda."))
    assert len(groups([candidate("a"), unlike], ZONE)) == 2
    nowhen = replace(candidate("a"), incident=replace(candidate("a").incident, happened_on=None))
    assert len(groups([nowhen, candidate("b", -1)], ZONE)) == 1


def test_all_places_of_the_regency_can_be_chosen() -> None:
    assert len(places()) == 18
    assert sum(len(one.desa) for one in places()) == 141
    assert place_names()[BENGALON] == "Sepaso Timur, Bengalon"


def test_the_sample_has_its_events(desk: Desk, client: Client) -> None:
    page = client("analyst").get("/peristiwa").text
    assert "Pemuda Bentrok Usai Hajatan di Sepaso Timur" in page
    assert "Unjuk rasa damai (bukan kekerasan)" in page
    assert "mungkin kejadian yang sama" in page


def test_confirmed_with_its_reports_and_taken_back(busy: Desk, client: Client) -> None:
    analyst = client("analyst")
    page = analyst.get("/peristiwa/b").text
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert page.count('name="items"') == 2
    answer: Any = post(
        analyst, busy, "/peristiwa/pastikan", items=["a", "b"], note="telp 081234567890", **CONFIRM
    )
    assert answer.status_code == 303
    (one,) = stored(busy)
    assert (one.id, one.type, one.place) == ("a", IncidentType.CLASH, BENGALON)
    assert (one.happened_on, one.items) == (date(2026, 11, 20), ("a", "b"))
    with busy.store.reading() as db:
        (event,) = incident_events(db)
        assert note_texts(db, [event.note_id]) == {event.note_id: "telp [telepon]"}
    assert analyst.get("/peristiwa/a").status_code == 303  # it waits no longer
    page = analyst.get("/peristiwa").text
    assert "Sudah dipastikan (1)" in page
    undone: Any = post(analyst, busy, "/peristiwa/urungkan", event=event.id)
    assert undone.status_code == 303
    assert stored(busy) == ()
    assert analyst.get("/peristiwa/a").status_code == 200
    again: Any = post(analyst, busy, "/peristiwa/urungkan", event=event.id)
    assert again.status_code == 400
    actions = [row["action"] for row in busy.people.read("SELECT action FROM audit_waiting")]
    assert {"incident_confirm", "incident_undo", "read"} <= set(actions)


def test_a_later_report_is_merged_into_what_is_confirmed(busy: Desk, client: Client) -> None:
    analyst = client("analyst")
    post(analyst, busy, "/peristiwa/pastikan", items=["a"], **CONFIRM)
    assert "Gabungkan" in analyst.get("/peristiwa/d").text
    answer: Any = post(analyst, busy, "/peristiwa/gabungkan", items=["b"], into="a")
    assert answer.status_code == 303
    (one,) = stored(busy)
    assert one.items == ("a", "b")
    with busy.store.reading() as db:
        first, second = incident_events(db)
    held: Any = post(analyst, busy, "/peristiwa/urungkan", event=first.id)
    assert held.status_code == 400  # what was merged into it first
    post(analyst, busy, "/peristiwa/urungkan", event=second.id)
    post(analyst, busy, "/peristiwa/urungkan", event=first.id)
    assert stored(busy) == ()
    gone: Any = post(analyst, busy, "/peristiwa/gabungkan", items=["b"], into="a")
    assert gone.status_code == 400


def test_a_merge_is_proposed_with_its_reason_and_never_made(busy: Desk, client: Client) -> None:
    analyst = client("analyst")
    page = analyst.get("/peristiwa/a").text
    assert "belum ada yang digabungkan" in page
    assert "tempat sama" in page
    assert "selisih 1 hari" in page
    post(analyst, busy, "/peristiwa/pastikan", items=["a"], **CONFIRM)
    (one,) = stored(busy)
    assert one.items == ("a",)  # its like still waits
    assert "Mungkin laporan lain tentang peristiwa yang sudah dipastikan" in analyst.get("/peristiwa").text
    page = analyst.get("/peristiwa/b").text
    assert "Mesin mengusulkan" in page
    assert '<option value="a" selected>' in page
    page = analyst.get("/peristiwa/c").text
    assert "Mesin mengusulkan" not in page
    assert '<option value="">Pilih peristiwa</option>' in page  # nothing unrelated is chosen
    assert '<option value="a">' in page
    answer: Any = post(analyst, busy, "/peristiwa/gabungkan", items=["c"], into="")
    assert answer.status_code == 400
    assert len(stored(busy)[0].items) == 1


def test_what_is_not_sure_is_told(busy: Desk, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sure = candidate("a")
    unsure = replace(sure, incident=replace(sure.incident, doubts=(Doubt.TYPE, Doubt.PLACE)))
    analyst = client("analyst")
    for path in ("/peristiwa", "/peristiwa/a"):
        assert "belum pasti" not in analyst.get(path).text
    monkeypatch.setattr(type(busy.board), "incidents", lambda board: (unsure,))
    for path in ("/peristiwa", "/peristiwa/a"):
        page = analyst.get(path).text
        assert "jenis belum pasti" in page
        assert "tempat belum pasti" in page


def test_a_refused_form_keeps_what_was_typed(busy: Desk, client: Client) -> None:
    fields = {"group": "a", "items": ["b"], "note": "sudah ditelepon", "reason": "", "day": "2026-11-19"}
    answer: Any = post(client("analyst"), busy, "/peristiwa/singkirkan", **fields)
    assert answer.status_code == 400
    assert "pilih alasannya" in answer.text
    assert "sudah ditelepon</textarea>" in answer.text
    assert 'value="2026-11-19"' in answer.text
    assert 'value="b" checked' in answer.text
    assert 'value="a" checked' not in answer.text


def test_one_report_may_be_of_two_events(desk: Desk, client: Client) -> None:
    """The sample's own report: confirmed as one event, entered as another, each taken back by itself."""
    found = desk.board.incidents()[0]
    analyst, path = client("analyst"), f"/cerita/{found.story_id}/peristiwa/{found.item_id}"
    assert path in analyst.get(f"/peristiwa/{found.item_id}").text
    assert "masih menunggu" in analyst.get(path).text
    entered: Any = post(analyst, desk, path, **CONFIRM)
    assert entered.headers["location"] == "/peristiwa?sudah=dicatat"
    assert analyst.get(f"/peristiwa/{found.item_id}").status_code == 200  # it waits for the first one still
    other = {**CONFIRM, "place": "64.08.10"}
    assert post(analyst, desk, "/peristiwa/pastikan", items=[found.item_id], **other).status_code == 303
    assert {(one.place, one.items) for one in stored(desk)} == {
        (BENGALON, (found.item_id,)),
        ("64.08.10", (found.item_id,)),
    }
    page = analyst.get(path).text
    assert page.count("20-11-2026") == 2
    twice: Any = post(analyst, desk, path, note="sekali lagi", **CONFIRM)
    assert twice.status_code == 400
    assert "sekali lagi" in twice.text
    with desk.store.reading() as db:
        first, _ = incident_events(db)
    assert post(analyst, desk, "/peristiwa/urungkan", event=first.id).status_code == 303
    assert [one.place for one in stored(desk)] == ["64.08.10"]


def test_what_was_entered_is_not_confirmed_a_second_time(desk: Desk, client: Client) -> None:
    found = desk.board.incidents()[0]
    analyst, path = client("analyst"), f"/cerita/{found.story_id}/peristiwa/{found.item_id}"
    assert post(analyst, desk, path, **CONFIRM).status_code == 303
    fields = {"group": found.item_id, "items": [found.item_id]}
    again: Any = post(analyst, desk, "/peristiwa/pastikan", **fields, **CONFIRM)
    assert again.status_code == 400
    assert "gabungkan saja di bawah" in again.text
    (one,) = stored(desk)
    assert f'<option value="{one.id}"' in again.text
    assert post(analyst, desk, "/peristiwa/gabungkan", **fields, into=one.id).status_code == 303
    assert [one.items for one in stored(desk)] == [(found.item_id,)]
    assert analyst.get(f"/peristiwa/{found.item_id}").status_code == 303  # it waits no longer


def test_two_copies_of_a_story_report_an_event_once(
    busy: Desk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incidents, "headings", lambda db, items: dict.fromkeys(items, ("s-1", "Judul")))
    analyst = client("analyst")
    assert post(analyst, busy, "/peristiwa/pastikan", items=["a"], **CONFIRM).status_code == 303
    assert post(analyst, busy, "/peristiwa/pastikan", items=["b"], **CONFIRM).status_code == 400
    other = {**CONFIRM, "day": "2026-11-21"}
    assert post(analyst, busy, "/peristiwa/pastikan", items=["b"], **other).status_code == 303
    assert [one.items for one in stored(busy)] == [("b",), ("a",)]


def test_every_step_has_its_words_in_the_trail() -> None:
    assert {f"incident_{step}" for step in IncidentStep} <= set(ACTIONS)


def test_only_who_decides_enters_an_event_of_a_report_that_there_is(desk: Desk, client: Client) -> None:
    rows = desk.board.listed(Lane.QUEUE, Filters()).rows
    one, other = rows[0], next(row for row in rows if row.story_id != rows[0].story_id)
    path = f"/cerita/{one.story_id}/peristiwa/{one.item_id}"
    for role in ("viewer", "legal", "administrator"):
        assert client(role).get(path).status_code == 403
        assert post(client(role), desk, path, **CONFIRM).status_code == 403
    analyst = client("analyst")
    forged = [
        (f"/cerita/{one.story_id}/peristiwa/{other.item_id}", {}, 404),
        (f"/cerita/tidak-ada/peristiwa/{one.item_id}", {}, 404),
        (path, {"day": "2999-01-01"}, 400),
        (path, {"day": "20 November"}, 400),
        (path, {"place": "64.72.01"}, 400),
        (path, {"type": "lainnya"}, 400),
    ]
    for address, changed, status in forged:
        assert post(analyst, desk, address, **{**CONFIRM, **changed}).status_code == status
    assert stored(desk) == ()


def test_what_the_machine_did_not_find_is_entered(desk: Desk, client: Client) -> None:
    known = {one.story_id for one in desk.board.incidents()}
    rows = desk.board.listed(Lane.QUEUE, Filters()).rows
    row = next(one for one in rows if one.channel is Channel.POST and one.story_id not in known)
    path = f"/cerita/{row.story_id}/peristiwa/{row.item_id}"
    analyst = client("analyst")
    assert path in analyst.get(f"/cerita/{row.story_id}").text
    wrong: Any = post(analyst, desk, path, **{**CONFIRM, "type": ""})
    assert wrong.status_code == 400
    assert post(analyst, desk, path, **CONFIRM).status_code == 303
    (one,) = stored(desk)
    assert (one.items, one.type) == ((row.item_id,), IncidentType.CLASH)
    assert f'href="/cerita/{row.story_id}"' in analyst.get("/peristiwa").text
    assert path not in client("legal").get(f"/cerita/{row.story_id}").text
    assert analyst.get(f"/cerita/{row.story_id}/peristiwa/tidak-ada").status_code == 404


def test_dismissed_with_a_reason(busy: Desk, client: Client) -> None:
    analyst = client("analyst")
    for fields in ({"reason": ""}, {"reason": "odd"}, {"reason": "other"}):
        answer: Any = post(analyst, busy, "/peristiwa/singkirkan", items=["c"], **fields)
        assert answer.status_code == 400
    answer = post(analyst, busy, "/peristiwa/singkirkan", items=["c"], reason="no_event")
    assert answer.status_code == 303
    assert stored(busy) == ()
    assert "Bukan laporan kejadian" in analyst.get("/peristiwa").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"items": []}, {"type": "war"}, {"place": "64.71"}, {"place": ""}, {"day": ""}, {"day": "20-11-2026"},
        {"day": "2026-11-25"}, {"day": "2024-11-20"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(busy: Desk, client: Client, wrong: dict[str, Any]) -> None:
    answer: Any = post(client("analyst"), busy, "/peristiwa/pastikan", **{"items": ["a"], **CONFIRM, **wrong})
    assert answer.status_code == 400
    assert stored(busy) == ()


def test_two_people_cannot_handle_one_report(busy: Desk, client: Client) -> None:
    post(client("analyst", "Satu"), busy, "/peristiwa/pastikan", items=["a"], **CONFIRM)
    answer: Any = post(
        client("analyst", "Dua"), busy, "/peristiwa/singkirkan", items=["a", "b"], reason="old"
    )
    assert answer.status_code == 400
    assert "rekan lain" in answer.text


def test_unknown_reports_are_not_found(busy: Desk, client: Client) -> None:
    analyst = client("analyst")
    assert analyst.get("/peristiwa/tidak-ada").status_code == 404
    answer: Any = post(analyst, busy, "/peristiwa/pastikan", items=["zzz"], **CONFIRM)
    assert answer.status_code == 404


def test_who_may(busy: Desk, client: Client) -> None:
    legal = client("legal")
    assert legal.get("/peristiwa").status_code == 200
    assert "Pastikan peristiwa ini" not in legal.get("/peristiwa/a").text
    answer: Any = post(legal, busy, "/peristiwa/pastikan", items=["a"], **CONFIRM)
    assert answer.status_code == 403
    assert client("viewer").get("/peristiwa").status_code == 403


def test_in_english_too(busy: Desk, client: Client) -> None:
    analyst = client("analyst")
    analyst.cookies.set("bahasa", "en")
    assert "Peaceful protest (no violence)" in analyst.get("/peristiwa").text
    assert "Confirm this incident" in analyst.get("/peristiwa/a").text
    assert len(analyst.get("/peristiwa/a").content) < 150_000
