"""Route and norm on the desk: proposed, stopped, chosen with reasons; deadlines as ICS; a call to 110."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar

from cases.case import Case
from cases.log import CaseStep
from cases.store import append, case_log, keep_text, texts, the_case
from core import clock
from desk.desk import Desk
from pipeline.store.notes import new_id
from tests.cases.made import NOON, sheets
from tests.desk.conftest import Client, post

WHY = "Ajakan itu diulang setelah klarifikasi dan ada tempat dan jam."


def made(desk: Desk, *, act_on: str = "2026-11-19", channel: str = "public_post", **opened: Any) -> str:
    """A case that is open and described."""
    case_id = new_id()
    with desk.store.writing() as db:
        data = {
            "stories": ["s1"], "items": [["i1", 0]], "known_at": NOON.isoformat(),
            "title": keep_text(db, case_id, "Ajakan menyerang kantor desa"), **opened,
        }  # fmt: skip
        append(db, case_id, CaseStep.OPENED, data, by_user="u1")
        described = {
            "description": keep_text(db, case_id, "Terlapor 1 mengajak warga menyerang kantor desa."),
            "place": "64.08.09", "act_on": act_on, "channel": channel,
        }  # fmt: skip
        append(db, case_id, CaseStep.DESCRIBED, described, by_user="u1")
    return case_id


def concluded(desk: Desk, case_id: str, outcome: str = "criminal") -> None:
    """Two people have filled in both sheets for the norm that stands."""
    with desk.store.writing() as db:
        norm = the_case(db, case_id).norm
        for user in ("u1", "u2"):
            made_by = sheets(lambda text: keep_text(db, case_id, text), user, norm=norm, outcome=outcome)
            for step, data, by in made_by:
                append(db, case_id, step, data, by_user=by)


def case_of(desk: Desk, case_id: str) -> Case:
    with desk.store.reading() as db:
        return the_case(db, case_id)


def test_before_worksheets_clarification_is_proposed_and_the_police_are_stopped(
    desk: Desk, client: Client
) -> None:
    case_id, analyst = made(desk), client("analyst")
    page = analyst.get(f"/kasus/{case_id}/jalur").text
    assert "telepon 110 sekarang, paket menyusul" in page
    assert "Tidak ada tahapan aktif" in page and "19-11-2026" in page
    assert "belum ada norma yang dipilih; isi yang salah saja tidak pernah dapat dirujuk" in page
    assert 'value="clarification" required checked' in page
    assert 'value="police"' not in page and 'value="gakkumdu"' not in page
    refused: Any = post(analyst, desk, f"/kasus/{case_id}/jalur", route="police", not_criticism="ya", why=WHY)
    assert refused.status_code == 400 and case_of(desk, case_id).route == ""
    done: Any = post(analyst, desk, f"/kasus/{case_id}/jalur", route="clarification")
    assert done.status_code == 303
    assert case_of(desk, case_id).route == "clarification"
    with desk.store.reading() as db:
        steps = [(one.step.value, one.data.get("what")) for one in case_log(db, case_id)]
    assert ("read", "route") in steps


def test_norms_are_offered_by_the_day_of_the_act(desk: Desk, client: Client) -> None:
    new, old, during = made(desk), made(desk, act_on="2025-12-31"), made(desk, act_on="2024-10-10")
    analyst = client("analyst")
    page = analyst.get(f"/kasus/{new}/jalur").text
    assert 'value="kuhp-246"' in page and 'value="ite-28-2"' not in page and 'value="pilkada-69c"' not in page
    assert "Meragukan" in page and "harus dipastikan ahli hukum" in page
    assert "tidak berlaku lagi setelah 01-01-2026" in page, "what is not offered says why"
    page = analyst.get(f"/kasus/{old}/jalur").text
    assert 'value="ite-28-2"' in page and 'value="kuhp-246"' not in page
    assert "yang lebih menguntungkan terlapor dipakai" in page and "KUHP lama" in page
    page = analyst.get(f"/kasus/{during}/jalur").text
    assert "Masa kampanye" in page and 'value="pilkada-69c"' in page
    for name in ("ite-28-2", "uu1-1946-14", "pilkada-69c", "uu40-1999-8", "kuhp-999", "<b>"):
        refused: Any = post(analyst, desk, f"/kasus/{new}/norma", norm=name)
        assert refused.status_code == 400, name
    assert case_of(desk, new).norm == ""
    done: Any = post(analyst, desk, f"/kasus/{new}/norma", norm="kuhp-246")
    assert done.status_code == 303 and case_of(desk, new).norm == "kuhp-246"
    again: Any = post(analyst, desk, f"/kasus/{new}/norma", norm="kuhp-246")
    assert again.status_code == 400
    assert post(analyst, desk, f"/kasus/{new}/norma", norm="").status_code == 303
    assert case_of(desk, new).norm == ""


def test_going_further_asks_why_and_says_what_was_passed_over(desk: Desk, client: Client) -> None:
    case_id, analyst = made(desk), client("analyst")
    post(analyst, desk, f"/kasus/{case_id}/norma", norm="kuhp-242")
    concluded(desk, case_id)
    page = analyst.get(f"/kasus/{case_id}/jalur").text
    assert 'value="platform" required checked' in page and 'value="police"' in page
    path = f"/kasus/{case_id}/jalur"
    assert post(analyst, desk, path, route="police", why=WHY).status_code == 400  # not said: no criticism
    for blank in ("", "   ", "pendek"):
        answer: Any = post(analyst, desk, path, route="police", why=blank, not_criticism="ya")
        assert answer.status_code == 400 and "lebih ringan tidak cukup" in answer.text
    assert case_of(desk, case_id).route == ""
    done: Any = post(analyst, desk, path, route="police", why=WHY, not_criticism="ya")
    assert done.status_code == 303
    case = case_of(desk, case_id)
    assert (case.route, case.passed) == ("police", ("platform", "komdigi"))
    with desk.store.reading() as db:
        assert list(texts(db, [case.route_why]).values()) == [WHY]
        assert case_log(db, case_id)[-1].data["confirmed"] == ["not_criticism"]
    page = analyst.get(path).text
    assert WHY in page and "Komdigi" in page
    assert (
        post(analyst, desk, path, route="komdigi", not_criticism="ya").status_code == 400
    )  # past the platform
    gentler: Any = post(analyst, desk, path, route="platform")
    assert gentler.status_code == 303 and case_of(desk, case_id).passed == ()


def test_a_conclusion_for_another_norm_opens_nothing(desk: Desk, client: Client) -> None:
    case_id, analyst = made(desk), client("analyst")
    post(analyst, desk, f"/kasus/{case_id}/norma", norm="kuhp-246")
    concluded(desk, case_id)
    assert 'value="police"' in analyst.get(f"/kasus/{case_id}/jalur").text
    post(analyst, desk, f"/kasus/{case_id}/norma", norm="kuhp-243")
    assert 'value="police"' not in analyst.get(f"/kasus/{case_id}/jalur").text
    refused: Any = post(analyst, desk, f"/kasus/{case_id}/jalur", route="police", why=WHY, not_criticism="ya")
    assert refused.status_code == 400


@pytest.mark.parametrize("how", [{"channel": "news"}, {"news": True}])
def test_journalism_is_stopped_before_the_police(desk: Desk, client: Client, how: dict[str, Any]) -> None:
    case_id, analyst = made(desk, **how), client("analyst")
    post(analyst, desk, f"/kasus/{case_id}/norma", norm="kuhp-246")
    concluded(desk, case_id)
    page = analyst.get(f"/kasus/{case_id}/jalur").text
    assert "MK 145/PUU-XXIII/2025" in page and 'value="right_of_reply" required checked' in page
    for name in ("police", "komdigi", "bawaslu", "gakkumdu", "asn", "menteri", ""):
        refused: Any = post(analyst, desk, f"/kasus/{case_id}/jalur", route=name, why=WHY, not_criticism="ya")
        assert refused.status_code == 400, name


def test_a_call_to_110_comes_first_and_is_an_entry(desk: Desk, client: Client) -> None:
    case_id, analyst = made(desk), client("analyst")
    assert post(analyst, desk, f"/kasus/{case_id}/darurat", why=" ").status_code == 400
    said = "Massa bergerak ke kantor desa, dilaporkan ke 110; telp 081234567890"
    done: Any = post(analyst, desk, f"/kasus/{case_id}/darurat", why=said)
    assert done.status_code == 303
    assert len(case_of(desk, case_id).called) == 1
    with desk.store.reading() as db:
        (entry,) = [one for one in case_log(db, case_id) if one.step is CaseStep.CALLED]
        rows = db.execute("SELECT text FROM private.case_texts WHERE id = ?", [entry.data["why"]["id"]])
        assert "081234567890" not in rows.fetchone()[0]  # type: ignore[index]
    assert "110 dihubungi" in analyst.get(f"/kasus/{case_id}/jalur").text


def test_deadlines_on_the_page_and_as_ics(desk: Desk, client: Client) -> None:
    clock.fix(datetime(2024, 10, 12, 4, 0, tzinfo=UTC))
    known = datetime(2024, 10, 10, 3, 0, tzinfo=UTC).isoformat()
    running = made(desk, act_on="2024-10-09", known_at=known)
    closed = made(desk, act_on="2024-10-09", known_at=known)
    with desk.store.writing() as db:
        append(db, closed, CaseStep.CLOSED, {"why": None}, by_user="u1")
    analyst = client("analyst")
    page = analyst.get(f"/kasus/{running}/jalur").text
    assert "17-10-2024 16:00" in page and "7 hari kalender sejak diketahui" in page
    answer = analyst.get("/kasus/tenggat.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(one["uid"]) for one in events] == [f"{running}-report@pantau"]
    assert events[0].decoded("dtstart") == datetime(2024, 10, 17, 8, 0, tzinfo=UTC)
    assert "Ajakan" not in answer.text
    actions = [row["action"] for row in desk.people.read("SELECT action FROM audit_waiting")]
    assert "export" in actions
    assert client("viewer").get("/kasus/tenggat.ics").status_code == 403


def test_between_elections_no_deadline_runs_and_that_is_said(desk: Desk, client: Client) -> None:
    page = client("analyst").get(f"/kasus/{made(desk)}/jalur").text
    assert "tenggat Pilkada dan Pemilu tidak berjalan" in page


def test_without_the_day_of_the_act_nothing_is_named(desk: Desk, client: Client) -> None:
    case_id, analyst = made(desk, act_on=""), client("analyst")
    assert case_of(desk, case_id).act_on is None
    page = analyst.get(f"/kasus/{case_id}/jalur").text
    assert "Hari perbuatan belum diisi" in page and 'name="norm"' not in page
    assert post(analyst, desk, f"/kasus/{case_id}/norma", norm="kuhp-246").status_code == 400


def test_who_may_and_what_is_unknown(desk: Desk, client: Client) -> None:
    case_id = made(desk)
    assert client("viewer").get(f"/kasus/{case_id}/jalur").status_code == 403
    assert client("administrator").get(f"/kasus/{case_id}/jalur").status_code == 403
    analyst = client("analyst")
    assert analyst.get("/kasus/tidak-ada/jalur").status_code == 404
    for path in ("jalur", "norma", "darurat"):
        answer: Any = post(analyst, desk, f"/kasus/tidak-ada/{path}", route="clarification", why=WHY)
        assert answer.status_code == 404
    with desk.store.writing() as db:
        append(db, case_id, CaseStep.CLOSED, {"why": None}, by_user="u1")
    assert 'name="route"' not in analyst.get(f"/kasus/{case_id}/jalur").text
    shut: Any = post(analyst, desk, f"/kasus/{case_id}/jalur", route="clarification")
    assert shut.status_code == 400


def test_in_english_too(desk: Desk, client: Client) -> None:
    analyst = client("analyst")
    analyst.cookies.set("bahasa", "en")
    page = analyst.get(f"/kasus/{made(desk)}/jalur").text
    assert "Routes, the gentlest first" in page and "call 110 now" in page
    assert date(2026, 11, 19).strftime("%d-%m-%Y") in page
