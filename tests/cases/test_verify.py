"""`pantau verify`: whatever is done to a package is found and named, without the data that it was made of."""

import json
import os
import random
import secrets
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cases.log import FIRST
from cases.package.verify import verify_package
from core import clock
from core.canonical import canonical, sha256
from core.keys import SIGNATURE, load_key
from tests.cases.sealing import Parts, office, parts_of, put, resealed

CHANGES = 2000
TEXT = "evidence/e-1/text.txt"


@dataclass(frozen=True)
class Given:
    """A package as its recipient has it, and the desk's key as only the desk has it."""

    path: Path
    fingerprint: str
    private: bytes

    @property
    def parts(self) -> Parts:
        return parts_of(self.path)


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Given]:
    folder = tmp_path_factory.mktemp("sealed")
    before = clock.now() if clock.is_fixed() else None
    made = office(folder / "data")
    sealed = made.package(folder / "paket.zip")
    yield Given(folder / "paket.zip", sealed.fingerprint, load_key(made.settings.keys, SIGNATURE))
    clock.fix(before)


def faults(path: Path, key: str = "") -> tuple[str, ...]:
    return verify_package(path, key).faults


def named(found: tuple[str, ...]) -> set[str]:
    """What the faults name: files, or the container."""
    return {one.split(":")[0] for one in found}


@contextmanager
def altered(path: Path, place: int, mask: int) -> Iterator[None]:
    """One byte of this file is another one, for a while."""
    with path.open("r+b", buffering=0) as file:
        file.seek(place)
        before = file.read(1)
        file.seek(place)
        file.write(bytes([before[0] ^ mask]))
        yield
        file.seek(place)
        file.write(before)


def test_a_package_as_it_was_made_is_whole(given: Given) -> None:
    verdict = verify_package(given.path, given.fingerprint)
    assert verdict.faults == ()
    assert verdict.fingerprint == given.fingerprint
    assert any("Kunci meja cocok" in one for one in verdict.notes)
    assert any("jam yang ditetapkan dengan tangan" in one for one in verdict.notes)  # as tests are made


def test_without_a_key_it_says_that_whose_key_it_is_was_not_checked(given: Given) -> None:
    verdict = verify_package(given.path)
    assert verdict.faults == ()
    assert any("PERINGATAN" in one and given.fingerprint in one for one in verdict.notes)
    spaced = ":".join(given.fingerprint.upper()[n : n + 4] for n in range(0, 64, 4))
    assert faults(given.path, spaced) == ()


def test_of_random_one_byte_changes_all_are_found_and_named(given: Given, tmp_path: Path) -> None:
    raw, names = given.path.read_bytes(), set(given.parts)
    changed, chance = tmp_path / "berubah.zip", random.Random(20261128)
    with zipfile.ZipFile(given.path) as container:
        spans = {
            one.filename: range(one.header_offset, one.header_offset + 30 + len(one.filename) + one.file_size)
            for one in container.infolist()
        }
        directory = container.start_dir
    changed.write_bytes(raw)
    missed = []
    for turn in range(CHANGES):
        # A third anywhere, a third in the heads of files, a third in the list: most bytes are the PDF's.
        head = chance.choice(list(spans.values())).start
        anywhere = chance.randrange(len(raw))
        place = (anywhere, head + chance.randrange(30), chance.randrange(directory, len(raw)))[turn % 3]
        with altered(changed, place, chance.randrange(1, 256)):
            found = named(faults(changed, given.fingerprint))
        struck = next((name for name, span in spans.items() if place in span), "")
        # In a file: that file. In the list: the file that its line is about, or the container.
        fits = found & {struck, "wadah ZIP"} if struck else found
        if not fits or (turn % 3 == 0 and struck and struck not in found):
            missed.append((place, struck, found))
    assert missed == []
    assert len(names) > 10


