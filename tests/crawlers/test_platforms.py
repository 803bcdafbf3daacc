"""WordPress, Telegram's preview and fact-checkers, read by the real crawl from servers that answer alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core import clock
from core.record import Candidate, Channel, CrawlState, Known, ResponseUse
from crawlers.messages import UNKNOWN_ORIGIN
from tests.crawlers.crawling import Crawled, Web, balanced, feed, page, run, state
from tests.crawlers.platforms import (
    NOW,
    Message,
    Post,
    WordPress,
    claim_review,
    error,
    landing,
    once,
    preview,
    tagged,
)
from tests.web import Answer

REST = "/wp-json/wp/v2/posts"
HOUR = timedelta(hours=1)
POSTS = [
    Post(
        number,
        title="Warga &#8220;Etam&#8221; &amp; Bupati" if number == 1 else f"Kabar {number}",
        content=f"<p>Isi ke-{number}.</p>",
        published=NOW - number * HOUR,
        modified=NOW - number * HOUR,
        author="Siti &amp; Budi" if number == 1 else "Redaksi",
    )
    for number in range(1, 46)
]
OLD = [
    Post(100 + number, published=NOW - timedelta(days=30), modified=NOW - timedelta(days=30))
    for number in range(25)
]
SAID_BY_SOMEONE = (
    '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;'
    '<span class="tgme_widget_message_forwarded_from_name">Fani Contoh</span></div>'
)
SAID_BY_A_CHANNEL = (
    '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;'
    '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/lain/7">'
    '<span dir="auto">Kabar Lain</span></a></div>'
)
REPLY = (
    '<a class="tgme_widget_message_reply" href="https://t.me/kabar/1">'
    '<div class="tgme_widget_message_author"><span class="tgme_widget_message_author_name">Kabar</span></div>'
    '<div class="tgme_widget_message_text js-message_reply_text" dir="auto">yang dibalas</div></a>'
)
ALBUM = (
    '<div class="tgme_widget_message_text js-message_text">'
    '<div class="tgme_widget_message_text js-message_text" dir="auto">'
    'Foto <i class="emoji" style="background-image:url(\'x\')"><b>🔥</b></i> banjir<br/>di&nbsp;'
    '<a href="https://contoh.example">Bengalon</a></div></div>'
)
MESSAGES = [
    Message(1, "Channel created", kind="service_message"),
    *(Message(number, f"Pesan {number}", at=NOW - (60 - number) * HOUR) for number in range(2, 46)),
    Message(46, "", before='<a class="tgme_widget_message_photo_wrap"></a>'),
    Message(47, ALBUM, before=SAID_BY_A_CHANNEL, signature="Admin Contoh"),
    Message(48, "Jawaban", before=REPLY),
    Message(49, "Terusan", before=SAID_BY_SOMEONE),
    Message(
        50,
        '<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">'
        "Siapa?</div></div>",
    ),
]


def add_wordpress(web: Web, name: str, server: WordPress) -> WordPress:
    """A source that is a site of WordPress."""
    server.site = web.add(name, {REST: server}, "/", kind="wordpress").url
    return server


def built(web: Web) -> dict[str, WordPress]:
    """Every sort of WordPress site, channel and fact-checker; each is one source."""
    servers = {
        "penuh": WordPress(POSTS + OLD),
        "kuno": WordPress(POSTS[:25] + OLD, since_57=False),
        "tanpa-jumlah": WordPress(POSTS[:40], totals=False),
        "kosong": WordPress([]),
        "tetap": WordPress(POSTS[:3]),
        "ramai": WordPress(POSTS[:2]),
        "ketat": WordPress(POSTS[:2]),
        "polos": WordPress(POSTS[:2]),
        "hampa": WordPress([Post(1, content=" ")]),
        "susut": WordPress(POSTS[:20]),
    }
    for name, server in servers.items():
        add_wordpress(web, name, server)
    routes = {name: site.routes for name, site in web.sites.items()}
    routes["tetap"][REST] = tagged(servers["tetap"])
    routes["ramai"][REST] = once(Answer("pelan", 429, {"Retry-After": "1"}), servers["ramai"])
    routes["ketat"][REST] = lambda request: (
        error("rest_invalid_param", 400) if "modified_after" in request.query else servers["ketat"](request)
    )
    routes["polos"] |= {REST: Answer("tidak ada", 404), "/": servers["polos"]}
    routes["hampa"]["/"] = page("Isi dari halaman.")
    routes["susut"][REST] = lambda request: promising_two_pages(servers["susut"](request))
    refused = {
        "tertutup": error("rest_not_logged_in", 401, "You are not currently logged in."),
        "mati": error("rest_no_route", 404),
        "bukan": Answer("tidak ada", 404),
        "beranda": page("Selamat datang"),
        "tembok": Answer("<h1>Forbidden</h1>", 403),
    }
    for name, answer in refused.items():
        web.add(name, {REST: answer}, "/", kind="wordpress")
    moved = web.add("pindah", {REST: WordPress(POSTS[:2])}, "/lama/", kind="wordpress")
    moved.routes[f"/lama{REST}"] = Answer(status=301, headers={"Location": REST})
    channels(web)
    factchecks(web)
    return servers


def promising_two_pages(answer: Answer) -> Answer:
    headers = {**answer.headers, "X-WP-TotalPages": "2"} if answer.status == 200 else answer.headers
    return replace(answer, headers=headers)


def channels(web: Web) -> None:
    channel = {"kind": "telegram", "category": "open_channel"}
    web.add("kanal", {"/s/kabar": tagged(preview("kabar", MESSAGES))}, "/s/kabar", **channel)
    web.add("sunyi", {"/s/sunyi": preview("sunyi", [MESSAGES[0]])}, "/s/sunyi", **channel)
    closed = {"/s/tutup": Answer(status=302, headers={"Location": "/tutup"}), "/tutup": landing("tutup")}
    web.add("tutup", closed, "/s/tutup", **channel)


def factchecks(web: Web) -> None:
    check = page("Klaim itu salah.", claim_review("Kotak suara dibakar", "Salah"))
    site = web.add("umpan", {"/a": check}, kind="factcheck")
    site.routes["/feed"] = feed(f"{site.url}/a", f"{site.url}/tiada")
    server = WordPress(POSTS[:2])
    server.site = web.add("situs", {REST: server, "/": check}, "/", kind="factcheck").url
    links = '<a class="judul" href="/a">[SALAH] Kotak suara dibakar</a><a href="/tentang">Tentang</a>'
    selectors = {"links": "a.judul"}
    web.add(
        "daftar",
        {"/artikel": page("Daftar", links=links), "/a": check},
        "/artikel",
        kind="factcheck",
        selectors=selectors,
    )


class Rounds:
    """Two rounds over the same web; between them something happens."""

    def __init__(self, data: Path) -> None:
        with Web() as web:
            self.servers = built(web)
            self.first = run(web, data, round_id="r1")
            self.asked = {name: list(server.asked) for name, server in self.servers.items()}
            known = remembered(self.first, web)
            self.change(web)
            for server in self.servers.values():
                server.asked.clear()
            for site in web.sites.values():
                site.requests.clear()
            self.second = run(web, data, known, round_id="r2")
            self.requests = {name: site.requests for name, site in web.sites.items()}
            for site in web.sites.values():
                site.requests = []
            again = remembered(self.second, web, known)
            self.third = run(web, data, again, round_id="r3")

    def change(self, web: Web) -> None:
        edited = replace(POSTS[4], content="<p>Ralat.</p>", modified=NOW - timedelta(minutes=20))
        new = Post(200, published=NOW - timedelta(minutes=10), modified=NOW - timedelta(minutes=10))
        self.servers["penuh"].posts = [*POSTS[:4], edited, *POSTS[5:], *OLD, new]
        messages = [*MESSAGES[:-1], Message(51, "Baru")]
        messages[47] = replace(MESSAGES[47], text="Jawaban, ralat", edited=True)
        web.sites["kanal"].routes["/s/kabar"] = tagged(preview("kabar", messages))


def remembered(crawled: Crawled, web: Web, before: CrawlState | None = None) -> CrawlState:
    """What a store would remember of it."""
    known = {name: dict(entries) for name, entries in before.known.items()} if before else {}
    validators = dict(before.validators) if before else {}
    for source in web.sources:
        for candidate in crawled.candidates(source.id):
            if candidate.rejected is None:
                entry = Known(fetched_at=NOW - 8 * HOUR, updated_at=candidate.updated_at)
                known.setdefault(source.id, {})[candidate.key] = entry
        validators |= crawled.report(source.id).validators
    return state(known, validators)


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rounds]:
    clock.fix(NOW)
    try:
        yield Rounds(tmp_path_factory.mktemp("platforms"))
    finally:
        clock.fix(None)


def by_key(candidates: list[Candidate]) -> dict[str, Candidate]:
    found = {candidate.key: candidate for candidate in candidates}
    assert len(found) == len(candidates)
    return found


def outcome(candidate: Candidate) -> str:
    return "known" if candidate.known else candidate.rejected.reason if candidate.rejected else "fetched"


def test_every_source_balances(rounds: Rounds) -> None:
    for crawled in (rounds.first, rounds.second, rounds.third):
        for name in (
            *rounds.servers,
            "ramai",
            "hampa",
            "susut",
            "tutup",
            "kanal",
            "umpan",
            "situs",
            "daftar",
        ):
            assert balanced(crawled.tally(name)), name


def test_a_wordpress_site_is_read_page_by_page(rounds: Rounds) -> None:
    found = by_key(rounds.first.candidates("penuh"))
    assert set(found) == {str(post.id) for post in POSTS}  # not the old ones
    assert [query["page"] for query in rounds.asked["penuh"]] == ["1", "2", "3"]
    assert {query["per_page"] for query in rounds.asked["penuh"]} == {"20"}
    first = found["1"]
    assert first.title == "Warga “Etam” & Bupati"
    assert first.author == "Siti & Budi"
    assert first.html == "<p>Isi ke-1.</p>"
    assert first.url.endswith("/?p=1")
    assert first.published_at == first.updated_at == "2026-11-23T11:00:00+00:00"
    assert first.channel is Channel.NEWS
    assert b'"id": 1,' in rounds.first.archive.read_body(first.pages[0])
    assert rounds.first.report("penuh").status == "healthy"
    assert {entry.use for entry in rounds.first.responses("penuh") if REST in entry.page.url} == {
        ResponseUse.CONTROL
    }


def test_the_next_round_asks_only_for_what_changed(rounds: Rounds) -> None:
    found = by_key(rounds.second.candidates("penuh"))
    assert {key: outcome(candidate) for key, candidate in found.items()} == {
        "1": "known", "5": "fetched", "200": "fetched",
    }  # fmt: skip
    assert found["5"].html == "<p>Ralat.</p>"
    (asked,) = rounds.servers["penuh"].asked[:1]
    assert asked["modified_after"] == "2026-11-23T10:00:00Z"


def test_an_unchanged_answer_is_not_read_twice(rounds: Rounds) -> None:
    assert [entry.page.status for entry in rounds.third.responses("tetap")] == [304]
    assert rounds.third.candidates("tetap") == []
    assert rounds.third.report("tetap").status == "healthy"


def test_wordpress_before_5_7_and_one_that_knows_no_modified_after(rounds: Rounds) -> None:
    assert set(by_key(rounds.first.candidates("kuno"))) == {str(post.id) for post in POSTS[:25]}
    assert ["after" in query for query in rounds.asked["kuno"]] == [False, True, True]
    assert set(by_key(rounds.first.candidates("ketat"))) == {"1", "2"}


@pytest.mark.parametrize(("name", "keys"), [("tanpa-jumlah", 40), ("polos", 2), ("ramai", 2), ("susut", 20)])
def test_sites_that_answer_a_little_otherwise_are_read_all_the_same(
    rounds: Rounds, name: str, keys: int
) -> None:
    """No totals in the headers; no pretty addresses; 429 with Retry-After; fewer pages than promised."""
    assert len(by_key(rounds.first.candidates(name))) == keys
    assert rounds.first.report(name).status == "healthy"


def test_a_post_whose_content_is_not_given_is_fetched_from_its_page(rounds: Rounds) -> None:
    (candidate,) = rounds.first.candidates("hampa")
    assert candidate.html == ""
    assert "Isi dari halaman." in rounds.first.text(candidate.pages)[0]


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        (
            "tertutup",
            "failing",
            "REST WordPress tidak ada atau ditutup (rest_not_logged_in): pakai kind: feed",
        ),
        ("mati", "failing", "(rest_no_route): pakai kind: feed"),
        ("bukan", "failing", "(http_404): pakai kind: feed"),
        ("beranda", "failing", "(http_200): pakai kind: feed"),
        ("tembok", "blocked", "menolak pengambil otomatis (403)"),
        ("kosong", "empty", "tidak ada satu tulisan pun"),
        ("pindah", "moved", "ubah url"),
        ("tutup", "failing", "bukan kanal Telegram terbuka"),
        ("sunyi", "empty", "tidak ada satu tulisan pun"),
    ],
)
def test_what_is_wrong_and_the_remedy(rounds: Rounds, name: str, status: str, words: str) -> None:
    report = rounds.first.report(name)
    assert (report.status, words in report.detail) == (status, True), report.detail


def test_the_new_address_of_a_moved_site_is_the_sites(rounds: Rounds) -> None:
    detail = rounds.first.report("pindah").detail
    assert "http://127.0.0.1" in detail
    assert "wp-json" not in detail
    assert "/lama" not in detail


def test_the_posts_of_a_channel(rounds: Rounds) -> None:
    found = by_key(rounds.first.candidates("kanal"))
    assert set(found) == {f"kabar/{number}" for number in range(2, 51) if number != 46}
    assert all(outcome(candidate) == "fetched" for candidate in found.values())
    album = found["kabar/47"]
    assert album.text == "Foto 🔥 banjir\ndi\xa0Bengalon"
    assert album.forwarded_from == "Kabar Lain"
    assert album.author == "Admin Contoh"
    assert album.url == "https://t.me/kabar/47"
    assert album.channel is Channel.POST
    assert album.published_at == "2026-11-23T11:00:00+00:00"
    assert found["kabar/48"].text == "Jawaban"
    assert found["kabar/49"].forwarded_from == UNKNOWN_ORIGIN
    assert found["kabar/50"].text == "Siapa?"
    assert found["kabar/2"].author == "kabar"
    paths = [path for path, _, _ in rounds.first.uses("kanal")]
    assert paths == ["robots.txt", "s/kabar", "s/kabar?before=31", "s/kabar?before=11"]


def test_an_edited_message_is_a_revision_and_the_rest_is_known(rounds: Rounds) -> None:
    found = by_key(rounds.second.candidates("kanal"))
    fetched = {key: candidate.text for key, candidate in found.items() if not candidate.known}
    assert fetched == {"kabar/48": "Jawaban, ralat", "kabar/51": "Baru"}
    assert len(rounds.requests["kanal"]) == 2  # the first page, and one more that held nothing new
    assert [entry.page.status for entry in rounds.third.responses("kanal")][-1] == 304


def test_fact_checks_are_fetched_from_their_pages(rounds: Rounds) -> None:
    (good, bad) = rounds.first.candidates("umpan")
    assert "ClaimReview" in rounds.first.text(good.pages)[0]
    assert outcome(bad) == "http_404"
    assert good.channel is Channel.FACTCHECK
    for name, number in (("situs", 2), ("daftar", 1)):
        candidates = rounds.first.candidates(name)
        assert len(candidates) == number
        assert all("ClaimReview" in rounds.first.text(candidate.pages)[0] for candidate in candidates)
        assert rounds.first.report(name).status == "healthy", rounds.first.report(name)
    assert {c.native_id for c in rounds.first.candidates("situs")} == {""}
