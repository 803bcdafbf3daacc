"""`pantau law check`, and `docs/law.md` from the same data."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cases.law.catalogue import FOLDER, LawError, catalogue, changes, read_catalogue
from cases.law.checking import all_files, as_page, listing, old
from cases.law.norms import norms
from cases.law.routes import ROUTES
from core.settings import PROJECT
from pantau import app


def test_every_norm_is_listed_with_its_state() -> None:
    lines = listing(date(2026, 11, 24))
    for one in norms():
        assert any(line.startswith(f"{one.id}  [") for line in lines), one.id
    text = "\n".join(lines)
    assert "uu1-1946-14  [tidak berlaku]" in text
    assert "kuhp-246  [berlaku]" in text
    assert "kuhp-264  [meragukan]" in text
    assert "pilkada-69c  [di luar tahapan]" in text
    during = "\n".join(listing(date(2024, 10, 1)))
    assert "pilkada-69c  [berlaku]" in during and "kuhp-246  [tidak berlaku]" in during


def test_the_command_prints_it_and_warns_of_what_is_old() -> None:
    fresh = CliRunner().invoke(app, ["--now", "2026-11-24T08:00:00+08:00", "law", "check"])
    assert fresh.exit_code == 0
    assert "harus dipastikan ahli hukum" in fresh.output and "more than 90 days" not in fresh.output
    late = CliRunner().invoke(app, ["--now", "2027-03-01T08:00:00+08:00", "law", "check"])
    assert late.exit_code == 0 and "more than 90 days ago" in late.output


def test_old_counts_from_the_ninety_first_day() -> None:
    assert old(date(2027, 2, 22)) == []
    assert len(old(date(2027, 2, 23))) == 1


@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        ("kuhp-246.yml", "regime: umum", "regime: desa", "kuhp-246.yml, line 5: regime"),
        ("kuhp-246.yml", "fits: [police]", "fits: [polisi]", "there is no route polisi"),
        ("pilkada-69a.yml", "stages: [kampanye]", "stages: [kampanye-damai]", "no election has a main stage"),
    ],
)
def test_a_faulty_catalogue_ends_with_one_line_and_exit_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, before: str, after: str, told: str
) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "law"))
    text = (folder / file).read_text(encoding="utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    monkeypatch.setattr("cases.law.checking.read_catalogue", lambda: read_catalogue(folder))
    with pytest.raises(LawError, match=told):
        all_files()
    done = CliRunner().invoke(app, ["law", "check"])
    assert done.exit_code == 1 and told in done.output and done.output.count("\n") == 1


def test_the_page_is_the_data() -> None:
    page = (PROJECT / "docs" / "law.md").read_text(encoding="utf-8")
    assert page == as_page(), "run: python -m docs.law"
    for norm in catalogue():
        assert f"`{norm.id}`" in page and norm.source in page
        assert all(element.text in page for element in norm.elements)
    assert all(one.title in page for one in ROUTES)
    assert all(f"- {one}" in page for one in changes().confirm)
