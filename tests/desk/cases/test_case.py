"""A case at the desk: opened from a story, described, its parties under pseudonyms, read with a trace."""

import html
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cases.case import Case, Conduct, Part
from cases.law.norms import norms
from cases.law.routes import route
from cases.log import CaseStep, Entry
from cases.store import all_logs, append, case_log, texts, the_case
from core import clock
from desk.cases.opening import known
from desk.cases.wording import STEPS
from desk.desk import Desk
from desk.people import audit
from desk.views.cases import summary
from pipeline.store import AuditEntry, write_audit
from tests.cases.made import NORM, ROUTE, approved_case
from tests.desk.conftest import Client, post
from tests.desk.deciding import NO, send, stories

if TYPE_CHECKING:
    from starlette.testclient import TestClient

HOSTILE = "<script>alert(1)</script>\u202e{{987*123}}'\"><b jahat>"
DESCRIBED = {
    "description": "Terlapor 1 mengajak warga membakar kotak suara malam ini.",
    "place": "64.08.09.2006",
    "act_on": "2026-11-19",
    "channel": "public_post",
}
REPORTED = {"part": "reported", "conduct": "authored", "identity": "Budi Samsul, akun @budi_samsul"}


def story_of(desk: Desk, place: int = 0) -> Any:
    story = desk.board.story(stories(desk)[place])
    assert story is not None
    return story


def form_of(desk: Desk, place: int = 0) -> dict[str, Any]:
    story = story_of(desk, place)
    items = [story.copies[0].item_id]
    return {"story": story.row.story_id, "items": items, "title": "Ajakan membakar kotak suara"}


def opened(desk: Desk, one: "TestClient", place: int = 0, **fields: Any) -> str:
    """A case from this story of the queue; its id."""
    answer = post(one, desk, "/kasus", **{**form_of(desk, place), **fields})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"].split("?")[0].removeprefix("/kasus/"))


def log_of(desk: Desk, case_id: str) -> tuple[Entry, ...]:
    with desk.store.reading() as db:
        return case_log(db, case_id)


def case_of(desk: Desk, case_id: str) -> Case:
    with desk.store.reading() as db:
        return the_case(db, case_id)


def add_party(desk: Desk, one: "TestClient", case_id: str, **fields: str) -> Any:
    return post(one, desk, f"/kasus/{case_id}/pihak", **{**REPORTED, **fields})


def actions(desk: Desk) -> list[str]:
    return [row["action"] for row in desk.people.read("SELECT action FROM audit_waiting ORDER BY rowid")]


def tamper(desk: Desk, sql: str, *values: str) -> None:
    with desk.store.writing() as db:
        db.execute(sql, values)


def test_from_the_item_page_to_an_open_case(desk: Desk, client: Client) -> None:
    analyst, story = client("analyst", "Dewi"), story_of(desk)
    address = f"/cerita/{story.row.story_id}"
    assert f"{address}/kasus" in analyst.get(address).text
    first = clock.now()
    clock.fix(first + timedelta(hours=5))
    page = analyst.get(f"{address}/kasus").text
    assert "pertama kali dibuka" in page and page.count('name="items"') == min(20, len(story.copies))
    case_id = opened(desk, analyst)
    case = case_of(desk, case_id)
    assert case.known_at == first, "known is when a person first opened the story"
    assert case.opened_at == first + timedelta(hours=5)
    assert case.items == ((story.copies[0].item_id, story.copies[0].revision),)
    page = analyst.get(f"/kasus/{case_id}").text
    assert "Ajakan membakar kotak suara" in page
    assert "Rantai utuh." in page and case_of(desk, case_id).head in page
    assert "20-11-2026 08:00 WITA (20-11-2026 00:00 UTC)" in page
    assert "jalur belum dipilih" in page, "what stands in the way of a package"
    assert "Dewi" in analyst.get("/kasus").text
    assert {"case_new", "case_opened", "read"} <= set(actions(desk))


