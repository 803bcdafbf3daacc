"""Reports on the desk: who reads which edition, issuing and correcting, handing over together."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core import clock
from core.decision import Answer, DecisionKind
from desk.board.board import Filters, Lane
from desk.story.archived import POLICY
from pipeline.decisions import OPEN
from pipeline.store import write_decision
from reports.editions import Press, ReportError, count, editions, issue
from reports.period import the_week
from reports.releases import releases
from tests.desk.conftest import Client, post
from tests.reports.conftest import MONDAY, decide, follow

if TYPE_CHECKING:
    from desk.desk import Desk
    from reports.editions import Edition
    from reports.figures import Figures


def figures_of(desk: "Desk") -> "Figures":
    press = Press(settings=desk.settings, store=desk.store, sources=desk.sources, unusable=())
    return count(press, the_week("2026-W47", desk.settings.zone))


def issued(desk: "Desk", edition: str) -> "Edition":
    press = Press(settings=desk.settings, store=desk.store, sources=desk.sources, unusable=())
    return issue(press, count(press, the_week("2026-W47", desk.settings.zone)), edition, "").edition


def test_the_counts_are_the_desks(desk: "Desk") -> None:
    """On the sample all stories are of one week, so that its figures are those of the whole board."""
    found = figures_of(desk)
    board = desk.board
    assert found.active_marked == board.listed(Lane.QUEUE, Filters(), limit=0).total > 5
    facets = board.facets(Lane.QUEUE, Filters())
    assert {name: n for name, n in found.week.signals.items() if n} == facets["signal"]
    for one in found.sources:
        assert one.marked == facets["source"].get(one.source_id, 0)
    for area in found.areas:
        assert area.marked == facets["kecamatan"].get(area.code, 0)
    with desk.store.writing() as db:
        decide(db, "313902048dd4f8d1", violence=Answer.YES)
        decide(db, "7248305a98ef5644", at=clock.now())
    board.take(["313902048dd4f8d1", "7248305a98ef5644"])
    found = figures_of(desk)
    assert sum(found.open_states[state] for state in OPEN) == (
        board.listed(Lane.QUEUE, Filters(), limit=0).total
    )
    assert found.decided.stories == board.decided_today() == 2


def test_overturned_and_answers_are_those_of_the_supervisors_page(desk: "Desk") -> None:
    from desk.oversight.quality import quality, recent_decisions

    with desk.store.writing() as db:
        first = decide(db, "313902048dd4f8d1", at=clock.now(), violence=Answer.YES)
        decide(db, "7248305a98ef5644", at=clock.now())
        follow(db, first, DecisionKind.UNDO)
    found = figures_of(desk).decided
    with desk.store.reading() as db:
        theirs = quality(recent_decisions(db, clock.now()), clock.now(), desk.settings.zone)
    assert found.overturned == (theirs.overturned.hits, theirs.overturned.n) == (1, 2)
    assert found.answers_given == theirs.decided == 2
    assert {name: tuple(shown) for name, shown in found.shown.items()} == {
        name: (share.hits, share.n) for name, share in theirs.precision.items()
    }


def test_nine_of_ten_take_as_long_as_on_the_supervisors_page(desk: "Desk") -> None:
    from desk.oversight.quality import quality, recent_decisions

    with desk.store.writing() as db:
        first = decide(db, "313902048dd4f8d1", at=clock.now())  # 90 seconds
        for n in (1, 2, 3, 4, 5, 6, 7, 8, 10):
            write_decision(db, replace(first, id="", seconds=10.0 * n))
    found = figures_of(desk).decided.work
    with desk.store.reading() as db:
        theirs = quality(recent_decisions(db, clock.now()), clock.now(), desk.settings.zone)
    assert theirs.p90_seconds == 90
    assert found.p90 == pytest.approx(theirs.p90_seconds / 3600)


def test_reports_and_the_desk_use_the_same_words() -> None:
    from desk.work import incidents, wording
    from reports import words

    assert wording.severity(2) == words.SEVERITIES[2] == "jelas"
    assert wording.SIGNALS is words.SIGNALS
    assert wording.SIGNAL_NAMES is words.SHORT
    assert {kind: told.lower() for kind, told in incidents.TYPES.items()} == words.INCIDENTS


def test_a_week_is_issued_corrected_and_read(desk: "Desk", client: Client) -> None:
    supervisor = client("supervisor")
    answer = post(supervisor, desk, "/laporan/terbitkan", kind="week", period="2026-W47")
    assert answer.status_code == 303
    with desk.store.reading() as db:
        first = editions(db)
    assert [one.edition for one in first] == ["public", "partners", "full"]
    again = post(supervisor, desk, "/laporan/terbitkan", kind="week", period="2026-W47")
    assert again.headers["location"].endswith("sama")
    with desk.store.writing() as db:
        decide(db, "313902048dd4f8d1", violence=Answer.YES, provocation=Answer.YES)
    post(supervisor, desk, "/laporan/terbitkan", kind="week", period="2026-W47")
    with desk.store.reading() as db:
        corrected = next(one for one in editions(db) if one.edition == "full")
    page = supervisor.get(f"/laporan/{corrected.id}").text
    assert "semula 0, sekarang 1" in page
    assert first[2].short in page
    assert "sudah dikoreksi" in supervisor.get(f"/laporan/{first[2].id}").text
    body = supervisor.get(f"/laporan/{corrected.id}/isi")
    assert body.headers["content-security-policy"] == POLICY
    assert f"Koreksi atas edisi {first[2].short}" in body.text
    pdf = supervisor.get(f"/laporan/{corrected.id}/berkas/pdf")
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["content-type"] == "application/pdf"
    listing = supervisor.get("/laporan").text
    assert listing.count("sudah dikoreksi") >= 1
    assert corrected.files[next(name for name in corrected.files if name.endswith(".pdf"))][:16] in listing


def test_who_reads_numbers_only_reads_the_public_edition_only(desk: "Desk", client: Client) -> None:
    full, public = issued(desk, "full"), issued(desk, "public")
    viewer = client("viewer")
    listing = viewer.get("/laporan").text
    assert public.id in listing
    assert full.id not in listing
    assert viewer.get(f"/laporan/{public.id}/isi").status_code == 200
    for path in ("", "/isi", "/berkas/pdf", "/berkas/html"):
        assert viewer.get(f"/laporan/{full.id}{path}").status_code == 404
    assert viewer.get("/laporan/pagi").status_code == 403


def test_kpu_and_bawaslu_get_it_together(desk: "Desk", client: Client) -> None:
    partners, full = issued(desk, "partners"), issued(desk, "full")
    legal = client("legal")
    assert post(legal, desk, f"/laporan/{full.id}/serahkan").status_code == 400
    answer = post(legal, desk, f"/laporan/{partners.id}/serahkan", others=["polri", "wartawan"])
    assert answer.status_code == 303
    with desk.store.reading() as db:
        [handed] = releases(db)[partners.id]
        moments = db.execute("SELECT DISTINCT made_at FROM taken_along").fetchall()
    assert handed.recipients == ("kpu", "bawaslu", "polri")
    assert len(moments) == 1
    assert "KPU, Bawaslu, Polri" in legal.get(f"/laporan/{partners.id}").text


def test_a_corrected_edition_is_handed_to_nobody(desk: "Desk", client: Client) -> None:
    old = issued(desk, "partners")
    with desk.store.writing() as db:
        decide(db, "313902048dd4f8d1", violence=Answer.YES)
    clock.fix(MONDAY)
    issued(desk, "partners")
    assert post(client("supervisor"), desk, f"/laporan/{old.id}/serahkan").status_code == 400


@pytest.mark.parametrize(
    ("kind", "period"),
    [("week", "2026-W99"), ("week", "9999-W52"), ("day", "kemarin"), ("transparency", "2026-Q9"), ("", ""),
     ("week", "2027-W01"), ("day", "0001-01-01"), ("month", "2026-11"), ("week", "0001-W01"),
     ("week", "2019-W05"), ("week", "２０２６-W４７"), ("transparency", "2019-Q1")],
)  # fmt: skip
def test_a_wrong_period_is_refused(desk: "Desk", client: Client, kind: str, period: str) -> None:
    answer = post(client("supervisor"), desk, "/laporan/terbitkan", kind=kind, period=period)
    assert answer.status_code == 400
    with desk.store.reading() as db:
        assert not editions(db)


def test_each_edition_that_was_made_is_noted_though_a_later_one_fails(
    desk: "Desk", client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desk.views import reports as views

    def failing(press: Press, counted: "Figures", name: str, by_user: str) -> object:
        if name == "partners":
            raise ReportError("edisi tidak dapat disimpan")
        return issue(press, counted, name, by_user)

    monkeypatch.setattr(views, "issue", failing)
    answer = post(client("supervisor"), desk, "/laporan/terbitkan", kind="week", period="2026-W47")
    assert answer.status_code == 400
    with desk.store.reading() as db:
        [made] = editions(db)
    noted = desk.people.read("SELECT object FROM audit_waiting WHERE action = 'issue'", ())
    assert [row["object"] for row in noted] == [f"report:{made.id}"]


def test_a_week_before_monitoring_is_told_to_be_so(desk: "Desk", client: Client) -> None:
    answer = post(client("supervisor"), desk, "/laporan/terbitkan", kind="week", period="2026-W46")
    assert "periode itu sebelum pemantauan mulai: 20 November 2026" in answer.text
    listing = client("supervisor").get("/laporan").text
    assert "2026-W47" in listing and "2026-W46" not in listing


def test_an_altered_file_is_not_given_out(desk: "Desk", client: Client) -> None:
    from reports.editions import folder_of

    one = issued(desk, "public")
    path = next(folder_of(desk.settings, one).glob("*.html"))
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"perlu", b"tidak", 1))
    answer = client("analyst").get(f"/laporan/{one.id}/isi")
    assert answer.status_code == 400
    assert "bukan lagi yang diterbitkan" in answer.text


def test_the_page_of_the_day_is_there_without_being_issued(desk: "Desk", client: Client) -> None:
    analyst = client("analyst")
    assert analyst.get("/laporan/pagi?hari=9999-99-99").status_code == 200
    body = analyst.get("/laporan/pagi/isi?hari=2026-11-19")
    assert "Rapat pagi" in body.text
    assert "Kamis, 19 November 2026" in body.text
    assert analyst.get("/laporan/pagi/pdf?hari=0001-01-01").content.startswith(b"%PDF")
    with desk.store.reading() as db:
        assert not editions(db)
