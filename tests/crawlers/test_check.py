"""How sources are, told by one real crawl that only looks; and the beginning of a new source's file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core import clock
from core.record import SourceReport
from core.settings import Settings
from crawlers.check import check, new_source
from crawlers.source import Kind, SourceError, load_source
from tests.crawlers.crawling import Web, feed, made_source, page
from tests.crawlers.platforms import NOW, Message, Post, WordPress, error, landing, preview
from tests.web import Answer

REST = "/wp-json/wp/v2/posts"
XML = {"Content-Type": "application/xml"}
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>/s1.xml</loc></sitemap></sitemapindex>'
EMPTY = '<?xml version="1.0"?><rss version="2.0"><channel><title>K</title></channel></rss>'
CHANNEL = {"kind": "telegram", "category": "open_channel"}


@dataclass(frozen=True)
class Checked:
    reports: dict[str, SourceReport]
    order: list[str]
    sources: list[str]
    paths: dict[str, list[str]]
    data: Path


def build(web: Web) -> None:
    web.add("umpan", {"/feed": feed("https://x.example/1", "https://x.example/2")}, expect={"min": 20})
    web.add("situs", {REST: WordPress([Post(number) for number in range(1, 60)])}, "/", kind="wordpress")
    web.add("peta", {"/sitemap.xml": Answer(INDEX, headers=XML)}, "/sitemap.xml", kind="sitemap")
    listed = page("Daftar", links='<a class="j" href="/1">satu</a><a rel="next" href="/2">lagi</a>')
    selectors = {"links": "a.j", "next": "a[rel=next]"}
    web.add("daftar", {"/": listed}, "/", kind="listing", selectors=selectors)
    messages = [Message(number) for number in range(1, 60)]
    web.add("kanal", {"/s/kabar": preview("kabar", messages)}, "/s/kabar", **CHANNEL)
    web.add("cek", {"/feed": feed("https://x.example/1")}, kind="factcheck")
    web.add("kosong", {"/feed": Answer(EMPTY, headers=XML)})
    web.add(
        "terlarang",
        {"/robots.txt": Answer("User-agent: *\nDisallow: /"), "/feed": feed("https://x.example/1")},
    )
    web.add("ditolak", {"/feed": Answer("Forbidden", 403)})
    web.add(
        "pindah",
        {"/feed": Answer(status=301, headers={"Location": "/rss"}), "/rss": feed("https://x.example/1")},
    )
    web.add("rusak", {"/feed": Answer("galat", 500)})
    web.add("hilang", {})
    web.add("gantung", {"/feed": Answer("", wait=2.0)})
    web.add("halaman", {"/feed": page("Beranda")})
    web.add("tertutup", {REST: error("rest_forbidden", 401)}, "/", kind="wordpress")
    closed = {"/s/x": Answer(status=302, headers={"Location": "/x"}), "/x": landing("x")}
    web.add("bukan-kanal", closed, "/s/x", **CHANNEL)
    web.sources.append(made_source("tiada", "http://tidak-ada.invalid/feed"))
    for name, url in (
        ("masuk-isi", "masuk/isi"),
        ("masuk-kosong", "masuk/kosong"),
        ("bersama", "/tidak/ada"),
    ):
        web.sources.append(made_source(name, url, kind="file", category="open_group"))


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checked]:
    data = tmp_path_factory.mktemp("check")
    (data / "masuk" / "isi").mkdir(parents=True)
    (data / "masuk" / "isi" / "a.csv").write_text("text\nhalo\n")
    clock.fix(NOW)
    try:
        with Web() as web:
            build(web)
            told: list[tuple[int, int]] = []
            settings = Settings(data=data, delay=0.0, pause=0.2, timeout=1.0)
            reports = check(web.sources, settings, lambda done, total: told.append((done, total)))
            assert told[-1][0] == told[-1][1]
            yield Checked(
                {report.source_id: report for report in reports},
                [report.source_id for report in reports],
                [source.id for source in web.sources],
                {name: site.paths() for name, site in web.sites.items()},
                data,
            )
    finally:
        clock.fix(None)


def test_every_source_has_its_report_in_order(checked: Checked) -> None:
    assert checked.order == checked.sources


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("umpan", "healthy", ""),
        ("situs", "healthy", ""),
        ("peta", "healthy", ""),
        ("daftar", "healthy", ""),
        ("kanal", "healthy", ""),
        ("cek", "healthy", ""),
        ("masuk-isi", "healthy", ""),
        ("kosong", "empty", "periksa url"),
        ("masuk-kosong", "empty", "taruh ekspor di sana"),
        ("terlarang", "blocked", "minta izin pengelola situs"),
        ("ditolak", "blocked", "(403): minta izin"),
        ("pindah", "moved", "ubah url"),
        ("rusak", "failing", "(500): coba lagi"),
        ("hilang", "failing", "(404): cari alamat baru"),
        ("gantung", "failing", "PANTAU_TIMEOUT"),
        ("halaman", "failing", "tidak berisi umpan"),
        ("tertutup", "failing", "pakai kind: feed"),
        ("bukan-kanal", "failing", "periksa nama pada url"),
        ("tiada", "failing", "periksa ejaan url"),
        ("bersama", "failing", "sambungkan"),
    ],
)
def test_status_and_remedy(checked: Checked, name: str, status: str, words: str) -> None:
    report = checked.reports[name]
    assert report.status == status, report
    assert words in report.detail
    assert bool(report.detail) == (status != "healthy")


def test_nothing_but_robots_and_the_start_page_is_fetched_and_each_once(checked: Checked) -> None:
    assert checked.paths["umpan"] == ["/robots.txt", "/feed"]
    assert checked.paths["situs"] == ["/robots.txt", REST]
    assert checked.paths["peta"] == ["/robots.txt", "/sitemap.xml"]
    assert checked.paths["daftar"] == ["/robots.txt", "/"]
    assert checked.paths["kanal"] == ["/robots.txt", "/s/kabar"]
    assert checked.paths["terlarang"] == ["/robots.txt"]
    assert checked.paths["rusak"] == ["/robots.txt", "/feed"]
    assert checked.paths["pindah"] == ["/robots.txt", "/feed", "/rss"]


def test_how_much_the_start_page_offers_is_told(checked: Checked) -> None:
    offered = {name: report.offered for name, report in checked.reports.items() if report.offered}
    assert offered == {
        "umpan": 2,
        "situs": 20,
        "peta": 1,
        "daftar": 1,
        "kanal": 20,
        "cek": 1,
        "masuk-isi": 1,
        "pindah": 1,
    }


def test_nothing_is_archived_and_nothing_remembered(checked: Checked) -> None:
    assert list((checked.data / "archive").rglob("*.warc.gz")) == []
    assert not (checked.data / "spool").exists()
    assert all(not report.validators for report in checked.reports.values())


def test_no_source_is_no_crawl(tmp_path: Path) -> None:
    assert check([], Settings(data=tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "url", "missing"),
    [
        (Kind.FEED, "https://contoh.example/feed/", ["title", "publisher", "evidence"]),
        (Kind.LISTING, "https://contoh.example/", ["title", "publisher", "links", "evidence"]),
        (Kind.TELEGRAM, "@kabar_kutim", ["title", "publisher", "category", "evidence"]),
        (Kind.FILE, "masuk/baru", ["title", "publisher", "category", "evidence"]),
    ],
)
def test_a_new_source_loads_only_when_a_person_has_filled_it_in(
    tmp_path: Path, kind: Kind, url: str, missing: list[str]
) -> None:
    path = new_source("sumber-baru", kind.value, url, tmp_path)
    assert path == tmp_path / "sumber-baru.yml"
    answers = {
        "title": "Sumber Baru",
        "publisher": "P",
        "evidence": "dilihat",
        "category": "open_group",
        "links": "a",
    }
    for key in missing:
        with pytest.raises(SourceError, match=r"sumber-baru\.yml"):
            load_source(path)
        lines = path.read_text().splitlines()
        (at,) = [number for number, line in enumerate(lines) if line.strip().startswith(f"{key}:")]
        assert "wajib" in lines[at]
        lines[at] = f"{lines[at].partition(':')[0]}: {answers[key]}"
        path.write_text("\n".join(lines))
    source = load_source(path)
    assert source.kind is kind
    assert source.verified is False
    assert source.disabled is None
    path.write_text(path.read_text().replace("# disabled:", "disabled:"))
    assert load_source(path).disabled == "situs tutup sejak 2025"
    if kind is Kind.TELEGRAM:
        assert source.url == "https://t.me/s/kabar_kutim"


@pytest.mark.parametrize(
    ("id", "kind", "url", "says"),
    [
        ("baru", "rss", "https://contoh.example/", "kind 'rss': choose one of feed, sitemap"),
        ("Sumber Baru", "feed", "https://contoh.example/", "id 'Sumber Baru'"),
        ("a", "feed", "https://contoh.example/", "2 to 61 small letters"),
        ("../lain", "feed", "https://contoh.example/", "id"),
        ("baru", "feed", "contoh.example/feed", "https://"),
        ("baru", "telegram", "https://contoh.example/s/x", "not a channel"),
        ("ada", "feed", "https://contoh.example/", "there already"),
    ],
)
def test_a_new_source_that_cannot_be_says_why(
    tmp_path: Path, id: str, kind: str, url: str, says: str
) -> None:
    (tmp_path / "ada.yml").write_text("id: ada\n")
    with pytest.raises(SourceError, match=says):
        new_source(id, kind, url, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["ada.yml"]
    with pytest.raises(SourceError, match="no such folder"):
        new_source("baru", "feed", "https://contoh.example/", tmp_path / "tiada")