def test_known_is_the_earliest_that_is_written_down(desk: Desk, client: Client) -> None:
    analyst = client("analyst")
    story, other = stories(desk)[:2]
    now = clock.now()

    def told(story_id: str) -> tuple[str, Any]:
        with desk.store.reading() as db:
            found = known(desk, db, story_id)
        return found.by, found.at

    assert told(story) == ("now", now)
    send(analyst, desk, story, "decide", **NO)
    assert told(story) == ("decided", now)
    clock.fix(now + timedelta(hours=1))
    analyst.get(f"/cerita/{story}")
    analyst.get(f"/cerita/{other}")
    assert told(story) == ("opened", now + timedelta(hours=1)), "an opening that is noted counts"
    audit.flush(desk.people, desk.store)
    assert told(other) == ("opened", now + timedelta(hours=1)), "moved into the store it counts the same"
    before, about = now - timedelta(days=1), f"story:{other}"
    earlier = AuditEntry(id="a1", made_at=before, by_user="u", action="enter", object=about, detail={})
    with desk.store.writing() as db:
        write_audit(db, [earlier])
    assert told(other) == ("entered", before)


def test_what_opens_no_case(desk: Desk, client: Client) -> None:
    analyst, right = client("analyst"), form_of(desk)
    alien = story_of(desk, 1).copies[0].item_id
    wrongs: list[tuple[dict[str, Any], int]] = [
        ({"items": []}, 400), ({"items": [f"x{n}" for n in range(21)]}, 400), ({"title": "  a "}, 400),
        ({"items": ["tidak-ada"]}, 404), ({"items": [*right["items"], alien]}, 404), ({"story": "x"}, 404),
        ({"story": "'; DROP TABLE case_log --"}, 404),
    ]  # fmt: skip
    for wrong, status in wrongs:
        assert post(analyst, desk, "/kasus", **{**right, **wrong}).status_code == status, wrong
    with desk.store.reading() as db:
        assert all_logs(db) == {}


def test_a_story_is_not_opened_twice_by_mistake_and_more_join(desk: Desk, client: Client) -> None:
    analyst = client("analyst")
    case_id = opened(desk, analyst)
    form = form_of(desk)
    assert "kasus terbuka" in analyst.get(f"/cerita/{form['story']}/kasus").text
    assert post(analyst, desk, "/kasus", **form).status_code == 400
    other = opened(desk, analyst, again="ya")
    assert other != case_id
    more = form_of(desk, 1)
    earlier = clock.now()
    clock.fix(earlier + timedelta(days=1))
    assert post(analyst, desk, "/kasus/cerita", case=case_id, **more).status_code == 303
    assert post(analyst, desk, "/kasus/cerita", case=case_id, **more).status_code == 400
    assert post(analyst, desk, "/kasus/cerita", **more).status_code == 400
    assert post(analyst, desk, "/kasus/cerita", case="tidak-ada", **more).status_code == 404
    case = case_of(desk, case_id)
    assert case.stories == (form["story"], more["story"])
    assert (len(case.items), case.known_at) == (2, earlier)
    for one in (case_id, other):
        assert post(analyst, desk, f"/kasus/{one}/tutup", why="sudah selesai").status_code == 303
    assert opened(desk, analyst), "a closed case does not stand in the way"