def test_every_byte_of_the_first_head_and_of_the_end_counts(given: Given, tmp_path: Path) -> None:
    raw, changed = given.path.read_bytes(), tmp_path / "berubah.zip"
    changed.write_bytes(raw)
    with zipfile.ZipFile(given.path) as container:
        first, directory = container.infolist()[0], container.start_dir
    heads = range(30 + len(first.filename))
    for place in (*heads, *range(directory, directory + 60), *range(len(raw) - 22, len(raw))):
        with altered(changed, place, 0xFF):
            assert faults(changed, given.fingerprint), place
    assert faults(changed, given.fingerprint) == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw + b"\0",
        lambda raw: b"\0" + raw,
        lambda raw: raw[:-1],
        lambda raw: raw[: len(raw) // 2],
        lambda raw: b"",
        lambda raw: b"PK",
        lambda raw: raw[:-2] + b"\x05\0hallo",  # a comment
    ],
)
def test_nothing_stands_before_or_behind(
    given: Given, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "lain.zip"
    path.write_bytes(change(given.path.read_bytes()))
    assert named(faults(path, given.fingerprint)) == {"wadah ZIP"}


def test_a_gap_between_two_files_is_found(given: Given, tmp_path: Path) -> None:
    """The list is told where the files lie now: an ordinary reader sees nothing."""
    path = tmp_path / "celah.zip"
    with zipfile.ZipFile(path, "w") as container:
        for name, raw in given.parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o600 << 16
            container.writestr(info, raw)
            if name == "dossier.pdf" and container.fp is not None:
                container.fp.write(b"rahasia")
                container.start_dir = container.fp.tell()
    assert zipfile.ZipFile(path).testzip() is None
    assert faults(path, given.fingerprint)


@pytest.mark.parametrize(
    "name", ["dossier.pdf", "custody.jsonl", "seal.json", "manifest.sig", "manifest.json", "desk-key.pem"]
)
def test_a_removed_file_is_named(given: Given, tmp_path: Path, name: str) -> None:
    parts = {one: raw for one, raw in given.parts.items() if one != name}
    assert name in named(faults(put(tmp_path / "a.zip", parts), given.fingerprint))


def test_every_removed_evidence_file_is_named_also_where_the_desk_seals_it_anew(
    given: Given, tmp_path: Path
) -> None:
    for name in given.parts:
        if name.startswith("evidence/"):
            parts = {one: raw for one, raw in given.parts.items() if one != name}
            assert name in named(faults(put(tmp_path / "a.zip", parts), given.fingerprint))
            again = put(tmp_path / "a.zip", resealed(parts, given.private))
            assert name in named(faults(again, given.fingerprint))


def test_an_added_file_is_named(given: Given, tmp_path: Path) -> None:
    for name in ("tambahan.txt", "evidence/e-1/tambahan.txt", "evidence/e-2/manifest.json", "manifest.tsr"):
        path = put(tmp_path / "a.zip", {**given.parts, name: b"x"})
        assert name in named(faults(path, given.fingerprint))


def test_swapped_and_renamed_files_are_named(given: Given, tmp_path: Path) -> None:
    parts = given.parts
    one, other = "dossier.pdf", "dossier.docx"
    swapped = {**parts, one: parts[other], other: parts[one]}
    assert named(faults(put(tmp_path / "a.zip", swapped), given.fingerprint)) >= {one, other}
    new = "evidence/e-1/lain.txt"
    renamed = {(new if name == TEXT else name): raw for name, raw in parts.items()}
    assert named(faults(put(tmp_path / "b.zip", renamed), given.fingerprint)) >= {TEXT, new}


def test_files_in_another_order_are_found(given: Given, tmp_path: Path) -> None:
    parts = given.parts
    turned = {name: parts[name] for name in ("README.txt", *(one for one in parts if one != "README.txt"))}
    assert faults(put(tmp_path / "a.zip", turned), given.fingerprint)


def test_a_manifest_signed_anew_with_another_key(given: Given, tmp_path: Path) -> None:
    path = put(tmp_path / "a.zip", resealed(given.parts, secrets.token_bytes(32)))
    assert any("kunci lain" in one for one in faults(path, given.fingerprint))
    # Without the fingerprint: what the desk's key signed before is not vouched for by the new one.
    assert named(faults(path)) >= {"evidence/e-1/manifest.sig", "approvals.json"}


def test_a_cut_custody_log_is_named(given: Given, tmp_path: Path) -> None:
    parts = given.parts
    lines = parts["custody.jsonl"].splitlines(keepends=True)
    cut = put(tmp_path / "a.zip", {**parts, "custody.jsonl": b"".join(lines[:-1])})
    found = faults(cut, given.fingerprint)
    assert any(one.startswith("custody.jsonl:") and "dipotong" in one for one in found)


def test_even_the_desk_s_own_key_cannot_cut_the_custody_log(given: Given, tmp_path: Path) -> None:
    parts = given.parts
    lines = parts["custody.jsonl"].splitlines(keepends=True)
    for kept, name in (
        (lines[:-1], "approvals.json"),  # the chain holds; the last approval is gone with it
        ([*lines[:4], *lines[5:]], "custody.jsonl"),
        (lines[1:], "custody.jsonl"),
        ([lines[1], lines[0], *lines[2:]], "custody.jsonl"),
    ):
        cut = resealed({**parts, "custody.jsonl": b"".join(kept)}, given.private)
        assert name in named(faults(put(tmp_path / "a.zip", cut), given.fingerprint))


def chained_anew(lines: list[dict[str, Any]]) -> bytes:
    """A log whose entries were altered, chained anew by somebody who knows how."""
    previous, out = FIRST, b""
    for place, line in enumerate(lines, start=1):
        told = {name: one for name, one in line.items() if name != "hash"}
        facts = {**told, "place": place, "previous": previous}
        previous = sha256(canonical(facts))
        out += canonical({**facts, "hash": previous}) + b"\n"
    return out


def test_a_log_altered_and_chained_anew_is_not_what_was_approved(given: Given, tmp_path: Path) -> None:
    parts = given.parts
    lines = [json.loads(line) for line in parts["custody.jsonl"].splitlines()]
    for line in lines:
        if line["step"] == "described":
            line["data"]["place"] = "64.08.01"
    forged = resealed({**parts, "custody.jsonl": chained_anew(lines)}, given.private)
    found = faults(put(tmp_path / "a.zip", forged), given.fingerprint)
    assert any("kasus berubah setelah disetujui" in one for one in found)
    assert "case.json" in named(found)


def test_approvals_that_were_swapped_or_forged(given: Given, tmp_path: Path) -> None:
    parts = given.parts
    told = json.loads(parts["approvals.json"])
    swapped = [
        {**told[0], "signature": told[1]["signature"]},
        {**told[1], "signature": told[0]["signature"]},
    ]
    for other in (swapped, told[:1], [told[1], told[0]], []):
        forged = resealed({**parts, "approvals.json": canonical(other)}, given.private)
        found = faults(put(tmp_path / "a.zip", forged), given.fingerprint)
        assert "approvals.json" in named(found)
    lines = [json.loads(line) for line in parts["custody.jsonl"].splitlines()]
    for line, one in zip([one for one in lines if one["step"] == "approved"], swapped, strict=True):
        line["data"]["signature"] = one["signature"]
    both = {"approvals.json": canonical(swapped), "custody.jsonl": chained_anew(lines)}
    found = faults(put(tmp_path / "a.zip", resealed({**parts, **both}, given.private)), given.fingerprint)
    assert any("tanda tangan tidak cocok dengan isinya" in one for one in found)


def test_signers_without_the_desk_s_signature_do_not_count(given: Given, tmp_path: Path) -> None:
    parts = given.parts
    told = json.loads(parts["signers.json"])
    told["certificates"][0]["name"] = "Orang Lain"
    forged = resealed({**parts, "signers.json": canonical(told)}, given.private)
    assert "approvals.json" in named(faults(put(tmp_path / "a.zip", forged), given.fingerprint))


def test_other_words_than_those_that_were_approved(given: Given, tmp_path: Path) -> None:
    parts = given.parts
    told = json.loads(parts["case.json"])
    told["texts"][0]["text"] += " sekarang"
    forged = resealed({**parts, "case.json": canonical(told)}, given.private)
    assert "case.json" in named(faults(put(tmp_path / "a.zip", forged), given.fingerprint))


def test_a_log_that_lists_other_files_than_the_evidence_itself(given: Given, tmp_path: Path) -> None:
    """The matter names the evidence by its manifest, so the manifest is what the log must agree with."""
    parts = given.parts
    lines = [json.loads(line) for line in parts["custody.jsonl"].splitlines()]
    for line in lines:
        if line["step"] == "evidence_added":
            line["data"]["files"] = [one for one in line["data"]["files"] if one["name"] != "text.txt"]
    own = {name: raw for name, raw in parts.items() if name != TEXT}
    forged = resealed({**own, "custody.jsonl": chained_anew(lines)}, given.private)
    found = faults(put(tmp_path / "a.zip", forged), given.fingerprint)
    assert "evidence/e-1/manifest.json" in named(found)


def test_evidence_of_another_piece(given: Given, tmp_path: Path) -> None:
    forged = resealed({**given.parts, TEXT: b"Kalimat lain"}, given.private)
    assert TEXT in named(faults(put(tmp_path / "a.zip", forged), given.fingerprint))


HOSTILE = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b'{"a":1',
    b"[" * 100_000,
    b"\xff\xfe",
    b'{"matter":2,"texts":[1]}',
    b"1" * 9000,
    b'{"certificates":[{}],"deputies":[1]}',
]


