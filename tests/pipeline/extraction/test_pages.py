"""Every saved page of `tests/pipeline/extraction/pages` against what was written down for it, by one test.

The pages are invented, in the shapes of Indonesian sites. A page without an expectation gets one generated
from what is read now, and fails, so that somebody looks at it.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.extract import Extracted, Unreadable, extract_html, join_pages

PAGES = Path(__file__).parent / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.html") if "." not in path.stem)


def read(folder: Path, name: str, about: dict[str, Any]) -> dict[str, Any]:
    """What is taken from a saved page, or the reason why nothing is."""
    files = [f"{name}.html", *about.get("parts", [])]
    try:
        return described(
            join_pages(
                [
                    extract_html(
                        (folder / file).read_bytes(),
                        about["url"],
                        content_type=about.get("content_type", ""),
                        fetched_at=datetime.fromisoformat(about["fetched_at"]),
                    )
                    for file in files
                ]
            )
        )
    except Unreadable as error:
        return {"unreadable": error.reason}


def described(found: Extracted) -> dict[str, Any]:
    return {
        "title": found.title,
        "text": found.text,
        "author": found.author,
        "published_at": found.published_at.isoformat() if found.published_at else None,
        "canonical_url": found.canonical_url,
        "advertorial": found.advertorial,
    }


def check(folder: Path, name: str) -> None:
    path = folder / f"{name}.json"
    if not path.exists():
        about = {"url": f"https://{name}.example/berita", "fetched_at": "2026-11-20T10:00:00+08:00"}
        about["expected"] = read(folder, name, about)  # type: ignore[assignment]
        path.write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        pytest.fail(f"{path.name} was generated: please review it before going on")
    about = json.loads(path.read_text(encoding="utf-8"))
    assert read(folder, name, about) == about["expected"]


@pytest.mark.parametrize("name", NAMES)
def test_page_reads_as_written_down(name: str) -> None:
    check(PAGES, name)


def test_there_are_pages_of_many_shapes() -> None:
    assert len(NAMES) >= 20


def test_a_page_without_expectation_is_generated_and_fails(tmp_path: Path) -> None:
    (tmp_path / "baru.html").write_bytes((PAGES / "amp.html").read_bytes())
    with pytest.raises(pytest.fail.Exception, match="please review"):
        check(tmp_path, "baru")
    generated = json.loads((tmp_path / "baru.json").read_text(encoding="utf-8"))
    assert generated["expected"]["author"] == "Wahyu Hidayat"
    check(tmp_path, "baru")


def test_a_wrong_expectation_fails(tmp_path: Path) -> None:
    (tmp_path / "amp.html").write_bytes((PAGES / "amp.html").read_bytes())
    about = json.loads((PAGES / "amp.json").read_text(encoding="utf-8"))
    about["expected"]["text"] += "\nSatu kalimat lagi."
    (tmp_path / "amp.json").write_text(json.dumps(about), encoding="utf-8")
    with pytest.raises(AssertionError):
        check(tmp_path, "amp")
