"""The page of rights: the same in both languages, links to what is there, promises what is enforced."""

import re

import pytest

from core.mandate import Mandate
from core.settings import PROJECT
from desk.board.incidents import INCIDENT_DAYS

PAGE = PROJECT / "docs" / "rights.md"
INDONESIAN, ENGLISH = PAGE.read_text(encoding="utf-8").split("\n# Rights of people")
HEADINGS = {
    1: ("Tujuan", "Purpose"),
    2: ("Mandat", "Mandate"),
    3: ("Dasar hukum pemrosesan", "Lawful basis"),
    4: ("Apa yang dikumpulkan, dan apa yang tidak", "What is collected, and what not"),
    5: ("Siapa melihat apa", "Who sees what"),
    6: ("Berapa lama disimpan", "Retention"),
    7: ("Cara mengajukan keberatan", "How to object"),
    8: ("Hak-hak, dan batasnya", "Rights, and their limits"),
    9: ("Penilaian dampak (DPIA)", "Impact assessment (DPIA)"),
    10: ("Daftar periksa sebelum dipakai", "Checklist before use"),
    11: ("Tanggal akhir", "End date"),
}
ENGLISH_ONLY = {"operating.md", "quality.md"}  # pages that the Indonesian half sends nobody to
IN_INDONESIAN = {"labelling.md": "pelabelan.md"}


@pytest.mark.parametrize("part", [INDONESIAN, ENGLISH], ids=["id", "en"])
def test_the_headings_are_there_in_both_languages(part: str) -> None:
    language = 0 if part is INDONESIAN else 1
    found = re.findall(r"^## (\d+)\. (.+)$", part, re.M)
    assert found == [(str(number), names[language]) for number, names in HEADINGS.items()]


def sections(part: str) -> list[str]:
    return re.split(r"^## \d+\. .+$", part, flags=re.M)[1:]


@pytest.mark.parametrize("number", range(len(HEADINGS)))
def test_both_languages_hold_the_same_rows_links_blanks_and_marks(number: int) -> None:
    indonesian, english = sections(INDONESIAN)[number], sections(ENGLISH)[number]
    for pattern in (r"^\|", r"^- ", r"^\d\. ", r"^- \[ \]"):
        assert len(re.findall(pattern, indonesian, re.M)) == len(re.findall(pattern, english, re.M)), pattern
    links = [link for link in re.findall(r"\]\(([^)]+)\)", english) if link not in ENGLISH_ONLY]
    assert re.findall(r"\]\(([^)]+)\)", indonesian) == [IN_INDONESIAN.get(link, link) for link in links]
    marks = r"\[(?:V2?|S|I|M)\b"
    assert re.findall(marks, indonesian) == re.findall(marks, english)
    assert len(re.findall(r"\[[^\]]*\bisi\b", indonesian)) == len(re.findall(r"\[[^\]]*\bfill in\b", english))


def test_links_lead_somewhere() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)]+)\)", text):
        name, _, anchor = link.partition("#")
        assert not name or (PAGE.parent / name).exists(), link
        if anchor:
            titles = re.findall(r"^#+ (.+)$", text, re.M)
            assert anchor in {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in titles}


def test_what_is_said_to_be_enforced_is_what_the_code_has() -> None:
    assert f"setelah {INCIDENT_DAYS} hari" in INDONESIAN
    assert f"after {INCIDENT_DAYS} days" in ENGLISH
    assert "until" in Mandate.model_fields
    for path in ("pantau.py", "flows"):
        found = PROJECT / path
        files = [found] if found.is_file() else sorted(found.rglob("*.py"))
        # once something erases by itself, this page must say so
        assert not any(re.search(r"def (erase|retention|forget)\b", one.read_text("utf-8")) for one in files)