@pytest.mark.parametrize("name", ["case.json", "approvals.json", "signers.json"])
def test_hostile_records_are_faults_and_never_failures(given: Given, tmp_path: Path, name: str) -> None:
    for raw in HOSTILE:
        parts = resealed({**given.parts, name: raw}, given.private)
        assert faults(put(tmp_path / "a.zip", parts), given.fingerprint), raw[:20]


@pytest.mark.parametrize(
    "name", ["custody.jsonl", "manifest.json", "seal.json", "manifest.sig", "desk-key.pem"]
)
def test_hostile_seals_are_faults_and_never_failures(given: Given, tmp_path: Path, name: str) -> None:
    for raw in HOSTILE:
        path = put(tmp_path / "a.zip", {**given.parts, name: raw + b"\n"})
        assert name in named(faults(path, given.fingerprint)), raw[:20]


WEIRD: list[Any] = [
    None,
    [],
    {},
    [[]],
    "",
    "\x1b[31m",
    7,
    -1,
    {"id": 1, "sha256": []},
    "0001-01-01T00:00:00+14:00",
]


def test_a_log_that_says_anything_at_all_is_a_fault_and_never_a_failure(given: Given, tmp_path: Path) -> None:
    """Chained anew and sealed by the desk's own key: whoever holds it may write what they like."""
    parts, chance = given.parts, random.Random(7)
    lines = [json.loads(line) for line in parts["custody.jsonl"].splitlines()]
    answered = 0
    for _ in range(150):
        told = json.loads(json.dumps(lines))
        place = chance.choice(told)
        inner = place["data"] if place["data"] and chance.random() < 0.8 else place
        name = chance.choice(list(inner))
        if name == "files" and chance.random() < 0.7:
            inner = inner["files"][0]
            name = chance.choice(list(inner))
        inner[name] = chance.choice(WEIRD)
        forged = resealed({**parts, "custody.jsonl": chained_anew(told)}, given.private)
        found = faults(put(tmp_path / "a.zip", forged), given.fingerprint)
        assert all(one.isprintable() for one in found)
        answered += 1
    assert answered == 150


