"""Fetching once more: through the one gate, and a failure is a finding."""

from pathlib import Path

import pytest

from cases.evidence.live import fetch_now
from core.settings import Settings
from tests.web import Answer, Site, serving


def test_what_a_site_says_now(tmp_path: Path) -> None:
    routes = {
        "/ada": Answer("isi"),
        "/pindah": Answer(status=301, headers={"Location": "/ada"}),
        "/hilang": Answer("", 404),
        "/dihapus": Answer("", 410),
        "/dilarang": Answer("", 403),
    }
    with serving(Site(routes)) as site:
        settings = Settings(data=tmp_path, allow=(site.url.removeprefix("http://"),), timeout=5)
        found = {path: fetch_now(site.url + path, settings) for path in routes}
        refused = fetch_now(site.url + "/ada", Settings(data=tmp_path))
    assert {path: one.lacks for path, one in found.items()} == {
        "/ada": "",
        "/pindah": "",
        "/hilang": "gone",
        "/dihapus": "gone",
        "/dilarang": "live_refused",
    }
    moved = found["/pindah"].answer
    assert moved is not None and moved.url.endswith("/ada") and moved.redirects == (site.url + "/pindah",)
    assert (refused.lacks, refused.answer) == ("live_failed", None)  # a private address


@pytest.mark.parametrize("url", ["", "urn:pantau:field:1", "file:///etc/passwd", "javascript:1"])
def test_what_is_no_web_address_is_not_asked(tmp_path: Path, url: str) -> None:
    assert fetch_now(url, Settings(data=tmp_path)).lacks == "live_no_address"


def test_names_of_the_sample_are_not_looked_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.evidence.live.fetch", lambda *given: pytest.fail("it asked"))
    found = fetch_now("http://tepianpos.example/read/1", Settings(data=tmp_path))
    assert (found.lacks, found.answer) == ("live_failed", None)
