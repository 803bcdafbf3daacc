"""What was not watched is no calm, what people bring is no trend, and today is no part of an old week."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from core import clock
from core.decision import Answer, DecisionKind
from core.errors import UsageError
from core.record import IncidentType, SourceReport
from flows.weekly_editions import period_of
from pipeline.store import save_reports
from reports.differences import differences, told
from reports.document import Document, table
from reports.editions import count, document_of, issue
from reports.figures.collect import METRICS
from reports.figures.compare import compare
from reports.figures.coverage import Mark, SourceCount
from reports.figures.referrals import RouteCount
from reports.period import the_day, the_quarter, the_week
from reports.render import as_html, as_pdf
from reports.report import Report
from reports.sections.boxes import coverage
from reports.sections.days import day_by_day
from reports.sections.headline import headline
from reports.telling import Teller
from reports.words import STATES, tiny_days
from tests.reports.conftest import MONDAY, confirm, decide, fare, follow, repeat_week, watch
from tests.reports.test_covered import NO_CASES, NOTHING_DECIDED, NOW, ZONE, figures, week_of

if TYPE_CHECKING:
    from pipeline.store import Connection
    from reports.editions import Press
    from reports.figures import Figures

UPLOADS = "komentar-warga"
EDITIONS = ("full", "partners", "public")


def w47(press: "Press") -> "Figures":
    return count(press, the_week("2026-W47", press.settings.zone))


def page(found: "Figures", edition: str = "full") -> str:
    return as_html(document_of(Report(figures=found, edition=edition, office="Meja"))).decode()


@pytest.fixture
def months(press: "Press") -> "Press":
    """Five weeks, watched on each day."""
    with press.store.writing() as db:
        for back in range(1, 5):
            repeat_week(db, back)
        watch(db)
    return press


@pytest.mark.parametrize("edition", EDITIONS)
def test_weeks_of_none_one_and_two_are_set(edition: str) -> None:
    weeks = tuple(replace(week_of(n, violence=n), code=f"2026-W{45 + n}") for n in range(3))
    compared = {name: compare(2, [0, 1]) for name in METRICS}
    known = figures(crawled=weeks, base=("2026-W45", "2026-W46"), compared=compared, alike={"a"})
    report = Report(figures=known, edition=edition, office="A & B <Meja>")
    assert as_pdf(document_of(report), NOW).startswith(b"%PDF")
    assert "per minggu: 0, 1, 2" in page(report.figures, "full")


def test_days_without_a_round_are_no_calm(press: "Press") -> None:
    """The sample has one round, on Friday morning."""
    found = w47(press)
    assert [day.day for day in found.missed] == [16, 17, 18, 19, 21, 22]
    assert headline(found, Teller("full")).endswith(
        "hanya 1 dari 7 hari minggu ini dipantau, angkanya tidak lengkap"
    )
    told = page(found)
    assert "Hanya 1 dari 7 hari minggu ini dipantau. Minggu dengan kurang dari lima hari" in told
    assert "21 Nov: tidak dipantau" in told and ">tidak dipantau</text>" in told
    assert "Pemantauan mulai 20 November 2026; hari-hari sebelumnya tidak dipantau." in told
    assert "2 hari tidak dipantau, sebab tidak ada ronde yang berhasil (21–22 Nov)" in told


def test_a_week_with_few_rounds_is_neither_compared_nor_compared_with(months: "Press") -> None:
    assert w47(months).base == ("2026-W43", "2026-W44", "2026-W45", "2026-W46")
    with months.store.writing() as db:
        db.execute(
            "DELETE FROM source_reports WHERE reported_at >= '2026-11-11' AND reported_at < '2026-11-15'"
        )
    found = w47(months)
    assert found.base == ("2026-W43", "2026-W44", "2026-W45")
    assert found.short == {"2026-W46"}
    assert "3 minggu sebelumnya (W43, W44 dan W45)" in page(found)
    with months.store.writing() as db:
        db.execute(
            "DELETE FROM source_reports WHERE reported_at >= '2026-11-18' AND reported_at < '2026-11-22'"
        )
    found = w47(months)
    assert found.too_few and found.base == ()
    assert not any(one.known for one in found.compared.values())


def test_where_no_source_ran_well_in_all_weeks_nothing_is_usual(months: "Press") -> None:
    """Out of nothing comes no calm."""
    with months.store.writing() as db:
        ids = [row[0] for row in db.execute("SELECT DISTINCT source_id FROM source_reports").fetchall()]
        for number, source in enumerate(ids):
            begins = ("2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16")[number % 4]
            db.execute(
                "UPDATE source_reports SET status = 'failing' WHERE source_id = ? "
                "AND reported_at >= ?::DATE AND reported_at < ?::DATE + 7",
                [source, begins, begins],
            )
    found = w47(months)
    assert len(found.base) == 4 and not found.alike
    for edition in EDITIONS:
        told = page(found, edition)
        assert "tidak ada sumber yang berjalan baik di semua minggu" in told
        assert "seperti biasanya" not in told and "Tidak ada perubahan" not in told


def test_where_all_sources_are_silent_it_is_not_said_that_they_failed(months: "Press") -> None:
    with months.store.writing() as db:
        db.execute("DELETE FROM items WHERE fetched_at >= '2026-11-16' AND source_id <> ?", [UPLOADS])
    found = w47(months)
    assert found.incomparable and found.marked(Mark.SILENT)
    assert "dan yang tidak diam minggu ini" in page(found)


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_people_bring_is_not_said_to_be_as_usual(months: "Press", edition: str) -> None:
    """The first sentence counts all sources; only a part of these was compared."""
    with months.store.writing() as db:  # weeks like the one before, which nobody brought anything in
        db.execute("DELETE FROM items WHERE source_id = ? AND contains(id, '~')", [UPLOADS])
    assert headline(w47(months), Teller(edition)).endswith("bersinyal, seperti biasanya")
    with months.store.writing() as db:
        db.execute(
            "UPDATE signals SET flagged = true WHERE name = 'violence' AND item_id IN "
            "(SELECT id FROM items WHERE source_id = ? AND NOT contains(id, '~'))",
            [UPLOADS],
        )
    found = w47(months)
    assert found.compared["marked"].direction == 0
    assert headline(found, Teller(edition)) == (
        f"{found.active_marked} dari {found.active} cerita minggu ini bersinyal"
    )


@pytest.mark.parametrize("edition", ["partners", "public"])
def test_the_edition_of_a_whole_week_takes_nothing_back_of_the_running_one(
    months: "Press", edition: str
) -> None:
    """Nothing has changed but that the week is compared now: no count may, nor be told of other weeks."""
    clock.fix(datetime.fromisoformat("2026-11-21T12:00:00+08:00"))
    running = issue(months, w47(months), edition, "")
    clock.fix(MONDAY)
    whole = issue(months, w47(months), edition, "")
    assert (
        w47(months).compared["marked"].known and w47(months).compared["marked"].now < w47(months).week.marked
    )
    assert whole.changes[0] == "Periode ini kini selesai; ini edisi pertama sesudah itu"
    table = {name: one for name, one in running.edition.facts.items() if "– Semua sumber" in name}
    assert len(table) == len(METRICS)
    assert table.items() <= whole.edition.facts.items()
    assert not any("– Semua sumber" in line for line in whole.changes)
    assert "per minggu" not in page(w47(months), edition)


@pytest.mark.parametrize("edition", ["partners", "public"])
def test_two_weeks_tell_of_no_week_twice(months: "Press", edition: str) -> None:
    """The one is compared, the other, hardly watched, is not; a source of both is compared in one only."""
    w46 = the_week("2026-W46", months.settings.zone)
    first = issue(months, count(months, w46), edition, "").edition.facts
    with months.store.writing() as db:
        db.execute("UPDATE source_reports SET status = 'failing' WHERE source_id = 'kabarwarga'")
    again = issue(months, count(months, w46), edition, "")
    assert "kabarwarga" not in count(months, w46).alike
    assert not any("Semua sumber" in line for line in again.changes)
    with months.store.writing() as db:
        db.execute(
            "DELETE FROM source_reports WHERE reported_at >= '2026-11-17' AND reported_at < '2026-11-22'"
        )
    second = issue(months, w47(months), edition, "").edition.facts
    assert w47(months).too_few
    for facts, own in ((first, "W46"), (second, "W47")):
        told = [f"{name} {one}" for name, one in facts.items() if name.startswith("Apa yang berubah")]
        counts = re.findall(r"W4\d (?:\d|<)", " ".join(told))
        assert not [one for one in counts if not one.startswith(own)]
        assert not any("per minggu" in line for line in told)


def test_a_day_on_which_only_an_upload_came_or_all_failed_was_not_watched(press: "Press") -> None:
    said = SourceReport(
        source_id=UPLOADS, status="healthy", detail="", requests=0, seconds=0.0, validators={}
    )
    clock.fix(datetime.fromisoformat("2026-11-17T12:00:00+08:00"))
    with press.store.writing() as db:
        save_reports(db, "r1", [said, replace(said, source_id="kabarwarga", status="failing")])
    clock.fix(MONDAY)
    assert date(2026, 11, 17) in w47(press).missed


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_claim_that_nobody_has_rated_is_not_told_as_checked(press: "Press", edition: str) -> None:
    """As `pantau claims import` takes them in: without a rating, or without who gave it."""
    with press.store.writing() as db:
        db.execute("UPDATE claims SET rating = '', is_false = false WHERE contains(text, 'posyandu')")
        db.execute("UPDATE claims SET publisher = '' WHERE contains(text, '27 kotak suara')")
    told = page(w47(press), edition)
    assert "posyandu" not in told and ">Klaim 3<" not in told
    assert "1 klaim yang belum dinilai siapa pun tidak ditunjukkan." in told
    assert "inilai Salah, 18 November 2026" in told and ">Salah (18 Nov)</td>" in told
    with press.store.writing() as db:
        db.execute("UPDATE claims SET rating = '', is_false = false")
    told = page(w47(press), edition)
    assert "Tidak ada klaim yang sudah diperiksa" in told and "klaim yang belum dinilai" in told


def test_the_running_day_is_not_drawn_as_none(press: "Press") -> None:
    clock.fix(datetime.fromisoformat("2026-11-20T08:00:00+08:00"))
    told = page(w47(press))
    assert ">0…</text>" in told and ">…</text>" in told
    assert "…: hari belum selesai" in told


def test_uploads_stay_uploads_where_their_file_is_broken_or_gone(months: "Press") -> None:
    whole = w47(months)
    others = {name: one for name, one in months.sources.items() if name != UPLOADS}
    for unusable in ([UPLOADS], []):
        found = w47(replace(months, sources=others, unusable=unusable))
        assert found.compared == whole.compared and found.crawled == whole.crawled
        assert [one.source_id for one in found.marked(Mark.BY_HAND)][:1] == [UPLOADS]
    with months.store.writing() as db:
        db.execute("UPDATE source_reports SET status = 'failing' WHERE source_id <> ?", [UPLOADS])
    assert not w47(replace(months, sources=others, unusable=[UPLOADS])).watched


def test_an_upload_of_which_one_file_failed_or_that_was_taken_in_later_is_one_too(months: "Press") -> None:
    whole = w47(months)
    others = {name: one for name, one in months.sources.items() if name != UPLOADS}
    with months.store.writing() as db:
        db.execute("UPDATE source_reports SET status = 'failing' WHERE source_id = ?", [UPLOADS])
    found = w47(replace(months, sources=others, unusable=[UPLOADS]))
    assert found.crawled == whole.crawled
    assert UPLOADS in {one.source_id for one in found.marked(Mark.BY_HAND)}
    with months.store.writing() as db:
        db.execute(
            "DELETE FROM source_reports WHERE source_id = ? AND reported_at >= '2026-11-16'", [UPLOADS]
        )
    found = w47(replace(months, sources=others, unusable=[UPLOADS]))
    assert UPLOADS in {one.source_id for one in found.marked(Mark.BY_HAND)}


def test_an_upload_of_before_is_no_monitoring(press: "Press") -> None:
    with press.store.writing() as db:
        db.execute(
            "INSERT INTO source_reports BY NAME SELECT * REPLACE (round_id || 'u' AS round_id, "
            "reported_at - INTERVAL 56 DAY AS reported_at) FROM source_reports WHERE source_id = ?",
            [UPLOADS],
        )
        watch(db)
    found = w47(press)
    assert found.earlier == 0 and len(found.crawled) == 1
    assert not found.marked(Mark.NEW) and len(found.marked(Mark.FINE)) == 6
    assert any("minggu pertama pemantauan" in line for line in coverage(found, Teller("full")).items)


def test_rounds_that_fail_before_they_ask_are_no_upload(press: "Press") -> None:
    with press.store.writing() as db:
        db.execute("DELETE FROM items WHERE source_id <> ?", [UPLOADS])
        db.execute(
            "UPDATE source_reports SET requests = 0, status = 'failing' WHERE source_id <> ?", [UPLOADS]
        )
    told = " ".join(coverage(w47(press), Teller("full")).items)
    assert "3 hari tidak dipantau" in told


def test_where_all_was_brought_by_hand_no_monitoring_began(press: "Press") -> None:
    with press.store.writing() as db:
        db.execute("DELETE FROM source_reports WHERE source_id <> ?", [UPLOADS])
        db.execute("DELETE FROM items WHERE source_id <> ?", [UPLOADS])
    told = " ".join(coverage(w47(press), Teller("full")).items)
    assert "Pemantauan mulai" not in told and "hari tidak dipantau" not in told


@pytest.mark.parametrize("edition", ["partners", "public"])
def test_how_much_people_brought_is_for_the_team(months: "Press", edition: str) -> None:
    """Nor does it follow from what other sources brought."""
    with months.store.writing() as db:
        db.execute("DELETE FROM source_reports WHERE source_id = 'kabarwarga' AND reported_at < '2026-11-16'")
    found = w47(months)
    assert [one.source_id for one in found.marked(Mark.NEW)] == ["kabarwarga"]
    lines = coverage(found, Teller(edition)).items
    told = [one for one in lines if "dengan tangan" in one or "baru dipantau" in one]
    assert len(told) == 2 and not re.search(r"\d", " ".join(told))


def test_what_people_bring_is_not_compared(months: "Press") -> None:
    """Fifty uploads in a week are no change."""
    usual = w47(months)
    with months.store.writing() as db:
        for n in range(5):
            db.execute(
                "INSERT INTO items BY NAME "  # noqa: S608 (our own numbers)
                f"SELECT * REPLACE (id || '+{n}' AS id, story_id || '+{n}' AS story_id) FROM items "
                "WHERE source_id = ? AND NOT contains(id, '~') AND NOT contains(id, '+')",
                [UPLOADS],
            )
    found = w47(months)
    assert found.week.stories > usual.week.stories
    assert found.crawled == usual.crawled
    assert UPLOADS not in found.alike
    assert found.compared == usual.compared
    fine = {one.source_id for one in found.marked(Mark.FINE)}
    assert found.alike == fine, "the box and the comparison count the same sources"


def test_a_source_that_is_always_empty_does_not_run_well(months: "Press") -> None:
    with months.store.writing() as db:
        db.execute("UPDATE source_reports SET status = 'empty', offered = 0 WHERE source_id = 'kabarwarga'")
    found = w47(months)
    assert [one.source_id for one in found.marked(Mark.EMPTY)] == ["kabarwarga"]
    assert "kabarwarga" not in found.alike
    assert "kosong di setiap ronde" in page(found)


def test_a_day_is_compared_by_all_sources_and_says_so(months: "Press") -> None:
    """What the box says is left out of the comparison is so: only weeks are compared by like sources."""
    with months.store.writing() as db:
        db.execute("DELETE FROM source_reports WHERE source_id = 'kabarwarga' AND reported_at < '2026-11-19'")
    found = count(months, the_day("2026-11-20", months.settings.zone))
    assert found.yesterday is not None and [one.source_id for one in found.marked(Mark.NEW)] == ["kabarwarga"]
    told = page(found)
    assert "Dari semua sumber, juga yang baru dipantau dan yang dimasukkan dengan tangan." in told
    assert "baru dipantau pada periode ini" in told and "yang hanya ada di sana, ikut dihitung." in told
    assert "perbandingan" not in told and "Tidak ikut dibandingkan" not in told


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_incident_of_no_known_place_is_not_told_of_another(press: "Press", edition: str) -> None:
    with press.store.writing() as db:
        confirm(db, IncidentType.CLASH, "64.08.09", date(2026, 11, 16))
        confirm(db, IncidentType.CLASH, "", date(2026, 11, 17))
        confirm(db, IncidentType.THREAT, "", date(2026, 11, 18))
    told = page(w47(press), edition)
    clashes = "bentrok antarkelompok" if edition == "full" else "kekerasan terhadap orang"
    assert f"{clashes} di Bengalon dan kecamatan tidak diketahui" in told
    if edition == "full":
        assert "(1 ancaman; 2 bentrok" in told


def test_what_was_decided_in_a_quarter_is_no_part_of_what_was_said_in_it() -> None:
    """A case may be sent on two routes, and stories of the quarter before are decided in this one."""
    routes = tuple(
        RouteCount(route=name, title=name, cases=3, packages=3, sent=3, outcomes={}) for name in ("a", "b")
    )
    made = figures(
        period=the_quarter("2026-Q4", ZONE),
        active=5,
        decided=replace(NOTHING_DECIDED, stories=12),
        referrals=replace(NO_CASES, routes=routes),
    )
    assert document_of(Report(figures=made, edition="public", office="Meja")).blocks[0].text == (
        "Dari 5 cerita yang terpantau, 0 ditandai untuk diperiksa. Orang memutuskan 12 cerita, juga dari "
        "sebelumnya; 6 rujukan dikirim."
    )


def test_a_failed_source_is_told_in_indonesian() -> None:
    one = SourceCount(
        source_id="a", title="Tepian", kind="feed", mark=Mark.FAILED, status="healthy", rounds=4, fine=1,
        copies=0, before=None, stories=0, marked=0, only=0,
    )  # fmt: skip
    lines = coverage(figures(sources=(one,)), Teller("full")).items
    assert (
        "Tepian: ronde terakhir berjalan, 3 dari 4 ronde gagal. Angkanya kurang lengkap, bukan turun."
        in lines
    )


@pytest.mark.parametrize("days", [1, -2, -10])
def test_a_source_of_later_is_no_gap_of_an_old_week(press: "Press", days: int) -> None:
    """Nor if it goes on with a story of that week, or brings what was said in it."""
    story = w47(press).top[0].story_id
    clock.fix(MONDAY + timedelta(days=1))
    said = SourceReport(source_id="baru", status="healthy", detail="", requests=1, seconds=0.0, validators={})
    with press.store.writing() as db:
        save_reports(db, "r1", [said])
        copied(db, story, 1, said=MONDAY + timedelta(days=days))
        db.execute("UPDATE items SET source_id = 'baru' WHERE contains(id, '#')")
    found = count(replace(press, unusable=["baru"]), the_week("2026-W47", press.settings.zone))
    assert not found.marked(Mark.ABSENT)
    assert ("baru: baru dipantau sesudah periode ini" in page(found)) == (days == -2)


def test_a_source_that_never_ran_is_no_gap_of_a_closed_week(press: "Press") -> None:
    clock.fix(MONDAY + timedelta(days=8))
    upload = press.sources[UPLOADS].model_copy(update={"id": "unggahan"})
    later = replace(press, unusable=["rusak"], sources={**press.sources, "unggahan": upload})
    assert not w47(later).marked(Mark.ABSENT, Mark.NEW)
    assert "unggahan" not in {one.source_id for one in w47(later).marked(Mark.BY_HAND)}


@pytest.mark.parametrize("ran", [False, True])
def test_a_gap_that_was_told_is_not_taken_back(press: "Press", ran: bool) -> None:
    """Neither once the week has closed nor when the source runs at last; other sources do not join it."""
    broken = replace(press, unusable=["rusak"])
    for edition in EDITIONS:
        issue(broken, w47(broken), edition, "")
    clock.fix(MONDAY + timedelta(days=8))
    if ran:
        said = SourceReport(
            source_id="rusak", status="healthy", detail="", requests=1, seconds=0.0, validators={}
        )
        with press.store.writing() as db:
            save_reports(db, "r1", [said])
    found = w47(replace(press, unusable=["rus", "rusak"]))
    assert [one.source_id for one in found.marked(Mark.ABSENT, Mark.NEW)] == ["rusak"]
    assert not [edition for edition in EDITIONS if issue(press, found, edition, "").new]


def test_a_source_that_is_switched_off_did_not_run_and_is_no_failure(press: "Press") -> None:
    with press.store.writing() as db:
        fare(db, "lensa-pesisir", "refused")
    found = w47(press)
    assert [(one.source_id, one.rounds) for one in found.marked(Mark.ABSENT)] == [("lensa-pesisir", 0)]
    assert "lensa-pesisir" not in {one.source_id for one in found.marked(Mark.FAILED)}


def test_a_source_that_is_set_up_after_a_week_is_no_gap_of_it(press: "Press") -> None:
    """Though an edition is issued again before it runs."""
    for edition in EDITIONS:
        issue(press, w47(press), edition, "")
    clock.fix(MONDAY + timedelta(days=2))
    later = replace(press, unusable=["baru"])
    found = w47(later)
    assert "baru" not in {one.source_id for one in found.sources}
    assert not [edition for edition in EDITIONS if issue(later, found, edition, "").new]


def test_a_source_whose_title_is_a_part_of_another_was_not_named(press: "Press") -> None:
    """Of what an edition lists, whole titles count."""
    names = ("Radar dan Warta", "Laporan (lama)", "Suara, Kutim")
    several = {one: press.sources[UPLOADS].model_copy(update={"id": one, "title": one}) for one in names}
    before = replace(press, sources={**press.sources, **several}, unusable=["Pos"])
    for edition in EDITIONS:
        issue(before, w47(before), edition, "")
    clock.fix(MONDAY + timedelta(days=8))
    later = ("Radar", "Warta", "Laporan", "Suara", "Kutim", "Po")
    found = w47(replace(before, unusable=["Pos", *later]))
    assert [one.source_id for one in found.marked(Mark.ABSENT, Mark.NEW)] == ["Pos"]
    assert {*names} <= {one.source_id for one in found.marked(Mark.BY_HAND)}


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_longer_queue_corrects_no_old_week(press: "Press", edition: str) -> None:
    first = issue(press, w47(press), edition, "")
    with press.store.writing() as db:
        repeat_week(db, -1)
    clock.fix(MONDAY + timedelta(days=6))
    later = w47(press)
    assert sum(later.open_states.values()) > later.active_marked
    assert not issue(press, later, edition, "").new
    assert "Antrean saat laporan dibuat" in page(later, edition)
    clock.fix(MONDAY + timedelta(days=8))
    later = w47(press)
    assert "Antrean" not in page(later, edition)
    assert issue(press, later, edition, "").edition.id == first.edition.id


def copied(db: "Connection", story_id: str, number: int, said: datetime | None = None) -> None:
    """So many more copies of a story, stored now and said then, else now, of another place and grave."""
    for n in range(number):
        db.execute(
            "INSERT INTO items BY NAME SELECT * REPLACE (id || '#' || ? AS id, ?::TIMESTAMPTZ AS "
            "published_at, ?::TIMESTAMPTZ AS fetched_at) FROM items WHERE id = ?",
            [str(n), said or clock.now(), clock.now(), story_id],
        )
        db.execute(
            "INSERT INTO signals BY NAME SELECT * REPLACE (item_id || '#' || ? AS item_id, true AS flagged, "
            "false AS unsure, 3 AS severity) FROM signals WHERE item_id = ?",
            [str(n), story_id],
        )
        db.execute(
            "INSERT INTO places BY NAME SELECT * REPLACE (item_id || '#' || ? AS item_id, '64.08.18' AS code)"
            " FROM places WHERE item_id = ?",
            [str(n), story_id],
        )


def revised(db: "Connection", story_id: str) -> None:
    """The source writes the first copy anew: another text, another place, nothing that is flagged."""
    db.execute(
        "INSERT INTO items BY NAME SELECT * REPLACE (1 AS revision, 'Lain sama sekali.' AS text, "
        "?::TIMESTAMPTZ AS fetched_at) FROM items WHERE id = ?",
        [clock.now(), story_id],
    )
    for name, other in (("signals", "false AS flagged, false AS unsure"), ("places", "'64.08.18' AS code")):
        db.execute(
            f"INSERT INTO {name} BY NAME SELECT * REPLACE (1 AS revision, {other}) FROM {name} "  # noqa: S608
            "WHERE item_id = ?",
            [story_id],
        )


@pytest.mark.parametrize(
    "later",
    ["decided", "decided again", "grown", "brought", "revised", "opened", "undone", "reopening undone"],
)
def test_what_comes_after_the_close_corrects_no_old_week(press: "Press", later: str) -> None:
    early, other, named = (one.story_id for one in w47(press).top[:3])
    with press.store.writing() as db:
        first = decide(db, early, violence=Answer.YES)
        reopened = follow(db, decide(db, named, provocation=Answer.YES), DecisionKind.REOPEN)
    clock.fix(MONDAY + timedelta(days=8))
    figures = w47(press)
    told = figures.decided
    assert told.stories == 1
    for edition in EDITIONS:
        issue(press, figures, edition, "")
    clock.fix(MONDAY + timedelta(days=20))
    with press.store.writing() as db:
        if later == "decided":
            decide(db, other, at=clock.now(), violence=Answer.YES)
        elif later == "decided again":
            decide(db, early, at=clock.now(), provocation=Answer.YES)
        elif later == "grown":
            copied(db, early, 12)
        elif later == "brought":  # said within the week, so the export of an old group
            copied(db, early, 12, said=MONDAY - timedelta(days=2))
        elif later == "revised":
            revised(db, other)
        elif later == "opened":
            db.execute(
                "INSERT INTO audit (number, id, made_at, by_user, action, object, detail) "
                "VALUES (900, 'z', ?, 'o', 'open', ?, '{}')",
                [clock.now(), f"story:{early}"],
            )
        else:
            follow(db, first if later == "undone" else reopened, DecisionKind.UNDO)
    figures = w47(press)
    assert figures.decided == told
    assert not [edition for edition in EDITIONS if issue(press, figures, edition, "").new]


def test_what_comes_before_the_close_corrects(press: "Press") -> None:
    """And stays once the period has closed: what was open by then is told as open."""
    early = w47(press).top[0].story_id
    with press.store.writing() as db:
        decide(db, early, violence=Answer.YES)
    issue(press, w47(press), "full", "")
    clock.fix(MONDAY + timedelta(days=2))
    with press.store.writing() as db:
        copied(db, early, 12)
    assert issue(press, w47(press), "full", "").new
    assert "dibuka lagi" in [STATES[one.state] for one in w47(press).top]
    clock.fix(MONDAY + timedelta(days=20))
    assert not issue(press, w47(press), "full", "").new


def test_a_bare_verdict_rests_on_what_its_story_matched_by_the_close(press: "Press") -> None:
    early = w47(press).top[0].story_id
    with press.store.writing() as db:
        decide(db, early, hoax=Answer.YES)  # writes down no claims
        db.execute("DELETE FROM matches WHERE item_id IN (SELECT id FROM items WHERE story_id = ?)", [early])
    clock.fix(MONDAY + timedelta(days=20))
    with press.store.writing() as db:
        copied(db, early, 1)
        db.execute(
            "INSERT INTO matches BY NAME SELECT * REPLACE (? AS item_id, 0 AS revision, 'asserts' AS stance) "
            "FROM matches WHERE claim_id IN (SELECT id FROM claims WHERE is_false) LIMIT 1",
            [f"{early}#0"],
        )
    assert [one.state for one in w47(press).top if one.story_id == early] == ["reopened"]


def test_an_earlier_week_counts_as_in_its_own_report(months: "Press") -> None:
    clock.fix(MONDAY + timedelta(days=3))  # W46 has closed, W47 has not
    with months.store.writing() as db:
        calm = db.execute(
            "SELECT min(id) FROM items WHERE contains(id, '~1') AND source_id <> ? AND story_id NOT IN ("
            "SELECT i.story_id FROM items i JOIN signals s ON s.item_id = i.id WHERE s.flagged OR s.unsure)",
            [UPLOADS],
        ).fetchone()
        copied(db, calm[0] if calm else "", 3)
    own = count(months, the_week("2026-W46", months.settings.zone)).crawled[-1]
    assert w47(months).crawled[-2] == own


@pytest.mark.parametrize(("stored", "new_before"), [(2, 0), (-3, 1)])
def test_a_story_is_new_in_one_week(press: "Press", stored: int, new_before: int) -> None:
    """A first copy that came after the close of its week (W46 closes on MONDAY) makes no later week fewer."""
    several = [the_week(code, press.settings.zone) for code in ("2026-W46", "2026-W47")]
    before = [count(press, one).week.stories for one in several]
    story = w47(press).top[0].story_id
    clock.fix(MONDAY + timedelta(days=stored))
    with press.store.writing() as db:
        copied(db, story, 1, said=MONDAY - timedelta(days=10))
    clock.fix(MONDAY + timedelta(days=20))
    after = [count(press, one).week.stories for one in several]
    assert after == [before[0] + new_before, before[1] - new_before]
    days = {one.story_id: one.first_said for one in w47(press).top}
    assert (days[story] < date(2026, 11, 16)) == bool(new_before), "a copy too late is no first one"


@pytest.mark.parametrize("published", ["2026-11-12 12:00:00+08:00", "2026-11-05 09:00:00+08:00"])
def test_a_revision_moves_no_story_to_another_week(press: "Press", published: str) -> None:
    several = [the_week(f"2026-W{n}", press.settings.zone) for n in (46, 47, 48)]
    before = [count(press, one).week.stories for one in several]
    on_map = areas_of(press)
    story = w47(press).top[0].story_id
    clock.fix(MONDAY + timedelta(days=2))
    with press.store.writing() as db:
        db.execute(
            "INSERT INTO items BY NAME SELECT * REPLACE (1 AS revision, ?::TIMESTAMPTZ AS published_at, "
            "?::TIMESTAMPTZ AS fetched_at) FROM items WHERE id = ?",
            [published, clock.now(), story],
        )
        for name in ("signals", "places"):
            db.execute(
                f"INSERT INTO {name} BY NAME SELECT * REPLACE (1 AS revision) FROM {name} "  # noqa: S608
                "WHERE item_id = ?",
                [story],
            )
    clock.fix(MONDAY + timedelta(days=20))
    assert [count(press, one).week.stories for one in several] == before
    assert areas_of(press) == on_map


def areas_of(press: "Press") -> list[int]:
    return [one.stories for one in w47(press).areas]


def test_a_story_is_new_on_the_pages_of_its_first_day_only(press: "Press") -> None:
    """Whatever the parity of the day: said on Friday the 20th and again on the 23rd."""
    story = w47(press).top[0].story_id
    pages = [the_day(f"2026-11-{day}", press.settings.zone) for day in range(21, 26)]
    with press.store.writing() as db:
        db.execute(
            "UPDATE items SET published_at = '2026-11-20 12:00:00+08:00', fetched_at = "
            "'2026-11-22 12:00:00+08:00' WHERE story_id = ?",
            [story],
        )
    before = [count(press, one).week.stories for one in pages]
    clock.fix(MONDAY + timedelta(hours=1))
    with press.store.writing() as db:
        copied(db, story, 1)
    clock.fix(MONDAY + timedelta(days=20))
    assert [count(press, one).week.stories for one in pages] == before


@pytest.mark.parametrize("said", [MONDAY - timedelta(days=10), MONDAY + timedelta(hours=1)])
def test_a_source_is_not_silent_for_what_came_late_or_later(months: "Press", said: datetime) -> None:
    story = next(one.story_id for one in w47(months).top)
    clock.fix(MONDAY + timedelta(days=2))
    with months.store.writing() as db:
        db.execute("DELETE FROM items WHERE source_id = 'kabarwarga' AND id <> ?", [story])
        copied(db, story, 3, said=said)
        db.execute("UPDATE items SET source_id = 'tepian-pos' WHERE id = ?", [story])
        db.execute("UPDATE items SET source_id = 'kabarwarga' WHERE contains(id, '#')")
    found = w47(months)
    (told,) = (one for one in found.sources if one.source_id == "kabarwarga")
    assert (told.mark, told.before) == (Mark.FINE, 0)
    assert "kabarwarga" in found.alike


def test_a_source_is_not_silent_for_what_it_said_before_the_weeks_compared(months: "Press") -> None:
    story, said = w47(months).top[0].story_id, MONDAY - timedelta(days=45)
    with months.store.writing() as db:
        db.execute("DELETE FROM items WHERE source_id = 'kabarwarga' AND id <> ?", [story])
        copied(db, story, 1, said=said)
        db.execute("UPDATE items SET source_id = 'tepian-pos' WHERE id = ?", [story])
        db.execute(
            "UPDATE items SET source_id = 'kabarwarga', fetched_at = ? WHERE contains(id, '#')", [said]
        )
    found = w47(months)
    assert "kabarwarga" in {one.source_id for one in found.marked(Mark.FINE)} & found.alike


def test_a_week_that_has_just_begun_is_no_week_that_failed(press: "Press") -> None:
    found = count(press, the_week("2026-W48", press.settings.zone))
    assert headline(found, Teller("full")).startswith("Belum ada ronde pemantauan minggu ini")


def test_a_missed_day_tells_only_what_was_taken_later() -> None:
    days = {date(2026, 11, 17): {"hoax": 2}, date(2026, 11, 18): {}}
    watched = frozenset({date(2026, 11, 20)})
    drawn = day_by_day(figures(watched=watched, days=days), Teller("public"))[1]
    assert drawn.alt == "17 Nov (tidak dipantau, terambil kemudian): sinyal hoaks <3; 18 Nov: tidak dipantau"


def test_a_page_of_a_past_day_shows_no_queue(press: "Press") -> None:
    told = page(count(press, the_day("2026-11-19", press.settings.zone)))
    assert "antrean hari itu tidak disimpan" in told
    assert "Teratas di antrean" not in told and "antrean saat halaman dibuat" not in told
    assert "Cerita bersinyal pada hari-hari itu" in told


def test_only_lines_that_changed_are_told() -> None:
    before = {"Cakupan": "A baik.", "Cakupan (2)": "B diam.", "Cakupan (3)": "Grup tidak dipantau."}
    after = {
        "Cakupan": "A baik.", "Cakupan (2)": "C baru.", "Cakupan (3)": "B diam.",
        "Cakupan (4)": "Grup tidak dipantau.",
    }  # fmt: skip
    assert differences(before, after) == ["Cakupan: baru: C baru"]
    assert differences(after, before) == ["Cakupan: dihapus (semula: C baru)"]
    assert not differences({"Cakupan": "C baru."}, {"Cakupan": "C baru"})
    moved = {"Cakupan": "B diam.", "Cakupan (2)": "A baik.", "Cakupan (3)": "Grup tertutup tidak dipantau."}
    assert differences(before, moved) == [
        "Cakupan: semula Grup tidak dipantau, sekarang Grup tertutup tidak dipantau"
    ]


def test_a_sentence_that_became_none_is_told_as_taken_out() -> None:
    full, none = {"Ringkasan: kalimat": "Baca dengan hati-hati."}, {"Ringkasan: kalimat": ""}
    assert differences(full, none) == ["Ringkasan: kalimat: dihapus (semula: Baca dengan hati-hati)"]
    assert differences(none, full) == ["Ringkasan: kalimat: baru: Baca dengan hati-hati"]


@pytest.mark.parametrize("nothing", ["", "."])
def test_an_empty_fact_that_comes_or_goes_is_no_change(nothing: str) -> None:
    fact = {"T: A – x": nothing}
    assert differences(fact, {}) == differences({}, fact) == differences(fact, {"T: A – x": ""}) == []
    assert differences({**fact, "T: A – y": "3"}, {}) == ["T: A – y: dihapus (semula: 3)"]


def test_rows_of_one_name_are_compared_whole() -> None:
    def facts(*copies: str) -> dict[str, str]:
        places = ("Sangatta Utara", "Bengalon")
        rows = tuple(("Sinyal provokasi", place, n) for place, n in zip(places, copies, strict=False))
        block = table("", ("Sinyal", "Menyebut", "Salinan"), rows, "lll")
        return told(
            Document(title="", subtitle="", office="", edition="", notes=(), footer="", blocks=(block,))
        )

    assert differences(facts("12", "5"), facts("12", "5")) == []
    assert differences(facts("12", "5"), facts("5", "12")) == [
        "Ringkasan: Sinyal provokasi: semula Menyebut Sangatta Utara; Salinan 12, sekarang Menyebut Sangatta "
        "Utara; Salinan 5",
        "Ringkasan: Sinyal provokasi: semula Menyebut Bengalon; Salinan 5, sekarang Menyebut Bengalon; "
        "Salinan 12",
    ]
    older = {name: "; ".join(reversed(told.split("; "))) for name, told in facts("12", "5").items()}
    assert differences(older, facts("12", "5")) == []  # as editions were kept before cells were sorted
    kept = {name: facts("12")[name] for name in sorted(facts("12"), reverse=True)}  # in any order
    gone = ["Ringkasan: Sinyal provokasi: dihapus (semula: Menyebut Bengalon; Salinan 5)"]
    assert differences(facts("12", "5"), kept) == gone
    come = ["Ringkasan: Sinyal provokasi: baru: Menyebut Bengalon; Salinan 5"]
    assert differences(kept, facts("12", "5")) == come
    assert differences(facts("12"), facts("13")) == [
        "Ringkasan: Sinyal provokasi – Salinan: semula 12, sekarang 13"
    ]


def test_claims_without_words_that_change_places_were_not_rated_anew() -> None:
    """In the edition for everybody they are numbered only."""

    def facts(*rows: tuple[str, str]) -> dict[str, str]:
        numbered = [(f"Klaim {at}", *row) for at, row in enumerate(rows, start=1)]
        one = table("", ("Klaim", "Dinilai", "Salinan"), numbered, "llr")
        return told(
            Document(title="", subtitle="", office="", edition="", notes=(), footer="", blocks=(one,))
        )

    wrong, true = ("Salah (Cek Etam, 18 Nov)", "5"), ("Benar (Cek Etam, 3 Nov)", "4")
    more = ("Benar (Cek Etam, 3 Nov)", "9")
    assert differences(facts(wrong, true), facts(true, wrong)) == []
    older = {
        f"Ringkasan: Klaim {at} – {head}": cell
        for at, row in enumerate((wrong, true), start=1)
        for head, cell in zip(("Dinilai", "Salinan"), row, strict=True)
    }
    for before in (facts(wrong, true), older):
        assert differences(before, facts(more, wrong)) == [
            "Ringkasan: Klaim: semula Dinilai Benar (Cek Etam, 3 Nov); Salinan 4, sekarang Dinilai Benar "
            "(Cek Etam, 3 Nov); Salinan 9"
        ]
    alone = {name: one for name, one in older.items() if "Klaim 1" in name}
    assert differences(alone, facts(("Salah (Cek Etam, 18 Nov)", "6"))) == [
        "Ringkasan: Klaim: semula Dinilai Salah (Cek Etam, 18 Nov); Salinan 5, sekarang Dinilai Salah (Cek "
        "Etam, 18 Nov); Salinan 6"
    ]


def test_a_period_that_is_over_now_lists_only_what_both_tell() -> None:
    running = {"bersinyal": "7", "Saat dibuat: antrean": "9", "Teratas: kalimat": "Ini."}
    assert differences(running, {"bersinyal": "8", "Putusan: kalimat": "Ada."}) == [
        "Periode ini kini selesai; ini edisi pertama sesudah itu",
        "bersinyal: semula 7, sekarang 8",
    ]


@pytest.mark.parametrize(("week", "day"), [("2026-W46", ""), ("2020-W01", ""), ("", "2026-11-18")])
def test_what_was_before_monitoring_has_no_report(press: "Press", week: str, day: str) -> None:
    with pytest.raises(UsageError, match="before monitoring began \\(2026-11-20\\)"):
        period_of(press, week, day, "", clock.now())
    assert period_of(press, "2026-W47", "", "", clock.now()).code == "2026-W47"


def test_an_upload_of_before_monitoring_is_not_the_latest_week(press: "Press") -> None:
    clock.fix(datetime.fromisoformat("2026-11-22T12:00:00+08:00"))
    with press.store.writing() as db:
        db.execute(
            "UPDATE items SET fetched_at = fetched_at - INTERVAL 14 DAY WHERE source_id = ?", [UPLOADS]
        )
    assert period_of(press, "", "", "", clock.now()).code == "2026-W47"
    with press.store.writing() as db:
        db.execute("DELETE FROM items WHERE source_id <> ?", [UPLOADS])
    assert period_of(press, "", "", "", clock.now()).code == "2026-W47", "where rounds brought nothing yet"


def test_a_week_in_which_only_an_upload_of_before_the_first_round_came_is_one_too(press: "Press") -> None:
    with press.store.writing() as db:
        db.execute("DELETE FROM items WHERE source_id <> ?", [UPLOADS])
        db.execute("UPDATE items SET fetched_at = '2026-11-16T12:00:00+08:00'")
        db.execute("UPDATE items SET fetched_at = ? WHERE id = (SELECT min(id) FROM items)", [MONDAY])
    assert period_of(press, "", "", "", MONDAY + timedelta(days=1)).code == "2026-W47"


@pytest.mark.parametrize("code", ["0001-W01", "9999-W52", "２０２６-W４７"])
def test_a_week_far_off_or_in_other_digits_is_refused(press: "Press", code: str) -> None:
    with pytest.raises(UsageError, match="2026-W47"):
        the_week(code, press.settings.zone)
    with pytest.raises(UsageError, match="2026-11-23"):
        the_day("0001-01-01", press.settings.zone)


def test_days_that_follow_each_other_are_told_together() -> None:
    days = [date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 1)]
    assert tiny_days(days) == "27 Nov dan 30 Nov – 1 Des"
