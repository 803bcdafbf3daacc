from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.record import (
    Candidate,
    Channel,
    CrawlState,
    Known,
    Page,
    Rejected,
    ResponseUse,
    SourceReport,
    Validators,
)
from crawlers.spool import (
    ResponseEntry,
    SpoolError,
    SpoolWriter,
    read_spool,
    read_state,
    reported,
    tally,
    write_state,
)

MOMENT = datetime(2026, 11, 23, 1, 2, 3, 456, tzinfo=UTC)
PAGE = Page(
    url="http://kabar.example/a",
    source_id="satu",
    fetched_at=MOMENT,
    status=200,
    headers=(("Content-Type", "text/html"), ("Set-Cookie", "a"), ("Set-Cookie", "b")),
    body_sha256="0" * 64,
    warc_file="satu/2026-11-23-1.warc.gz",
    warc_offset=0,
)
FULL = Candidate(
    source_id="satu",
    channel=Channel.POST,
    key="77",
    url="http://kabar.example/a",
    pages=(PAGE, PAGE),
    native_id="77",
    title='Judul "petik" ✔',
    author="Budi",
    published_at="kemarin",
    updated_at="2026-11-23",
    text="baris\nbaris\u2028baris",
    html="<p>",
    place="Sangatta",
    forwarded_from="grup",
)
KNOWN = Candidate(source_id="satu", channel=Channel.NEWS, key="k", url="", known=True)
LOST = Candidate(
    source_id="satu",
    channel=Channel.NEWS,
    key="l",
    url="u",
    rejected=Rejected(
        source_id="satu", what="u", stage="crawl", reason="http_404", detail="hilang", lasting=True
    ),
)


def report() -> SourceReport:
    return SourceReport(
        source_id="satu",
        status="paused",
        detail="jeda",
        requests=0,
        seconds=0.0,
        validators={"http://kabar.example/feed": Validators(etag='"1"', last_modified="kemarin")},
        paused_until=MOMENT,
        responses=2,
        offered=3,
    )


def write_all(path: Path, last: SourceReport) -> None:
    writer = SpoolWriter(path)
    writer.response(PAGE, ResponseUse.CONTROL, "feed")
    writer.candidate(KNOWN)
    writer.response(PAGE, ResponseUse.REJECTED, "http_404")
    writer.candidate(LOST)
    writer.candidate(FULL)
    writer.report(last)
    writer.close()


def test_everything_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "r" / "spool.jsonl"
    write_all(path, report())
    assert list(read_spool(path)) == [
        ResponseEntry(page=PAGE, use=ResponseUse.CONTROL, reason="feed"),
        KNOWN,
        ResponseEntry(page=PAGE, use=ResponseUse.REJECTED, reason="http_404"),
        LOST,
        FULL,
        report(),
    ]


def test_a_torn_last_line_is_not_there_and_goes_when_writing_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "spool.jsonl"
    write_all(path, report())
    whole = path.read_bytes()
    lines = whole.count(b"\n")
    path.write_bytes(whole[:-7])
    assert len(list(read_spool(path))) == lines - 1
    writer = SpoolWriter(path)
    writer.report(report())
    writer.close()
    assert path.read_bytes() == whole


def test_a_foreign_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "spool.jsonl"
    path.write_text('{"type": "response"}\n{"type": "apa"}\n')
    with pytest.raises(SpoolError, match="line 1"):
        list(read_spool(path))


def test_no_status_makes_a_line_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "spool.jsonl"
    with closing(SpoolWriter(path)) as spool:
        spool.response(replace(PAGE, status=0, warc_offset=0), ResponseUse.REJECTED, "http_0")
    [entry] = read_spool(path)
    assert isinstance(entry, ResponseEntry)
    assert (entry.page.status, entry.page.warc_offset) == (0, 0)


def test_which_sources_are_done(tmp_path: Path) -> None:
    path = tmp_path / "spool.jsonl"
    assert reported(path) == set()
    write_all(path, replace(report(), source_id="dua"))
    assert reported(path) == {"dua"}


def test_a_rejected_response_needs_a_reason(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs a reason"):
        SpoolWriter(tmp_path / "spool.jsonl").response(PAGE, ResponseUse.REJECTED)


def test_the_tally_counts_each_line(tmp_path: Path) -> None:
    path = tmp_path / "spool.jsonl"
    write_all(path, report())
    count = tally(path)["satu"]
    assert count.responses == {ResponseUse.CONTROL: 1, ResponseUse.REJECTED: 1}
    assert (count.fetched, count.known, count.rejected) == (1, 1, {"http_404": 1})
    assert count.candidates == 3
    assert count.report == report()


def test_the_state_comes_back_as_it_was(tmp_path: Path) -> None:
    state = CrawlState(
        known={
            "satu": {
                "k": Known(
                    fetched_at=MOMENT,
                    updated_at="kemarin",
                    validators=Validators(etag='"1"'),
                    first_seen=MOMENT,
                ),
                "l": Known(fetched_at=MOMENT),
                "m": Known(fetched_at=MOMENT, refused="http_404"),
            }
        },
        validators={"http://kabar.example/feed": Validators(last_modified="kemarin")},
        paused_until={"dua": MOMENT},
    )
    write_state(tmp_path / "state.json", state)
    assert read_state(tmp_path / "state.json") == state


def test_a_broken_state_is_named(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("{}")
    with pytest.raises(SpoolError, match=r"state\.json"):
        read_state(tmp_path / "state.json")