def test_described_with_what_the_gazetteer_and_the_calendar_know(desk: Desk, client: Client) -> None:
    analyst = client("analyst")
    case_id = opened(desk, analyst)
    assert f'value="{story_of(desk).copies[0].published_at.astimezone(desk.settings.zone).date()}"' in (
        analyst.get(f"/kasus/{case_id}").text
    )
    for wrong in (
        {"description": "pendek"}, {"place": "64.71"}, {"place": ""}, {"channel": "x"}, {"channel": ""},
        {"act_on": "2026-11-21"}, {"act_on": "2001-01-01"}, {"act_on": "19-11-2026"}, {"act_on": ""},
    ):  # fmt: skip
        again = post(analyst, desk, f"/kasus/{case_id}/uraian", **{**DESCRIBED, **wrong})
        assert again.status_code == 400, wrong
        assert "description" in wrong or DESCRIBED["description"] in again.text, "what was typed is not lost"
    words = DESCRIBED["description"] + " Telp 081234567890."
    sent = post(analyst, desk, f"/kasus/{case_id}/uraian", **{**DESCRIBED, "description": words})
    assert sent.status_code == 303
    case = case_of(desk, case_id)
    assert (str(case.act_on), case.place, case.channel) == ("2026-11-19", "64.08.09.2006", "public_post")
    page = analyst.get(f"/kasus/{case_id}").text
    assert "Sepaso Timur, Bengalon" in page and "[telepon]" in page and "081234567890" not in page
    stale = post(analyst, desk, f"/kasus/{case_id}/uraian", **DESCRIBED, seen="")
    assert stale.status_code == 400 and "rekan lain" in stale.text, (
        "what a colleague wrote is not lost unread"
    )
    assert case.description is not None
    seen = case.description.id
    assert f'value="{seen}"' in stale.text
    assert post(analyst, desk, f"/kasus/{case_id}/uraian", **DESCRIBED, seen=seen).status_code == 303


def test_parties_have_pseudonyms_that_are_never_given_again(desk: Desk, client: Client) -> None:
    analyst = client("analyst")
    case_id = opened(desk, analyst)
    for fields in ({}, {"part": "witness"}, {"conduct": "organised"}):
        assert add_party(desk, analyst, case_id, **fields).status_code == 303
    first, witness, second = case_of(desk, case_id).parties
    assert [one.pseudonym for one in (first, witness, second)] == ["Terlapor 1", "Saksi 1", "Terlapor 2"]
    assert (witness.conduct, second.conduct) == (Conduct.NONE, Conduct.ORGANISED)
    page = analyst.get(f"/kasus/{case_id}").text
    assert "Terlapor 2" in page
    assert "Samsul" not in page and "budi_samsul" not in page, "no identity on any page"
    path = f"/kasus/{case_id}/pihak/{second.id}"
    assert post(analyst, desk, f"{path}/coret", why="").status_code == 400
    assert post(analyst, desk, f"{path}/coret", why="orang yang salah").status_code == 303
    assert post(analyst, desk, f"{path}/coret", why="orang yang salah").status_code == 404
    add_party(desk, analyst, case_id)
    changed = post(analyst, desk, f"/kasus/{case_id}/pihak/{witness.id}", **{**REPORTED, "identity": ""})
    assert changed.status_code == 303
    assert [one.pseudonym for one in case_of(desk, case_id).parties] == [
        "Terlapor 1",
        "Terlapor 4",
        "Terlapor 3",
    ]
    page = analyst.get(f"/kasus/{case_id}").text
    assert "orang yang salah" in page and "dicoret" in page
    assert "→ Terlapor 4" in page


def test_who_only_forwarded_is_offered_the_clarification(desk: Desk, client: Client) -> None:
    analyst = client("analyst")
    case_id = opened(desk, analyst)
    answer = add_party(desk, analyst, case_id, conduct="forwarded")
    assert answer.status_code == 400
    assert "Yang hanya meneruskan bukan terlapor" in answer.text
    assert f"/cerita/{form_of(desk)['story']}#buka-klaim" in answer.text
    assert "Samsul" not in answer.text
    with desk.store.reading() as db:
        kept = db.execute("SELECT count(*) FROM private.case_texts WHERE text LIKE '%Samsul%'").fetchone()
    assert kept == (0,)
    assert case_of(desk, case_id).parties == ()
    add_party(desk, analyst, case_id)
    (party,) = case_of(desk, case_id).parties
    sent = post(analyst, desk, f"/kasus/{case_id}/pihak/{party.id}", **{**REPORTED, "conduct": "forwarded"})
    assert sent.status_code == 303
    assert case_of(desk, case_id).parties == ()
    assert "bukan terlapor" in analyst.get(sent.headers["location"]).text
    claim = post(
        analyst, desk, "/klaim", text="Kotak suara di Bengalon dibakar malam ini", criticises="tidak",
        story=form_of(desk)["story"], item=form_of(desk)["items"][0],
    )  # fmt: skip
    offered = add_party(desk, analyst, case_id, conduct="forwarded").text
    assert f'href="{claim.headers["location"]}"' in offered


