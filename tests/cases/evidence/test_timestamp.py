"""Time stamps against a local authority made with OpenSSL, over HTTP: good ones, and each bad one by name."""

import base64
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.case import Evidence
from cases.evidence import stamping
from cases.evidence.der import with_certificates_in_order
from cases.evidence.manifest import Fault, check_evidence
from cases.evidence.stamping import retry_stamps, stamped_hash
from cases.evidence.timestamp import StampError, read_roots, request_stamp, stamp_time, verify_stamp
from cases.evidence.wording import STAMP_REASONS
from cases.log import CaseStep
from cases.seals import MANIFEST, STAMP
from core import clock
from core.canonical import sha256
from core.settings import Settings
from tests.cases.evidence.authority import Authority, answering, make_authority
from tests.cases.evidence.conftest import Bench


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with answering(make_authority(tmp_path_factory.mktemp("tsa") / "good")) as one:
        yield one


@pytest.fixture
def authority(good: Authority) -> Iterator[Authority]:
    """The good one, which a test may spoil."""
    yield good
    good.answer = good.stamped
    good.queries.clear()


def code(settings: Settings, content: bytes = b"manifes") -> str:
    """Why these bytes get no stamp."""
    with pytest.raises(StampError) as caught:
        request_stamp(content, settings)
    assert str(caught.value) == STAMP_REASONS[caught.value.code]
    return caught.value.code


def test_a_good_stamp_is_kept_entered_and_checked(bench: Bench, authority: Authority) -> None:
    entry = bench.brought()
    settings = authority.settings(bench.settings.data)
    assert one(bench).stamped == ""
    assert retry_stamps(bench.store, settings) == 1
    piece = one(bench)
    assert (piece.stamped, piece.stamp_reason) == ("good", "")
    place = bench.place(entry)
    last = bench.log[-1]
    assert last.step is CaseStep.TIMESTAMPED and last.data["authority"] == authority.url
    known = stamped_hash(bench.log, piece.id)
    assert known == sha256((place / STAMP).read_bytes())
    assert (place / STAMP).stat().st_mode & 0o777 == 0o600
    assert check_evidence(place, manifest=piece.manifest, stamp=known) == []
    at = stamp_time(place)
    assert at is not None and abs(datetime.now(UTC) - at) < timedelta(minutes=5)
    assert last.data["at"] == at.isoformat()
    # nothing is asked twice
    assert retry_stamps(bench.store, settings, force=True) == 0
    assert len(authority.queries) == 1
    assert [path for path in place.parent.iterdir() if path.name.startswith(".")] == []


def test_an_authority_that_sends_its_whole_chain(bench: Bench, tmp_path: Path) -> None:
    """OpenSSL sends the certificates as they come, not in the order of DER."""
    made = make_authority(tmp_path / "tsa")
    with (made.folder / "tsa.cnf").open("a") as config:
        config.write("certs = ca.pem\n")
    place = bench.place(bench.brought())
    with answering(made):
        assert retry_stamps(bench.store, made.settings(bench.settings.data)) == 1
    sent, kept = (made.folder / "reply").read_bytes(), (place / STAMP).read_bytes()
    assert sorted(kept) == sorted(sent) and kept != sent
    assert check_evidence(place, stamp=stamped_hash(bench.log, place.name)) == []
    # OpenSSL itself takes what is kept
    answer, stamped, roots = (str(one) for one in (place / STAMP, place / MANIFEST, made.roots))
    line = ["openssl", "ts", "-verify", "-in", answer, "-data", stamped, "-CAfile", roots]
    assert b"Verification: OK" in subprocess.run(line, check=True, capture_output=True).stdout


@given(st.binary(max_size=200))
def test_what_is_no_answer_is_left_as_it_is(content: bytes) -> None:
    for told in (content, b"\x30\x84\xff\xff\xff\xff" + content, b"\x30" + content):
        assert sorted(with_certificates_in_order(told)) == sorted(told)


def test_each_byte_of_the_answer_counts(bench: Bench, authority: Authority) -> None:
    place = bench.place(bench.brought())
    retry_stamps(bench.store, authority.settings(bench.settings.data))
    known = stamped_hash(bench.log, place.name)
    content = (place / STAMP).read_bytes()
    for at in range(0, len(content), 37):
        (place / STAMP).write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert {fault.file for fault in check_evidence(place, stamp=known)} == {STAMP}
    (place / STAMP).unlink()
    assert check_evidence(place, stamp=known) == [Fault(STAMP, "missing")]
    assert check_evidence(place) == []  # nothing says that there was one


def test_a_stamp_of_another_manifest_is_told(bench: Bench, authority: Authority) -> None:
    first, second = bench.place(bench.brought()), bench.place(bench.brought(b"%PDF-1.7 lain"))
    assert retry_stamps(bench.store, authority.settings(bench.settings.data)) == 2
    (second / STAMP).write_bytes((first / STAMP).read_bytes())
    assert check_evidence(second) == [Fault(STAMP, "stamp")]


def test_without_an_authority_nothing_is_asked_and_nothing_is_entered(bench: Bench) -> None:
    bench.brought()
    assert retry_stamps(bench.store, bench.settings) == 0
    assert one(bench).stamped == ""


@pytest.mark.parametrize(("kind", "reason"), [("expired", "expired"), ("self_signed", "untrusted")])
def test_a_certificate_that_is_not_good(tmp_path: Path, kind: str, reason: str) -> None:
    made = make_authority(tmp_path / "tsa", **{kind: True})
    with answering(made):
        assert code(made.settings(tmp_path)) == reason


def test_an_authority_that_is_good_but_not_ours(tmp_path: Path, authority: Authority) -> None:
    other = make_authority(tmp_path / "lain")
    assert code(replace_roots(authority, tmp_path, other.roots)) == "untrusted"


