"""Items of the sample become evidence: what the archive has, as it is; what is missing is said."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cases.evidence import capture as module
from cases.evidence import folder
from cases.evidence.capture import capture
from cases.evidence.live import Live
from cases.evidence.manifest import check_evidence
from cases.evidence.records import read_record
from cases.log import CaseStep, Entry
from cases.store import CaseError, case_log
from core import clock
from core.canonical import sha256
from core.record import Page
from core.settings import Settings
from crawlers.archive import Archive
from crawlers.fetch import Fetched
from pipeline.store import Store
from tests.cases.evidence.conftest import PNG, USER, opened_case

if TYPE_CHECKING:
    from tests.conftest import Sampled

ITEMS = {
    "press": "o.url LIKE 'http://tepianpos.example/%1054/%'",
    "parts": "o.url LIKE '%debat-kedua%'",
    "list": "i.source_id = 'kabar-benua'",
    "post": "i.source_id = 'kabarwarga'",
    "row": "i.source_id = 'komentar-warga'",
}


@dataclass(frozen=True)
class Captured:
    """What one capture made."""

    entry: Entry
    place: Path

    @property
    def names(self) -> set[str]:
        return {one["name"] for one in self.entry.data["files"]}

    @property
    def personal(self) -> set[str]:
        return {one["name"] for one in self.entry.data["files"] if one["personal"]}

    @property
    def facts(self) -> dict[str, Any]:
        return dict(json.loads((self.place / "facts.json").read_bytes()))


@dataclass
class Sample:
    """The sampled store with a case of one item a kind."""

    settings: Settings
    store: Store
    case_id: str
    items: dict[str, tuple[str, int, str]]  # id, revision, URL

    def capture(self, name: str, **how: Any) -> Captured:
        item, revision, _ = self.items[name]
        settings = how.pop("settings", self.settings)
        entry = capture(self.store, settings, self.case_id, item, revision, by_user=USER, **how)
        place = folder(self.settings, self.case_id, entry.data["evidence"])
        assert check_evidence(place, manifest=entry.data["manifest"]) == []
        return Captured(entry, place)


@pytest.fixture(scope="module")
def sample(sampled: "Sampled", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    data = sampled.copy(tmp_path_factory.mktemp("evidence") / "data")
    settings = Settings(data=data, chromium="tidak-ada")
    store = Store(settings.database)
    items: dict[str, tuple[str, int, str]] = {}
    with store.reading() as db:
        for name, where in ITEMS.items():
            row = db.execute(
                "SELECT i.id, i.revision, o.url FROM items i JOIN private.originals o "  # noqa: S608
                f"ON o.item_id = i.id AND o.revision = i.revision WHERE {where} ORDER BY i.id LIMIT 1"
            ).fetchone()
            assert row is not None, name
            items[name] = row
    case_id = opened_case(store, [[item, revision] for item, revision, _ in items.values()])
    clock.fix(datetime(2026, 11, 20, 0, 5, tzinfo=UTC))
    yield Sample(settings, store, case_id, items)
    clock.fix(None)


def test_an_article_with_everything_the_archive_has(sample: Sample) -> None:
    clock.fix(datetime(2026, 11, 20, 0, 5, tzinfo=UTC))
    made = sample.capture("press")
    assert made.entry.step is CaseStep.EVIDENCE_ADDED
    assert made.entry.data["lacks"] == ["no_chromium"]
    assert made.names == {
        "facts.json", "facts.txt", "text.txt", "text_original.txt", "response.warc.gz", "headers.txt",
        "page.html",
    }  # fmt: skip
    assert made.personal == {"text_original.txt"}
    facts = made.facts
    assert facts["url"] == sample.items["press"][2]
    assert facts["times"]["captured"] == {
        "utc": "2026-11-20T00:05:00+00:00",
        "local": "2026-11-20T08:05:00+08:00",
        "zone": "WITA, Asia/Makassar",
    }
    assert facts["times"]["published"]["utc"] < facts["times"]["fetched"]["utc"]
    assert facts["collector"] == {"source": "tepian-pos", "user_agent": "Pantau/0.1"}
    assert facts["response"]["status"] == 200
    assert sha256((made.place / "page.html").read_bytes()) == facts["response"]["body_sha256"]
    assert set(facts["models"]) >= {"provocation", "violence", "role"}
    assert facts["software"]["pantau"] and facts["software"]["python"] and not facts["software"]["chromium"]


def test_the_record_is_the_one_of_the_archive_byte_by_byte(sample: Sample) -> None:
    made = sample.capture("press")
    raw = (made.place / "response.warc.gz").read_bytes()
    name, _, offset = made.facts["response"]["archive"][0].rpartition(":")
    archived = (sample.settings.archive / name).read_bytes()
    assert archived[int(offset) :].startswith(raw)
    unpacked = gzip.decompress(raw)
    assert unpacked.startswith(b"WARC/1.0\r\n") and b"WARC-Type: request" in unpacked
    heads = (made.place / "headers.txt").read_text()
    assert "> User-Agent: Pantau/0.1" in heads and "< HTTP/1.1 200 OK" in heads


def test_an_article_of_several_pages_has_all_of_them(sample: Sample) -> None:
    made = sample.capture("parts")
    assert {"page.html", "page_2.html", "page_3.html"} <= made.names
    assert made.facts["response"]["records"] == 3
    assert (made.place / "response.warc.gz").read_bytes().count(b"\x1f\x8b\x08") >= 6


def test_an_article_that_came_within_a_list(sample: Sample) -> None:
    made = sample.capture("list")
    assert made.entry.data["lacks"] == ["list_record", "no_chromium"]
    page = (made.place / "page.html").read_text()
    with sample.store.reading() as db:
        title = db.execute("SELECT title FROM private.originals WHERE item_id = ?", [made.entry.data["item"]])
        assert str(title.fetchall()[0][0]) in page


def test_of_a_post_nothing_that_names_anybody_stands_outside_personal_files(sample: Sample) -> None:
    made = sample.capture("post")
    assert made.names - made.personal == {"facts.json", "facts.txt", "text.txt"}
    url = sample.items["post"][2]
    assert json.loads((made.place / "origin.json").read_bytes())["url"] == url
    for name in ("facts.json", "facts.txt", "text.txt", "manifest.json"):
        content = (made.place / name).read_bytes()
        assert url.encode() not in content and b"t.example" not in content
    assert made.facts["url"] == ""
    assert made.facts["response"]["status"] == 200


def test_a_row_of_an_export_had_no_response(sample: Sample) -> None:
    made = sample.capture("row")
    assert made.entry.data["lacks"] == ["no_http_response"]
    assert b"WARC-Type: resource" in gzip.decompress((made.place / "response.warc.gz").read_bytes())
    assert "page.html" not in made.names
    assert "response.warc.gz" in made.personal


def test_a_picture_that_was_entered_with_a_text_comes_along(sample: Sample) -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    with Archive(sample.settings.archive) as archive:

        def kept(content: bytes, kind: str) -> Page:
            return archive.write_resource(
                source_id="field", url="urn:x", body=content, content_type=kind, fetched_at=at
            )

        image = kept(PNG, "image/png")
        shot = {"type": "image/png", "warc_file": image.warc_file, "warc_offset": image.warc_offset}
        page = kept(json.dumps({"text": "x", "screenshot": shot}).encode(), "application/json")
        odd = [kept(json.dumps(one).encode(), "application/json") for one in ODD_ENTRIES]
    item = sample.items["row"][0]

    def captured(entered: Page) -> Captured:
        with sample.store.writing() as db:
            db.execute(
                "UPDATE private.originals SET warc_file = ?, warc_offset = ? WHERE item_id = ?",
                [entered.warc_file, entered.warc_offset, item],
            )
        return sample.capture("row")

    with sample.store.reading() as db:
        before = db.execute(
            "SELECT warc_file, warc_offset FROM private.originals WHERE item_id = ?", [item]
        ).fetchall()[0]
    made = captured(page)
    assert (made.place / "entered_screenshot.png").read_bytes() == PNG
    assert "entered_screenshot.png" in made.personal
    for one in odd:
        assert not any(name.startswith("entered") for name in captured(one).names)
    with sample.store.writing() as db:
        db.execute(
            "UPDATE private.originals SET warc_file = ?, warc_offset = ? WHERE item_id = ?", [*before, item]
        )


ODD_ENTRIES: list[object] = [
    [],
    {"screenshot": 5},
    {"screenshot": {"warc_file": "../../etc/passwd", "warc_offset": 0}},
    {"screenshot": {"warc_file": "field/x.warc.gz"}},
    {"screenshot": {"warc_file": 5, "warc_offset": "x"}},
]


def test_an_answer_is_read_though_the_request_after_it_is_damaged(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        page = archive.write_response(
            source_id="uji", url="http://uji.example/1", status=200, reason="OK",
            headers=(("Content-Type", "text/html"),), body=b"<p>isi</p>",
            fetched_at=datetime(2026, 11, 20, tzinfo=UTC), request_headers=(("User-Agent", "Pantau"),),
        )  # fmt: skip
    place = (tmp_path, page.warc_file, page.warc_offset)
    assert read_record(*place).user_agent == "Pantau"
    path = tmp_path / page.warc_file
    content = bytearray(path.read_bytes())
    content[-20] ^= 255
    path.write_bytes(content)
    record = read_record(*place)
    assert (record.body, record.asked) == (b"<p>isi</p>", ())


def test_a_record_that_is_gone_or_another_is_said(sample: Sample) -> None:
    name, _, offset = sample.capture("press").facts["response"]["archive"][0].rpartition(":")
    other = (sample.capture("parts").place / "response.warc.gz").read_bytes()
    path = sample.settings.archive / name
    content = path.read_bytes()
    try:
        path.unlink()
        made = sample.capture("press")
        assert made.entry.data["lacks"] == ["record_gone"]
        assert made.names == {"facts.json", "facts.txt", "text.txt", "text_original.txt"}
        for instead in (b"", bytes(1000), content[int(offset) : int(offset) + 500], other):
            path.write_bytes(content[: int(offset)] + instead)
            assert sample.capture("press").entry.data["lacks"] == ["record_gone"]
    finally:
        path.write_bytes(content)
    assert sample.capture("press").entry.data["lacks"] == ["no_chromium"]


def test_an_erased_original_leaves_the_masked_text(sample: Sample) -> None:
    item = sample.items["row"][0]
    with sample.store.writing() as db:
        kept = db.execute("SELECT * FROM private.originals WHERE item_id = ?", [item]).fetchall()
        db.execute("DELETE FROM private.originals WHERE item_id = ?", [item])
    try:
        made = sample.capture("row")
    finally:
        with sample.store.writing() as db:
            db.executemany("INSERT INTO private.originals VALUES (?, ?, ?, ?, ?, ?, ?, ?)", kept)
    assert set(made.entry.data["lacks"]) == {"no_original", "record_gone"}
    assert "text_original.txt" not in made.names and "text.txt" in made.names


def test_the_way_over_redirects_is_kept(sample: Sample) -> None:
    first, second = "http://lama.example/a", "http://lama.example/b"
    target = sample.items["press"][2]
    at = datetime(2026, 11, 19, 23, 59, tzinfo=UTC)
    with Archive(sample.settings.archive) as archive:
        hops = [
            archive.write_response(
                source_id="tepian-pos",
                url=url,
                status=301,
                reason="Moved Permanently",
                headers=[("Location", to)],
                body=b"",
                fetched_at=at,
            )
            for url, to in ((first, "/b"), (second, target), ("http://lama.example/c", first + "x"))
        ]
    with sample.store.writing() as db:
        rounds = db.execute("SELECT id FROM rounds").fetchall()[0][0]
        for hop in hops:
            db.execute(
                "INSERT INTO private.responses VALUES (?, 'tepian-pos', ?, ?, 301, 'control', 'redirect', "
                "?, ?, ?)",
                [rounds, hop.url, at, hop.body_sha256, hop.warc_file, hop.warc_offset],
            )
    made = sample.capture("press")
    assert made.facts["redirects"] == [first, second]
    heads = (made.place / "headers.txt").read_text()
    assert heads.index(first) < heads.index(second) < heads.index("200 OK")


@pytest.mark.parametrize(
    ("status", "lacks"), [(200, ""), (404, "gone"), (410, "gone"), (503, "live_refused"), (0, "live_failed")]
)
def test_what_is_there_now_stands_beside_the_archived(
    sample: Sample, monkeypatch: pytest.MonkeyPatch, status: int, lacks: str
) -> None:
    url = sample.items["press"][2]
    answer = Fetched(url, status, "", (("server", "lain"),), b"isi baru") if status else None

    def fetched(asked: str, settings: Settings) -> Live:
        assert asked == url
        return Live(at=clock.now() + timedelta(seconds=1), lacks=lacks, answer=answer)

    monkeypatch.setattr(module, "fetch_now", fetched)
    made = sample.capture("press", live=True)
    assert made.facts["live"]["status"] == status
    assert made.facts["live"]["problem"] == lacks
    assert ([lacks] if lacks else []) == [one for one in made.entry.data["lacks"] if one != "no_chromium"]
    assert sha256((made.place / "page.html").read_bytes()) == made.facts["response"]["body_sha256"]
    if status:
        assert (made.place / "live_body.bin").read_bytes() == b"isi baru"
    else:
        assert "live_body.bin" not in made.names


def test_only_items_of_the_case_are_captured(sample: Sample) -> None:
    with sample.store.reading() as db:
        before = len(case_log(db, sample.case_id))
    item, revision, _ = sample.items["press"]
    for one, number in (("tidak-ada", 0), (item, revision + 7)):
        with pytest.raises(CaseError):
            capture(sample.store, sample.settings, sample.case_id, one, number, by_user=USER)
    with pytest.raises(CaseError):
        capture(sample.store, sample.settings, "tidak-ada", item, revision, by_user=USER)
    with sample.store.reading() as db:
        assert len(case_log(db, sample.case_id)) == before
