"""Whatever is done to sealed evidence, the check finds it and names the file."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import signing
from cases.evidence.manifest import Fault, Listed, check_evidence, make_manifest
from cases.seals import MANIFEST, SIGNATURE
from core.keys import SIGNATURE as KEY
from core.keys import load_key
from tests.cases.evidence.conftest import PNG, Bench, make_bench

FILES = ("brought.png", "facts.json", "facts.txt", "origin.json", MANIFEST, SIGNATURE)
QUICK = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bench, Path, str]:
    bench = make_bench(tmp_path_factory.mktemp("sealed") / "data")
    entry = bench.brought()
    return bench, bench.place(entry), entry.data["manifest"]


@pytest.fixture
def copied(sealed: tuple[Bench, Path, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(sealed[1], tmp_path / "copy"))


def named(faults: list[Fault]) -> set[str]:
    return {one.file for one in faults}


def test_what_was_sealed_is_whole(sealed: tuple[Bench, Path, str]) -> None:
    bench, place, manifest = sealed
    assert sorted(path.name for path in place.iterdir()) == sorted(FILES)
    assert check_evidence(place, manifest=manifest, evidence_id=place.name) == []
    assert check_evidence(place) == []
    told = json.loads((place / MANIFEST).read_bytes())
    assert told["key"] == signing.fingerprint(signing.public_key(load_key(bench.settings.keys, KEY)))
    assert told["facts"] == json.loads((place / "facts.json").read_bytes())
    assert told["facts"]["origin"] == "tidak diambil oleh sistem"


def test_only_its_user_may_read_it(sealed: tuple[Bench, Path, str]) -> None:
    bench, place, _ = sealed
    for path in (bench.settings.cases, place.parent, place):
        assert path.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in place.iterdir()} == {0o600}


def test_each_changed_byte_is_found_and_named(sealed: tuple[Bench, Path, str]) -> None:
    _, place, manifest = sealed

    @QUICK
    @given(st.sampled_from(FILES), st.integers(0), st.integers(1, 255), st.booleans())
    def change(name: str, at: int, flip: int, known: bool) -> None:
        path = place / name
        content = path.read_bytes()
        at %= len(content)
        path.write_bytes(content[:at] + bytes([content[at] ^ flip]) + content[at + 1 :])
        try:
            faults = check_evidence(place, manifest=manifest if known else "")
        finally:
            path.write_bytes(content)
        if known and name != MANIFEST:  # a changed manifest may name a file whose hash it tells wrong
            assert named(faults) == {name}
        else:
            assert name in named(faults)

    change()


@pytest.mark.parametrize("name", FILES)
def test_each_lost_file_is_named_and_a_link_is_none(copied: Path, name: str) -> None:
    (copied / name).unlink()
    assert check_evidence(copied) == [Fault(name, "missing")]
    (copied / name).symlink_to(copied / "nowhere")
    assert named(check_evidence(copied)) == {name}


@pytest.mark.parametrize("at", range(88))
def test_no_other_way_to_write_the_signature_passes(sealed: tuple[Bench, Path, str], at: int) -> None:
    _, place, manifest = sealed
    content = (place / SIGNATURE).read_bytes()
    try:
        for other in b"AB+/=\n":
            if content[at] != other:
                (place / SIGNATURE).write_bytes(content[:at] + bytes([other]) + content[at + 1 :])
                assert named(check_evidence(place, manifest=manifest)) == {SIGNATURE}
    finally:
        (place / SIGNATURE).write_bytes(content)


def test_a_file_more_renamed_longer_or_swapped_is_named(copied: Path) -> None:
    (copied / "lain.txt").write_bytes(b"x")
    assert check_evidence(copied) == [Fault("lain.txt", "unlisted")]
    (copied / "lain.txt").unlink()
    (copied / "facts.txt").rename(copied / "fakta.txt")
    assert named(check_evidence(copied)) == {"facts.txt", "fakta.txt"}
    (copied / "fakta.txt").rename(copied / "facts.txt")
    (copied / "brought.png").write_bytes(PNG + b"\0")
    assert named(check_evidence(copied)) == {"brought.png"}
    (copied / "brought.png").write_bytes((copied / "facts.txt").read_bytes())
    (copied / "facts.txt").write_bytes(PNG)
    assert named(check_evidence(copied)) == {"brought.png", "facts.txt"}


def test_a_manifest_signed_anew_is_not_the_one_of_the_log(
    sealed: tuple[Bench, Path, str], copied: Path
) -> None:
    told = json.loads((copied / MANIFEST).read_bytes())
    own = b"\7" * 32
    forged, signature = make_manifest(
        case_id=told["case"],
        evidence_id=told["evidence"],
        kind="capture",
        facts=told["facts"],
        files=[Listed(**one) for one in told["files"]],
        key=own,
    )
    (copied / MANIFEST).write_bytes(forged)
    (copied / SIGNATURE).write_bytes(signature)
    assert check_evidence(copied) == []  # whole in itself: who signed it, only the fingerprint tells
    assert check_evidence(copied, manifest=sealed[2]) == [Fault(MANIFEST, "other_manifest")]


def test_evidence_in_anothers_place_is_told(sealed: tuple[Bench, Path, str]) -> None:
    bench, place, manifest = sealed
    other = bench.brought(PNG + b"lain")
    assert check_evidence(bench.place(other), manifest=manifest) == [Fault(MANIFEST, "other_manifest")]
    assert check_evidence(bench.place(other), evidence_id=place.name) == [Fault(MANIFEST, "other_evidence")]


def test_files_with_personal_data_are_marked_and_each_that_is_missing_is_named(copied: Path) -> None:
    told = json.loads((copied / MANIFEST).read_bytes())
    personal = {one["name"] for one in told["files"] if one["personal"]}
    assert personal == {"brought.png", "origin.json"}
    for name in personal:
        (copied / name).unlink()
    assert named(check_evidence(copied)) == personal


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"format":"pantau-evidence-1"}',
        b'{"files":[{"media_type":"","name":"../../x","personal":false,"sha256":"","size":0}],'
        b'"facts":{},"facts_sha256":"","format":"pantau-evidence-1"}',
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"facts":{},"files":[1],"format":"pantau-evidence-1"}',
        b'{"facts":{},"facts_sha256":1,"files":[],"format":"pantau-evidence-1","public_key":5}',
        b'{"facts":{"a":1.5},"facts_sha256":"","files":[],"format":"pantau-evidence-1"}',
    ],
)
def test_no_manifest_is_a_fault_of_the_check(copied: Path, text: bytes) -> None:
    (copied / MANIFEST).write_bytes(text)
    assert named(check_evidence(copied)) & {MANIFEST, SIGNATURE}
