"""The catalogue as written: complete, strict, and faults told by file, line and field."""

import shutil
from pathlib import Path

import pytest

from cases.law.catalogue import FOLDER, LawError, Mark, catalogue, changes, read_catalogue
from cases.law.checking import all_files
from cases.law.norms import norms

WANTED = {
    "pilkada-69a", "pilkada-69f", "pilkada-69k", "pilkada-187-4", "pilkada-182a", "pemilu-280-521",
    "kuhp-242", "kuhp-243", "kuhp-246", "kuhp-247", "kuhp-256", "kuhp-262", "kuhp-263", "kuhp-264",
    "kuhp-300", "kuhp-301", "kuhp-433", "kuhp-434", "kuhp-448", "kuhp-449", "ite-27a", "ite-27b",
    "ite-28-2", "ite-28-3", "ite-29", "uu1-1946-14", "uu1-1946-15", "uu40-2008-16", "uu9-1998-10",
    "uu40-1999-8",
}  # fmt: skip


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "law"))


def test_the_norms_are_there_and_the_files_agree() -> None:
    assert {one.id for one in catalogue()} >= WANTED
    all_files()


def test_every_norm_needs_a_lawyer_and_names_its_source() -> None:
    for one in catalogue():
        assert one.needs_lawyer and len(one.source) > 5, one.id
        assert one.last_checked.isoformat() == "2026-11-24", one.id


def test_elements_of_263_ask_for_knowing_and_for_violence_in_physical_space() -> None:
    texts = {one.id: one.text for one in next(n for n in catalogue() if n.id == "kuhp-263").elements}
    assert set(texts) == {"menyiarkan", "tahu-bohong", "kerusuhan", "kekerasan", "sebab"}
    assert "MENGETAHUI" in texts["tahu-bohong"] and "ruang fisik" in texts["kerusuhan"]


@pytest.mark.parametrize(
    ("norm", "decision"),
    [
        ("uu1-1946-14", "78/PUU-XXI/2023"),
        ("ite-28-3", "115/PUU-XXII/2024"),
        ("ite-27a", "105/PUU-XXII/2024"),
        ("uu40-1999-8", "145/PUU-XXIII/2025"),
    ],
)
def test_decisions_that_narrow_a_norm_stand_with_it(norm: str, decision: str) -> None:
    one = next(one for one in catalogue() if one.id == norm)
    assert decision in {found.decision for found in one.narrowed}


def test_no_statement_about_validity_is_without_a_mark() -> None:
    for one in catalogue():
        assert (one.valid_to is None) == (one.certainty.valid_to is None)
        assert (one.valid_from is None) == (one.certainty.valid_from is None)
    assert Mark.V.certain and Mark.V2.certain and not (Mark.S.certain or Mark.I.certain or Mark.M.certain)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("penalty: ", "penalti: ", "line 13: penalti: no such key; did you mean penalty?"),
        ("regime: umum", "regime: desa", "line 5: regime"),
        ("valid_from: 2026-01-02", "valid_from: kapan", "line 14: valid_from"),
        ("last_checked: 2026-11-24\n", "", "last_checked: is missing"),
        ("text: V2, penalty: V2", "text: V2", "penalty needs a mark"),
        ("id: kuhp-263", "id: kuhp-999", "name the file kuhp-999.yml"),
        ("needs_lawyer: true", "needs_lawyer: false", "needs_lawyer"),
        ("fits: [police]", "fits: []", "fits is missing"),
    ],
)
def test_a_fault_names_file_line_and_field(tmp_path: Path, before: str, after: str, told: str) -> None:
    folder = copied(tmp_path)
    file = folder / "kuhp-263.yml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(LawError) as raised:
        read_catalogue(folder)
    assert str(file) in str(raised.value)
    assert told in str(raised.value)


def test_a_norm_is_replaced_by_one_that_exists(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "kuhp-433.yml").unlink()
    with pytest.raises(LawError, match=r"ite-27a\.yml: replaced_by: there is no norm kuhp-433"):
        read_catalogue(folder)
    for path in folder.glob("*.yml"):
        path.unlink()
    with pytest.raises(LawError, match="holds no norms"):
        read_catalogue(folder)


def test_what_a_lawyer_must_confirm_is_said() -> None:
    said = " ".join(changes().confirm)
    for wanted in (
        "622",
        "187",
        "26/PUU-XXIV/2026",
        "105/PUU-XXII/2024",
        "Perbawaslu 9/2024",
        "PKS",
        "Komdigi",
    ):
        assert wanted in said


def test_a_peaceful_protest_never_has_all_elements() -> None:
    """Whoever holds a demonstration without notice is referred only where there was violence."""
    by_id = {one.id: one for one in norms()}
    assert any("TIDAK damai" in one.text for one in by_id["kuhp-256"].elements)
    assert by_id["uu9-1998-10"].fits == ()