def test_names_that_lead_elsewhere_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    for name in ("../keluar.txt", "/etc/passwd", "a/../b", "a\\b", "C:x", ".ssh", "a//b", "a/", "a\nb"):
        with zipfile.ZipFile(path, "w") as container:
            container.writestr(zipfile.ZipInfo(name), b"x")
        assert any("nama berkas tidak diperbolehkan" in one for one in faults(path)), name


def test_what_is_compressed_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bom.zip", "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("bom.txt", b"0" * 5_000_000)
    found = faults(tmp_path / "bom.zip")
    assert found == ("bom.txt: dimampatkan; paket tidak pernah dimampatkan",)


def test_it_needs_no_data_folder_and_no_settings(given: Given, tmp_path: Path) -> None:
    """As a process, in an empty folder, with settings that could not be read if anybody asked for them."""
    root = Path(__file__).resolve().parent.parent.parent
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PANTAU_")}
    environment |= {
        "PYTHONPATH": str(root),
        "PANTAU_DATA": str(tmp_path / "tidak-ada"),
        "PANTAU_TIMEZONE": "Bukan/Zona",
    }

    def run(path: Path, *more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from pantau import app; app()", "verify", str(path), *more]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    whole = run(given.path, "--key", given.fingerprint)
    assert (whole.returncode, whole.stderr) == (0, "")
    assert whole.stdout.splitlines()[-1].startswith("UTUH")
    put(tmp_path / "rusak.zip", {**given.parts, "dossier.pdf": b"lain"})
    broken = run(tmp_path / "rusak.zip")
    assert broken.returncode == 1
    assert "SALAH dossier.pdf:" in broken.stdout
    assert broken.stdout.splitlines()[-1].startswith("TIDAK UTUH")
    assert not (tmp_path / "tidak-ada").exists()
