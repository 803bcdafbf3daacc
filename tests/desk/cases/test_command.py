"""`pantau case list` and `show`: under pseudonyms, one line a thing, a trace of who read."""

from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from cases.log import CaseStep
from cases.store import append, case_log, keep_text
from core import clock
from core.settings import settings
from desk.desk import Desk
from pantau import app
from tests.cases.made import Made, approved_case, unapproved_case

Run = Callable[..., Result]


@pytest.fixture
def run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("PANTAU_DATA", str(desk.settings.data))
    settings.cache_clear()

    def case(*words: str) -> Result:
        return CliRunner().invoke(app, ["case", *words])

    return case


def hostile(desk: Desk, made: Made) -> None:
    """A title that would steer a terminal and make columns of its own."""
    with desk.store.writing() as db:
        data = {
            "stories": ["s1"], "items": [], "known_at": clock.now().isoformat(),
            "title": keep_text(db, "k-2", "\x1b[2Jpura-pura\tkolom\nbaris"),
        }  # fmt: skip
        append(db, "k-2", CaseStep.OPENED, data, by_user=made.users["opener"].id)


def test_the_list_has_a_line_a_case_and_marks_the_broken(desk: Desk, run: Run) -> None:
    assert run("list").output == "belum ada kasus\n"
    made = unapproved_case(desk.store, desk.settings, desk.people)
    hostile(desk, made)
    broken = unapproved_case(desk.store, desk.settings, desk.people)
    with desk.store.writing() as db:
        db.execute("UPDATE case_log SET by_user = 'x' WHERE case_id = ? AND place = 2", [broken.case_id])
    result = run("list")
    assert result.exit_code == 0
    lines = {line.split("\t")[0]: line for line in result.output.splitlines()}
    assert set(lines) == {made.case_id, broken.case_id, "k-2"}
    assert "RANTAI PUTUS" in lines[broken.case_id]
    assert "Rina Pembuka" in lines[made.case_id] and "terbuka" in lines[made.case_id]
    assert lines["k-2"].count("\t") == lines[made.case_id].count("\t")
    assert "\x1b" not in result.output
    noted = desk.people.read("SELECT by_user, action FROM audit_waiting WHERE object = 'cases'")
    assert [tuple(one) for one in noted] == [("operator", "read")] * 2  # titles were read, twice


def test_show_tells_all_but_who_they_are_and_is_entered(desk: Desk, run: Run) -> None:
    made = approved_case(desk.store, desk.settings, desk.people)
    result = run("show", made.case_id)
    assert result.exit_code == 0, result.output
    for words in (
        "Terlapor 1",
        "Ajakan menyerang",
        "WITA",
        "UTC",
        "rantai utuh",
        "tidak ada halangan",
        "membaca",
    ):
        assert words in result.output, words
    assert "@contoh_saja" not in result.output and "criminal" not in result.output
    with desk.store.reading() as db:
        last = case_log(db, made.case_id)[-1]
    assert (last.step, last.by_user, dict(last.data)) == (CaseStep.READ, "operator", {"what": "case"})
    assert last.hash in result.output
    with desk.store.writing() as db:
        db.execute("DELETE FROM case_log WHERE case_id = ? AND hash = ?", [made.case_id, last.hash])
    assert "UJUNG RANTAI HILANG" in run("show", made.case_id).output


def test_what_cannot_be_shown_is_one_line(desk: Desk, run: Run) -> None:
    made = unapproved_case(desk.store, desk.settings, desk.people)
    missing = run("show", "tidak-ada")
    assert missing.exit_code == 2 and "pantau case list" in missing.output
    with desk.store.writing() as db:
        db.execute("DELETE FROM case_log WHERE case_id = ? AND place = 2", [made.case_id])
    broken = run("show", made.case_id)
    assert broken.exit_code == 1 and "catatan 2 telah diubah" in broken.output
    assert len(broken.output.splitlines()) == 1
    assert "Example: pantau case show" in run("show", "--help").output


def test_without_data_the_remedy_is_named(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANTAU_DATA", str(tmp_path_factory.mktemp("leer") / "data"))
    settings.cache_clear()
    result = CliRunner().invoke(app, ["case", "list"])
    assert result.exit_code == 2 and "pantau run" in result.output