def test_a_suspected_minor_shows_and_blocks_and_is_not_taken_back_silently(
    desk: Desk, client: Client
) -> None:
    analyst = client("analyst")
    case_id = opened(desk, analyst)
    add_party(desk, analyst, case_id, minor="ya", press="ya")
    (party,) = case_of(desk, case_id).parties
    assert party.minor and party.press
    page = analyst.get(f"/kasus/{case_id}").text
    assert "rujukan diblokir" in page and "tidak boleh dirujuk" in page
    assert "diduga anak" in analyst.get("/kasus").text
    path = f"/kasus/{case_id}/pihak/{party.id}"
    same = {"part": "reported", "conduct": "authored", "minor": "ya", "press": "ya"}
    assert post(analyst, desk, path, **same).status_code == 400, "nothing was changed"
    assert post(analyst, desk, path, part="reported", conduct="authored", press="ya").status_code == 400
    why = "KTP dilihat: lahir 1999"
    sent = post(analyst, desk, path, part="reported", conduct="authored", press="ya", why=why)
    assert sent.status_code == 303
    assert not case_of(desk, case_id).parties[0].minor
    assert "bukan anak" in analyst.get(f"/kasus/{case_id}").text


def test_a_flag_leaves_with_its_party_only_for_a_reason(desk: Desk, client: Client) -> None:
    analyst = client("analyst")
    case_id = opened(desk, analyst)
    add_party(desk, analyst, case_id, minor="ya")
    add_party(desk, analyst, case_id, press="ya")
    minor, press = case_of(desk, case_id).parties
    for one, changed in (
        (minor, {"part": "reported", "conduct": "forwarded", "minor": "ya"}),
        (press, {"part": "reported", "conduct": "forwarded", "press": "ya"}),
        (press, {"part": "victim", "press": "ya"}),
    ):
        path = f"/kasus/{case_id}/pihak/{one.id}"
        assert post(analyst, desk, path, **changed).status_code == 400
    assert case_of(desk, case_id).parties == (minor, press)
    why = "Hanya meneruskan; diserahkan ke perlindungan anak"
    path = f"/kasus/{case_id}/pihak/{minor.id}"
    sent = post(analyst, desk, path, part="reported", conduct="forwarded", minor="ya", why=why)
    assert sent.status_code == 303
    assert case_of(desk, case_id).parties == (press,)
    (entry,) = [one for one in log_of(desk, case_id) if one.step is CaseStep.PARTY_CHANGED]
    assert entry.data["struck"] and entry.data["why"]


def test_a_mark_that_stops_nothing_is_taken_back_without_a_reason(desk: Desk, client: Client) -> None:
    """The press stops a referral only where it is reported; what was not asked is not promised either."""
    analyst = client("analyst")
    case_id = opened(desk, analyst)
    add_party(desk, analyst, case_id, part="witness", press="ya")
    add_party(desk, analyst, case_id, part="victim", press="ya", minor="ya")
    add_party(desk, analyst, case_id)
    witness, victim, forwarder = case_of(desk, case_id).parties
    path = f"/kasus/{case_id}/pihak"
    assert post(analyst, desk, f"{path}/{witness.id}", part="witness").status_code == 303
    assert post(analyst, desk, f"{path}/{victim.id}", part="victim", minor="ya").status_code == 303
    assert post(analyst, desk, f"{path}/{victim.id}", part="victim").status_code == 400, "a child stops it"
    only = {"part": "reported", "conduct": "forwarded"}
    assert post(analyst, desk, f"{path}/{forwarder.id}", **only).status_code == 303
    page = analyst.get(f"/kasus/{case_id}/persetujuan").text
    assert "tanda pers pada" not in page
    assert "Terlapor 1 (hanya meneruskan) dicoret dari kasus." in page


