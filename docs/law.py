"""Writes `docs/law.md` from the catalogue: run `python -m docs.law` after changing any of its files."""

from pathlib import Path

from cases.law.checking import as_page

if __name__ == "__main__":
    (Path(__file__).parent / "law.md").write_text(as_page(), encoding="utf-8")
