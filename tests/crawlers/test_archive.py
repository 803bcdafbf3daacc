import gzip
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator

from core.record import Page
from crawlers.archive import Archive, ArchiveError, SourceBusyError, decode_body, mend_file

MORNING = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)
EVENING = datetime(2026, 11, 24, 23, 0, 0, tzinfo=UTC)


def write(archive: Archive, words: str = "isi", source: str = "satu", moment: datetime = MORNING) -> Page:
    return archive.write_response(
        source_id=source,
        url=f"http://kabar.example/{words}?a=1",
        status=200,
        reason="OK",
        headers=(("Content-Type", "text/html"), ("ETag", '"1"')),
        body=f"<p>{words}</p>".encode(),
        fetched_at=moment,
        request_headers=(("User-Agent", "Pantau"),),
    )


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path) as archive:
        yield archive


def records(path: Path) -> list[tuple[str, bytes]]:
    with path.open("rb") as file:
        return [(record.rec_type, record.content_stream().read()) for record in ArchiveIterator(file)]


def test_a_response_is_a_record_that_others_can_read(archive: Archive, tmp_path: Path) -> None:
    page = write(archive)
    assert page.warc_file == "satu/2026-11-23-1.warc.gz"
    assert archive.read_body(page) == b"<p>isi</p>"
    with (tmp_path / page.warc_file).open("rb") as file:
        file.seek(page.warc_offset)
        record = next(ArchiveIterator(file, check_digests="raise"))
        assert record.rec_headers.get_header("WARC-Date") == "2026-11-23T01:02:03Z"
        assert record.rec_headers.get_header("WARC-Target-URI") == page.url
        assert record.http_headers.get_statuscode() == "200"
        assert record.http_headers.get_header("ETag") == '"1"'
        assert record.content_stream().read() == b"<p>isi</p>"
    assert [kind for kind, _ in records(tmp_path / page.warc_file)] == ["warcinfo", "response", "request"]


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"halo " * 99, mtime=0)),
        ("deflate", zlib.compress(b"halo " * 99)),
        ("deflate", zlib.compress(b"halo " * 99)[2:-4]),
        ("br", brotli.compress(b"halo " * 99)),
        ("gzip", b"halo " * 99),  # a server that lies
        ("", b"halo " * 99),
    ],
)
def test_bodies_are_kept_as_sent_and_read_decoded(archive: Archive, encoding: str, packed: bytes) -> None:
    headers = (("Content-Encoding", encoding),) if encoding else ()
    page = archive.write_response(
        source_id="satu",
        url="http://kabar.example/",
        status=200,
        reason="OK",
        headers=headers,
        body=packed,
        fetched_at=MORNING,
    )
    assert archive.read_body(page) == b"halo " * 99


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("br", brotli.compress)])
def test_a_bomb_is_cut(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    body = decode_body(pack(bytes(10_000_000)), (("Content-Encoding", encoding),), limit=1000)
    assert 1000 <= len(body) < 100_000  # brotli gives whole blocks


def test_resources_are_kept_too(archive: Archive) -> None:
    page = archive.write_resource(
        source_id="impor",
        url="urn:pantau:impor:1",
        body=b'{"text": "halo"}',
        content_type="application/json",
        fetched_at=MORNING,
    )
    assert archive.read_body(page) == b'{"text": "halo"}'
    assert page.headers == (("Content-Type", "application/json"),)


def test_a_file_holds_one_day_of_one_source_and_no_more_than_its_limit(tmp_path: Path) -> None:
    with Archive(tmp_path, max_file=3000) as archive:
        pages = [write(archive, f"isi-{number}") for number in range(8)]
        other = write(archive, "lain", source="dua")
        later = write(archive, "besok", moment=EVENING)
        files = sorted(path.name for path in (tmp_path / "satu").iterdir())
        assert len(files) > 3
        assert all(path.stat().st_size <= 3000 for path in (tmp_path / "satu").iterdir())
        assert other.warc_file == "dua/2026-11-23-1.warc.gz"
        assert later.warc_file == "satu/2026-11-24-1.warc.gz"
        assert [archive.read_body(page) for page in pages] == [f"<p>isi-{n}</p>".encode() for n in range(8)]


def test_a_second_process_goes_on_in_the_same_file(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        first = write(archive, "pagi")
    with Archive(tmp_path) as archive:
        second = write(archive, "sore")
        assert first.warc_file == second.warc_file
        assert [archive.read_body(page) for page in (first, second)] == [b"<p>pagi</p>", b"<p>sore</p>"]


def test_a_torn_last_record_is_cut_wherever_it_was_torn(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        pages = [write(archive, f"isi-{number}") for number in range(3)]
    path = tmp_path / pages[0].warc_file
    whole = path.read_bytes()
    before = records(path)
    assert len(before) == 7  # warcinfo and three pairs
    for length in range(pages[2].warc_offset + 1, len(whole), 5):
        path.write_bytes(whole[:length])
        assert "cut from" in mend_file(path) or path.read_bytes() == whole[:length]
        left = records(path)  # warcio reads it to its end
        assert left in (before[:5], before[:6])  # the pair is one write: its request may be what was torn
        assert path.read_bytes() == whole[: path.stat().st_size]
        assert mend_file(path) == ""
    assert Archive(tmp_path).read_body(pages[1]) == b"<p>isi-1</p>"


def test_a_file_without_a_whole_record_goes(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        path = tmp_path / write(archive).warc_file
    path.write_bytes(path.read_bytes()[:50])
    [line] = Archive(tmp_path).mend()
    assert "removed" in line
    assert not path.exists()


def test_what_is_whole_is_left_alone(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        path = tmp_path / write(archive).warc_file
    before = path.read_bytes()
    assert Archive(tmp_path).mend() == []
    assert path.read_bytes() == before


def test_writing_again_mends_first(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        first, torn = write(archive, "utuh"), write(archive, "sobek")
    path = tmp_path / first.warc_file
    path.write_bytes(path.read_bytes()[: torn.warc_offset + 30])
    with Archive(tmp_path) as archive:
        after = write(archive, "lanjut")
        assert after.warc_offset == torn.warc_offset
        assert [archive.read_body(page) for page in (first, after)] == [b"<p>utuh</p>", b"<p>lanjut</p>"]
        with pytest.raises(ArchiveError, match="not the one of"):
            archive.read_body(torn)


def test_one_process_at_a_time_writes_a_source(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        write(archive)
        other = Archive(tmp_path)
        with pytest.raises(SourceBusyError, match="another process"):
            other.open_source("satu", patience=0.1)
        write(other, source="dua")
        assert other.mend() == []  # what is being written is not touched
        other.close()
    Archive(tmp_path).open_source("satu", patience=0.0)


@pytest.mark.parametrize(
    "name", ["", "satu", "../luar.warc.gz", "../2026-11-23-1.warc.gz", "/etc/passwd", "satu/../../etc/passwd"]
)
def test_only_a_file_of_a_source_is_opened(name: str, tmp_path: Path) -> None:
    with Archive(tmp_path) as elsewhere:
        path = tmp_path / write(elsewhere).warc_file
    path.rename(tmp_path / path.name)  # whole, and not in the archive
    with pytest.raises(ArchiveError, match="is no file of the archive"):
        Archive(tmp_path / "arsip").read_record(name, 0)


@pytest.mark.parametrize("offset", [-1, 3, 10**30])
def test_where_no_record_begins_says_so(offset: int, archive: Archive) -> None:
    page = write(archive)
    with pytest.raises(ArchiveError, match=f"no readable record at byte {offset}"):
        archive.read_record(page.warc_file, offset)
    with pytest.raises(ArchiveError, match="no readable record"):
        archive.read_record("nol\0/2026-11-23-1.warc.gz", 0)


def test_a_torn_record_is_not_read_in_part_wherever_it_was_torn(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        page = write(archive)
    path = tmp_path / page.warc_file
    whole = path.read_bytes()
    _, packed = archive.record_at(page.warc_file, page.warc_offset)
    for end in range(page.warc_offset, page.warc_offset + len(packed)):
        path.write_bytes(whole[:end])
        with pytest.raises(ArchiveError, match="no readable record"):
            archive.read_record(page.warc_file, page.warc_offset)


def test_a_page_that_is_not_there_says_so(archive: Archive, tmp_path: Path) -> None:
    page = write(archive)
    (tmp_path / page.warc_file).unlink()
    with pytest.raises(ArchiveError, match="no readable record at byte"):
        archive.read_body(page)
