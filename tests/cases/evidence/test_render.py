"""Chromium draws the archived page, and nothing of it gets out."""

import os
import shutil
import struct
import time
from io import BytesIO
from pathlib import Path

import pytest

from cases.evidence.pictures import draw, drawable
from cases.evidence.records import Record
from cases.evidence.render import WIDTH, RenderError, find_chromium, render
from core.settings import Settings
from tests.web import Site, serving


def chromium() -> str:
    found = find_chromium("")
    if not found:
        reason = "no Chromium; install it: sudo apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def hostile(site: str) -> bytes:
    """A page that tries every way out, changes itself by script, and would show a file of this machine."""
    return f"""<html><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={site}/segera">
    <link rel="stylesheet" href="{site}/a.css"><link rel="preconnect" href="{site}">
    <link rel="prefetch" href="{site}/nanti"><link rel="dns-prefetch" href="//lain.example">
    <style>@font-face {{ font-family: x; src: url({site}/huruf) }} body {{ font-family: x;
    background: url({site}/latar.png) }} @import url({site}/impor.css);</style></head>
    <body onload="fetch('{site}/onload')"><h1>Kotak suara di Sepaso</h1><p id="a">isi asli</p>
    <script>document.getElementById('a').textContent = 'skrip jalan'; fetch('{site}/skrip')</script>
    <img src="{site}/gambar.png"><iframe src="{site}/bingkai"></iframe>
    <iframe src="file:///etc/hostname"></iframe><object data="{site}/objek"></object>
    <video autoplay src="{site}/video.mp4"></video>
    <form id="f" action="{site}/kirim"></form><noscript>tanpa skrip</noscript>
    <div style="height: 15000px">tinggi</div><p>akhir halaman</p></body></html>""".encode()


def record(body: bytes, url: str, kind: str = "text/html; charset=utf-8") -> Record:
    return Record(
        raw=b"", kind="response", url=url, status_line="HTTP/1.1 200 OK",
        headers=(("Content-Type", kind),), body=body, asked=(),
    )  # fmt: skip


def test_a_hostile_page_is_drawn_and_asks_nobody(tmp_path: Path) -> None:
    from pypdf import PdfReader

    settings = Settings(data=tmp_path, chromium=chromium())
    with serving(Site()) as site:
        pages, lacks = drawable([record(hostile(site.url), f"{site.url}/halaman")], f"{site.url}/halaman")
        drawn = draw(pages, settings, "catatan <b>kaki</b>", personal=True)
        asked = site.paths()
    assert asked == []
    assert lacks == []
    assert drawn.lacks == ["screenshot_cut"]
    assert drawn.browser.startswith("Chrome/")
    picture, paper = drawn.files
    assert (picture.name, paper.name) == ("screenshot.png", "page.pdf")
    assert picture.personal and paper.personal
    assert picture.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture.content[16:24]) == (WIDTH, 12_000)
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages)
    assert "Kotak suara di Sepaso" in text and "isi asli" in text and "akhir halaman" in text
    assert "tanpa skrip" in text
    assert "skrip jalan" not in text
    assert "catatan <b>kaki</b>" in text
    host = Path("/etc/hostname")
    assert not host.is_file() or host.read_text().strip() not in text
    assert drawn.facts["requests_refused"] >= 5


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "peramban"
    path.touch(mode=0o700)
    return path


def test_a_browser_that_hangs_ends_fails_or_talks_nonsense(script: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    for body in (
        f"sleep 60; touch {mark}",
        "exit 1",
        "printf 'bukan json\\0' >&4; sleep 60",
        'printf \'{"id":1,"error":{"message":"tidak"}}\\0\' >&4; sleep 60',
        'printf \'{"id":1,"result":{}}\\0\' >&4; sleep 60',
    ):
        script.write_text(f"#!/bin/sh\n{body}\n")
        begun = time.monotonic()
        with pytest.raises(RenderError):
            render(str(script), b"<p>x</p>", "text/html", "http://a.example/", "x", seconds=0.5)
        assert time.monotonic() - begun < 30  # not the minute that it would sleep
    assert not mark.exists()


def test_a_failing_browser_is_said(script: Path, tmp_path: Path) -> None:
    script.write_text("#!/bin/sh\nexit 1\n")
    settings = Settings(data=tmp_path, chromium=str(script))
    pages, _ = drawable([record(b"<p>x</p>", "http://a.example/")], "http://a.example/")
    assert draw(pages, settings, "x", personal=False).lacks == ["render_failed"]


def test_which_chromium(script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_chromium(str(script)) == str(script)
    assert find_chromium(str(tmp_path / "tidak-ada")) == ""  # chosen and not there: none, not another one
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_chromium("") == ""
    shutil.copy(script, tmp_path / "google-chrome")
    assert find_chromium("") == str(tmp_path / "google-chrome")


@pytest.mark.parametrize(
    ("body", "kind", "lacks"),
    [
        (b"%PDF-1.7", "application/pdf", ["no_page"]),
        (b"", "", ["no_page"]),
        (b"{}", "application/json", ["no_page"]),
        (b"[[[", "application/json", ["no_page"]),
        (b"[" * 100_000, "application/json", ["no_page"]),
        (b'[{"link": "http://a.example/1", "title": 5}]', "application/json", ["list_record"]),
        (b'[{"link": "http://lain.example/"}]', "application/json", ["no_page"]),
        (b'{"link": "http://a.example/1"}', "application/json", ["list_record"]),
        (b'{"link": "http://a.example/1", "date": "\x93"}', "application/json", ["list_record"]),
        (b"\xff\xfe", "text/html; charset=apa-saja", []),
    ],
)
def test_what_can_be_drawn(body: bytes, kind: str, lacks: list[str]) -> None:
    assert drawable([record(body, "http://a.example/1", kind)], "http://a.example/1")[1] == lacks