def replace_roots(authority: Authority, data: Path, roots: Path | None) -> Settings:
    return authority.settings(data, tsa_roots=roots)


def test_without_roots_nothing_is_trusted_and_nothing_is_sent(tmp_path: Path, authority: Authority) -> None:
    assert code(replace_roots(authority, tmp_path, None)) == "no_roots"
    assert code(replace_roots(authority, tmp_path, tmp_path / "tidak-ada.pem")) == "bad_roots"
    (tmp_path / "bukan.pem").write_text("bukan sertifikat")
    assert code(replace_roots(authority, tmp_path, tmp_path / "bukan.pem")) == "bad_roots"
    assert authority.queries == []


def test_an_authority_that_is_away(tmp_path: Path, authority: Authority) -> None:
    assert (
        code(authority.settings(tmp_path, tsa="http://127.0.0.1:1", allow=("127.0.0.1:1",))) == "unreachable"
    )
    assert (
        code(authority.settings(tmp_path, allow=())) == "unreachable"
    )  # a private address that is not allowed
    assert authority.queries == []


def test_answers_that_are_none(tmp_path: Path, authority: Authority) -> None:
    settings = authority.settings(tmp_path)
    for status, body, reason in (
        (500, b"", "http"),
        (200, b"", "garbage"),
        (200, b"<html>masuk dulu</html>", "garbage"),
        (200, b"\x30\x03\x02\x01", "garbage"),
        (200, b"\x30\x05\x30\x03\x02\x01\x02", "refused"),  # PKIStatus 2: rejection
        (302, b"", "http"),
    ):
        authority.answer = lambda query, status=status, body=body: (status, body)  # type: ignore[misc]
        assert code(settings) == reason, body


def test_a_stamp_for_something_else_or_from_before(tmp_path: Path, authority: Authority) -> None:
    settings = authority.settings(tmp_path)
    old = request_stamp(b"yang lain", settings).answer
    authority.answer = lambda query: (200, old)
    assert code(settings) == "mismatch"
    assert code(settings, b"yang lain") == "mismatch"  # the right hash, for another question: a replay
    roots = read_roots(authority.roots)
    assert verify_stamp(old, sha256(b"yang lain"), roots).answer == old  # kept, it stays good
    with pytest.raises(StampError):
        verify_stamp(old, sha256(b"yang lain"), [])


def test_no_changed_answer_passes(tmp_path: Path, authority: Authority) -> None:
    """Of the bytes that an authority signs none may differ."""
    answer = request_stamp(b"manifes", authority.settings(tmp_path)).answer
    roots, digest = read_roots(authority.roots), sha256(b"manifes")
    passed = []
    for at in range(9, len(answer)):
        changed = answer[:at] + bytes([answer[at] ^ 1]) + answer[at + 1 :]
        try:
            got = verify_stamp(changed, digest, roots)
        except StampError:
            continue
        passed.append((at, got.at))
    genuine = verify_stamp(answer, digest, roots).at
    assert all(at == genuine for _, at in passed)  # what is not signed (a version, a tag) says nothing
    assert len(passed) < 20, base64.b64encode(answer)


def test_an_authority_whose_clock_is_off(
    tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.wall()
    monkeypatch.setattr(clock, "wall", lambda: now + 7200)
    assert code(authority.settings(tmp_path)) == "clock"


def test_a_failure_is_visible_and_retried_less_and_less_often(
    bench: Bench, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.brought()
    now = [clock.wall()]
    monkeypatch.setattr(clock, "wall", lambda: now[0])
    settings = authority.settings(bench.settings.data)
    authority.answer = lambda query: (503, b"")

    def asked(seconds: float = 0.0, **how: Any) -> int:
        now[0] += seconds
        before = len(authority.queries)
        retry_stamps(bench.store, settings, **how)
        return len(authority.queries) - before

    assert asked() == 1
    assert (one(bench).stamped, one(bench).stamp_reason) == ("failed", STAMP_REASONS["http"])
    entries = len(bench.log)
    assert [asked(60), asked(61), asked(121), asked(120)] == [0, 1, 0, 1]
    assert asked(force=True, only="lain") == 0
    assert asked(force=True) == 1
    assert len(bench.log) == entries  # the same failure again is no entry
    authority.answer = lambda query: (200, b"x")
    assert asked(force=True) == 1
    assert one(bench).stamp_reason == STAMP_REASONS["garbage"]
    authority.answer = authority.stamped
    now[0] = datetime.now(UTC).timestamp()
    assert asked(force=True, by_user="u-9") == 1
    assert one(bench).stamped == "good"
    assert bench.log[-1].by_user == "u-9"


def test_a_wait_is_never_longer_than_an_hour(bench: Bench, authority: Authority) -> None:
    entry = bench.brought()
    settings = authority.settings(bench.settings.data)
    authority.answer = lambda query: (503, b"")
    for _ in range(7):
        retry_stamps(bench.store, settings, force=True)
    key = (str(settings.data), str(entry.data["evidence"]))
    assert stamping._waits[key][1] <= clock.wall() + 3600


def test_an_altered_manifest_is_never_stamped(bench: Bench, authority: Authority) -> None:
    place = bench.place(bench.brought())
    (place / MANIFEST).write_bytes((place / MANIFEST).read_bytes().replace(b"warga", b"polis"))
    assert retry_stamps(bench.store, authority.settings(bench.settings.data)) == 0
    assert one(bench).stamp_reason == STAMP_REASONS["no_manifest"]
    assert authority.queries == []


def one(bench: Bench) -> Evidence:
    return bench.case.evidence[0]
