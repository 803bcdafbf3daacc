"""What somebody brings: told by its bytes, stored under our names, marked as not captured by the system."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.case import Case
from cases.evidence import hand
from cases.evidence.manifest import check_evidence
from cases.log import CaseStep
from cases.store import CaseError
from core.canonical import sha256
from tests.cases.evidence.conftest import PNG, USER, Bench

GOOD = {
    "png": PNG,
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "pdf": b"%PDF-1.7\n",
    "mp4": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00",
    "m4a": b"\x00\x00\x00\x18ftypM4A \x00\x00\x02\x00",
    "ogg": b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead",
}
BAD = {
    "nothing": b"",
    "a page": b"<html><script>alert(1)</script>",
    "a picture with code": b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
    "a program": b"MZ\x90\x00",
    "a zip": b"PK\x03\x04",
    "a gif": b"GIF89a",
    "a sound in a frame of others": b"RIFF\x00\x00\x00\x00WAVEfmt ",
    "an Ogg of what nobody knows": b"OggS" + bytes(60),
    "a photograph as HEIC": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
    "a page that begins late": b"   %PDF-1.7",
    "a picture that begins late": b"x" + PNG,
}
NAMES = [
    "../../../etc/passwd",
    "..\\..\\x.png",
    "manifest.json",
    "facts.json",
    "a" * 5000,
    "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe",
    "",
    "\x00",
    'x"; rm -rf /.png',
]


@pytest.mark.parametrize("suffix", GOOD)
def test_what_is_taken_has_a_name_of_ours(bench: Bench, suffix: str) -> None:
    entry = bench.brought(GOOD[suffix])
    place = bench.place(entry)
    assert (place / f"brought.{suffix}").read_bytes() == GOOD[suffix]
    listed = {one["name"]: one for one in entry.data["files"]}
    assert listed[f"brought.{suffix}"]["sha256"] == sha256(GOOD[suffix])
    assert listed[f"brought.{suffix}"]["personal"] is True
    piece = bench.case.evidence[0]
    assert (piece.kind, piece.by_user, piece.item) == ("hand", USER, "")


@pytest.mark.parametrize("what", BAD)
def test_what_is_not_taken_leaves_nothing(bench: Bench, what: str) -> None:
    entries = len(bench.log)
    with pytest.raises(CaseError):
        bench.brought(BAD[what])
    assert len(bench.log) == entries
    assert not bench.settings.cases.exists()


def test_sizes_are_limited_by_sort() -> None:
    for content, most in ((PNG, 12_000_000), (GOOD["pdf"], 25_000_000), (GOOD["mp4"], 45_000_000)):
        whole = content + bytes(most - len(content))
        assert hand.refusal(whole) == ""
        assert "terlalu besar" in hand.refusal(whole + b"\0")


@given(st.binary(max_size=64))
def test_whatever_comes_is_told_or_refused(content: bytes) -> None:
    sort = hand.sort_of(content)
    assert (sort is None) == bool(hand.refusal(content))


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_anywhere(bench: Bench, name: str) -> None:
    place = bench.place(bench.brought(name=name))
    assert {path.name for path in place.iterdir()} == {
        "brought.png", "facts.json", "facts.txt", "origin.json", "manifest.json", "manifest.sig",
    }  # fmt: skip
    assert json.loads((place / "origin.json").read_bytes())["file_name"] == name[:300]
    assert check_evidence(place) == []


def test_its_facts_say_who_when_with_what_and_name_nobody(bench: Bench) -> None:
    entry = bench.brought(
        made_at=datetime(2026, 11, 19, 12, 30, tzinfo=UTC), device="Samsung A14, nomor 081234567890"
    )
    place = bench.place(entry)
    facts = json.loads((place / "facts.json").read_bytes())
    assert facts["captured_by_system"] is False
    assert facts["origin"] == "tidak diambil oleh sistem"
    assert (facts["given_by"], facts["received_by"]) == ("warga", USER)
    assert facts["times"]["made"] == {
        "utc": "2026-11-19T12:30:00+00:00",
        "local": "2026-11-19T20:30:00+08:00",
        "zone": "WITA, Asia/Makassar",
    }
    words = (place / "facts.txt").read_text()
    assert "Asal: tidak diambil oleh sistem" in words and "20:30:00+08:00" in words
    for name in ("facts.json", "facts.txt", "manifest.json"):
        content = (place / name).read_bytes()
        assert b"Budi" not in content and b"081234567890" not in content
    apart = json.loads((place / "origin.json").read_bytes())
    assert "Budi Karangan" in apart["words"] and "Budi Karangan" in apart["file_name"]
    assert b"Budi" not in b"".join(str(dict(one.data)).encode() for one in bench.log)


def test_a_case_that_changed_in_between_takes_nothing(bench: Bench) -> None:
    def closed(case: Case) -> None:
        raise CaseError("ditutup")

    with pytest.raises(CaseError, match="ditutup"):
        bench.brought(may=closed)
    assert [one.step for one in bench.log] == [CaseStep.OPENED]
    assert list((bench.settings.cases / bench.case_id).iterdir()) == []