def test_an_identity_is_shown_for_a_reason_that_both_logs_keep(desk: Desk, client: Client) -> None:
    analyst, legal = client("analyst"), client("legal", "Hasan")
    case_id = opened(desk, analyst)
    add_party(desk, analyst, case_id)
    add_party(desk, analyst, case_id, part="witness", identity="")
    party, witness = case_of(desk, case_id).parties
    path = f"/kasus/{case_id}/pihak/{party.id}/buka"
    before = len(log_of(desk, case_id))
    for reason in ("", "ingin tahu"):
        refused = post(legal, desk, path, reason=reason)
        assert refused.status_code == 400 and "Samsul" not in refused.text
    assert legal.get(path).status_code == 405
    assert (
        post(legal, desk, f"/kasus/{case_id}/pihak/{witness.id}/buka", reason="identify").status_code == 400
    )
    assert post(legal, desk, f"/kasus/{case_id}/pihak/lain/buka", reason="identify").status_code == 404
    assert len(log_of(desk, case_id)) == before, "what was not shown is not entered as shown"
    shown = post(legal, desk, path, reason="identify")
    assert "Budi Samsul, akun @budi_samsul" in shown.text
    entry = log_of(desk, case_id)[-1]
    assert (entry.step, dict(entry.data)) == (CaseStep.REVEALED, {"party": party.id, "reason": "identify"})
    row = desk.people.one("SELECT * FROM audit_waiting ORDER BY rowid DESC")
    assert row is not None
    assert (row["action"], row["object"]) == ("case_revealed", f"case:{case_id}")
    assert party.id in row["detail"] and "Samsul" not in row["detail"]
    page = legal.get(f"/kasus/{case_id}").text
    assert "membuka identitas" in page and "Samsul" not in page and "Hasan" in page


