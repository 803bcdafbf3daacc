from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from core.mandate import Mandate, MandateError, PostKind, load_mandate, reason_against
from crawlers.source import Kind, Source

GOOD = """
who: Badan Kesatuan Bangsa dan Politik Kabupaten Contoh, Bidang Kewaspadaan
purpose: peringatan dini konflik pemilihan
legal_basis: Surat Tugas 000/CONTOH/2026
from: 2026-11-01
until: 2026-12-31
kinds: [telegram]
"""


def written(folder: Path, text: str) -> Path:
    (folder / "mandate.yml").write_text(text, encoding="utf-8")
    return folder


def test_a_mandate_holds_from_its_first_to_its_last_day(tmp_path: Path) -> None:
    mandate = load_mandate(written(tmp_path, GOOD))
    assert mandate is not None
    assert reason_against(mandate, "telegram", date(2026, 11, 1)) == ""
    assert reason_against(mandate, "telegram", date(2026, 12, 31)) == ""
    assert "baru berlaku mulai 2026-11-01" in reason_against(mandate, "telegram", date(2026, 10, 31))
    assert "berakhir 2026-12-31" in reason_against(mandate, "telegram", date(2027, 1, 1))
    assert "tidak mencakup sumber jenis file" in reason_against(mandate, "file", date(2026, 11, 20))


def test_no_file_is_no_mandate(tmp_path: Path) -> None:
    assert load_mandate(tmp_path) is None
    assert "buat mandate.yml" in reason_against(None, "telegram", date(2026, 11, 20))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kinds: [telegram]", "kinds: [telegram]\nkind: telegram", "kind: no such key; did you mean kinds"),
        ("until: 2026-12-31", "until: 2026-10-31", "until .2026-10-31. lies before from"),
        ("until: 2026-12-31", "", "until: is missing; add it"),
        ("kinds: [telegram]", "kinds: []", "kinds: "),
        ("kinds: [telegram]", "kinds: [whatsapp]", r"kinds\.0: "),
        ("from: 2026-11-01", "from: besok", "from: "),
        ("purpose: peringatan dini konflik pemilihan", "purpose: ''", "purpose: "),
        ("who:", "who: [", "not valid YAML"),
    ],
)
def test_a_wrong_mandate_names_file_key_and_remedy(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(MandateError, match=rf"mandate\.yml(, line \d+)?: {says}") as caught:
        load_mandate(written(tmp_path, GOOD.replace(old, new)))
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_mapping_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MandateError, match="it needs: who, purpose, legal_basis, from, until, kinds"):
        load_mandate(written(tmp_path, "- satu\n"))
    (tmp_path / "mandate.yml").write_bytes(b"who: \xff\xfe")
    with pytest.raises(MandateError, match="save it as UTF-8"):
        load_mandate(tmp_path)


def test_reasons_name_the_remedy() -> None:
    mandate = Mandate.model_validate(
        {"who": "abc", "purpose": "abc", "legal_basis": "abc", "from": "2026-11-01", "until": "2026-12-31",
         "kinds": ["telegram"]}
    )  # fmt: skip
    assert "berlaku mulai 2026-11-01" in reason_against(mandate, "telegram", date(2026, 10, 1))
    assert "berakhir 2026-12-31" in reason_against(mandate, "telegram", date(2027, 1, 1))
    assert "tidak mencakup sumber jenis file" in reason_against(mandate, "file", date(2026, 11, 20))
    assert reason_against(mandate, "telegram", date(2026, 11, 20)) == ""


def test_the_kinds_of_a_mandate_are_the_kinds_that_need_one() -> None:
    def needs(kind: Kind) -> bool:
        url = "masuk/x" if kind is Kind.FILE else "https://x.example/"
        selectors = {"links": "a"} if kind is Kind.LISTING else {}
        return Source.model_validate(
            {"id": "contoh", "title": "x", "publisher": "x", "kind": kind, "url": url, "evidence": "x",
             "category": "open_channel", "selectors": selectors}
        ).needs_mandate  # fmt: skip

    assert set(get_args(PostKind)) == {kind.value for kind in Kind if needs(kind)}