def test_looking_again_soon_is_one_reading(
    desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyst, other = client("analyst", "Satu"), client("supervisor", "Dua")
    case_id = opened(desk, analyst)
    now = clock.wall()
    for wall, reads in ((0, 1), (60, 1), (14 * 60, 1), (16 * 60, 2)):
        monkeypatch.setattr(clock, "wall", lambda at=now + wall: at)
        analyst.get(f"/kasus/{case_id}")
        assert sum(one.step is CaseStep.READ for one in log_of(desk, case_id)) == reads
    other.get(f"/kasus/{case_id}")
    assert sum(one.step is CaseStep.READ for one in log_of(desk, case_id)) == 3


def test_closed_and_opened_again_for_a_reason(desk: Desk, client: Client) -> None:
    analyst = client("analyst")
    case_id = opened(desk, analyst)
    assert post(analyst, desk, f"/kasus/{case_id}/tutup", why="x").status_code == 400
    assert post(analyst, desk, f"/kasus/{case_id}/buka", why="keliru ditutup").status_code == 400
    assert post(analyst, desk, f"/kasus/{case_id}/tutup", why="tidak terbukti").status_code == 303
    assert post(analyst, desk, f"/kasus/{case_id}/tutup", why="tidak terbukti").status_code == 400, (
        "a stale form"
    )
    for path, form in (("uraian", DESCRIBED), ("pihak", REPORTED)):
        assert post(analyst, desk, f"/kasus/{case_id}/{path}", **form).status_code == 400
    more = form_of(desk, 1)
    assert post(analyst, desk, "/kasus/cerita", case=case_id, **more).status_code == 400
    page = analyst.get(f"/kasus/{case_id}").text
    assert "tidak terbukti" in page and 'name="description"' not in page
    assert case_id not in analyst.get("/kasus").text
    assert case_id in analyst.get("/kasus?bagian=ditutup").text
    assert post(analyst, desk, f"/kasus/{case_id}/buka", why="ada bukti baru").status_code == 303
    assert not case_of(desk, case_id).closed


def test_who_may(desk: Desk, client: Client) -> None:
    analyst = client("analyst")
    case_id = opened(desk, analyst)
    add_party(desk, analyst, case_id)
    (party,) = case_of(desk, case_id).parties
    forms = {
        "/kasus": form_of(desk), "/kasus/cerita": {}, f"/kasus/{case_id}/uraian": DESCRIBED,
        f"/kasus/{case_id}/pihak": REPORTED, f"/kasus/{case_id}/pihak/{party.id}": REPORTED,
        f"/kasus/{case_id}/pihak/{party.id}/coret": {"why": "keliru"},
        f"/kasus/{case_id}/tutup": {"why": "habis"},
        f"/kasus/{case_id}/pihak/{party.id}/buka": {"reason": "identify"}, f"/kasus/{case_id}/buka": {},
    }  # fmt: skip
    before = len(log_of(desk, case_id))
    for role in ("viewer", "administrator"):
        one = client(role)
        for path in ("/kasus", f"/kasus/{case_id}", f"/cerita/{stories(desk)[0]}/kasus"):
            assert one.get(path).status_code == 403
        for path, form in forms.items():
            assert post(one, desk, path, **form).status_code == 403
    assert len(log_of(desk, case_id)) == before
    for role in ("legal", "supervisor"):
        assert client(role).get(f"/kasus/{case_id}").status_code == 200
    for path in ("/kasus/tidak-ada", "/kasus/tidak-ada/uraian", "/kasus/%22%3E"):
        assert analyst.get(path).status_code in (404, 405)
    for path, form in (("uraian", DESCRIBED), ("pihak", REPORTED), ("tutup", {"why": "habis"})):
        assert post(analyst, desk, f"/kasus/tidak-ada/{path}", **form).status_code == 404
    other = opened(desk, analyst, 1)
    strange = f"/kasus/{other}/pihak/{party.id}"
    assert post(analyst, desk, f"{strange}/buka", reason="identify").status_code == 404, "of another case"
    assert post(analyst, desk, f"{strange}/coret", why="keliru").status_code == 404


def test_hostile_words_are_words(desk: Desk, client: Client) -> None:
    analyst = client("analyst")
    case_id = opened(desk, analyst, title=HOSTILE)
    post(analyst, desk, f"/kasus/{case_id}/uraian", **{**DESCRIBED, "description": HOSTILE})
    add_party(desk, analyst, case_id, identity=HOSTILE)
    (party,) = case_of(desk, case_id).parties
    shown = post(analyst, desk, f"/kasus/{case_id}/pihak/{party.id}/buka", reason="danger").text
    post(analyst, desk, f"/kasus/{case_id}/pihak/{party.id}/coret", why=HOSTILE)
    refused = post(
        analyst, desk, f"/kasus/{case_id}/uraian", **{**DESCRIBED, "description": HOSTILE, "place": HOSTILE}
    )
    again = f"/cerita/{form_of(desk)['story']}/kasus"
    for page in (
        shown,
        refused.text,
        *(analyst.get(one).text for one in (f"/kasus/{case_id}", "/kasus", again)),
    ):
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page and "<b jahat>" not in page
        assert "121401" not in page and "\u202e" not in page
    assert len(analyst.get(f"/kasus/{case_id}").content) < 150_000
    assert analyst.get(f"/kasus/{case_id}?catatan=99999999999").status_code == 200
    assert analyst.get(f"/kasus/{case_id}?catatan=-1&sudah={HOSTILE}").status_code == 200


def test_a_broken_chain_is_one_line_and_marked_in_the_list(desk: Desk, client: Client) -> None:
    analyst = client("analyst")
    case_id, whole = opened(desk, analyst), opened(desk, analyst, 1)
    analyst.get(f"/kasus/{case_id}")
    tamper(desk, "UPDATE case_log SET by_user = 'u-lain' WHERE case_id = ? AND place = 1", case_id)
    page = analyst.get(f"/kasus/{case_id}")
    assert page.status_code == 400 and "rantai pengawasan putus" in page.text
    assert post(analyst, desk, f"/kasus/{case_id}/uraian", **DESCRIBED).status_code == 400
    assert post(analyst, desk, f"/kasus/{case_id}/tutup", why="habis").status_code == 400
    listed = analyst.get("/kasus").text
    assert "Rantai putus" in listed and f"/kasus/{whole}" in listed and f'"/kasus/{case_id}"' not in listed
    tamper(desk, "UPDATE private.case_texts SET text = 'lain'")
    assert analyst.get(f"/kasus/{whole}").status_code == 400
    assert analyst.get("/kasus").status_code == 200
    assert analyst.get(f"/cerita/{form_of(desk)['story']}/kasus").status_code == 200


def test_a_cut_end_is_seen_by_what_the_audit_trail_names(desk: Desk, client: Client) -> None:
    analyst = client("analyst")
    case_id = opened(desk, analyst)
    add_party(desk, analyst, case_id)
    assert "Rantai utuh." in analyst.get(f"/kasus/{case_id}").text
    for moved in (False, True):
        if moved:
            audit.flush(desk.people, desk.store)
        with desk.store.writing() as db:
            append(db, case_id, CaseStep.READ, {"what": "case"}, by_user="")
            db.execute("DELETE FROM case_log WHERE case_id = ? AND place > 1", [case_id])
        page = analyst.get(f"/kasus/{case_id}").text
        assert "Ujung rantai hilang." in page and "Rantai utuh." not in page


def test_what_one_of_two_concluded_is_not_told_before_both_have(desk: Desk, client: Client) -> None:
    analyst = client("analyst")
    case_id = opened(desk, analyst)
    with desk.store.writing() as db:
        append(db, case_id, CaseStep.CONCLUDED, {"outcome": "criminal"}, by_user="u-lain")
    page = analyst.get(f"/kasus/{case_id}").text
    assert "menyimpulkan" in page and "criminal" not in page


def test_the_log_names_people_and_not_words_of_parties(desk: Desk, client: Client) -> None:
    """A reason that names an identity's text, written past the desk, does not show the identity."""
    analyst = client("analyst", "Dewi")
    case_id = opened(desk, analyst)
    add_party(desk, analyst, case_id)
    (party,) = case_of(desk, case_id).parties
    assert party.part is Part.REPORTED and party.identity is not None
    why = {"id": party.identity.id, "sha256": party.identity.sha256}
    with desk.store.writing() as db:
        append(db, case_id, CaseStep.CLOSED, {"why": why}, by_user="operator")
        assert texts(db, [party.identity])
    page = analyst.get(f"/kasus/{case_id}").text
    assert "Dewi" in page and "baris perintah" in page and "Samsul" not in page


def test_every_step_is_told_in_words(desk: Desk, client: Client) -> None:
    made = approved_case(desk.store, desk.settings, desk.people)
    page = client("analyst").get(f"/kasus/{made.case_id}").text
    titles = {one.id: one.title for one in norms()}
    for words in (
        "menambah bukti", "memilih jalur", route(ROUTE).title, titles[NORM], "Enam faktor Rabat",
        "menyimpulkan", "menandatangani persetujuan", "Petugas hukum", "Hasan Hukum", "Sari Penyelia",
        "Rantai utuh.", "Tidak ada halangan: paket boleh dibuat.",
    ):  # fmt: skip
        assert html.escape(words) in page, words
    assert "criminal" not in page and "@contoh_saja" not in page
    assert set(STEPS) == set(CaseStep)


def test_many_entries_come_in_pages(desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "ENTRIES", 6)
    analyst = client("analyst")
    case_id = opened(desk, analyst)
    with desk.store.writing() as db:
        for number in range(7):
            append(db, case_id, CaseStep.READ, {"what": f"evidence:{number:03}"}, by_user="")
    first, second = (analyst.get(f"/kasus/{case_id}?catatan={page}").text for page in (1, 2))
    assert "Halaman 1 dari 2" in first and "006" in first and "menambah" not in first
    assert "000" in second and "membuka kasus" in second


def test_in_english_too(desk: Desk, client: Client) -> None:
    analyst = client("analyst")
    case_id = opened(desk, analyst)
    analyst.cookies.set("bahasa", "en")
    assert "The chain is whole." in analyst.get(f"/kasus/{case_id}").text
    assert "Next deadline" in analyst.get("/kasus").text
    assert "Open a case from this story" in analyst.get(f"/cerita/{form_of(desk)['story']}/kasus").text
