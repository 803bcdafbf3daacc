"""Sites of different shapes: what a news site, a sitemap, a list and their oddities look like on the wire."""

import gzip

from tests.crawlers.crawling import Web, feed, page
from tests.web import Answer, Request, Route


def with_etag(answer: Answer, etag: str = '"1"') -> Route:
    """The answer with an ETag, and 304 to who has it already."""

    def answered(request: Request) -> Answer:
        if request.headers.get("if-none-match") == etag:
            return Answer(b"", 304, {"ETag": etag})
        return Answer(answer.body, answer.status, {**answer.headers, "ETag": etag})

    return answered


def by_page(*answers: Answer, **named: Answer) -> Route:
    """Page 1, 2, ... by `?page=`; what the site has no page for is page 1."""

    def answered(request: Request) -> Answer:
        [wanted] = request.query.get("page", ["1"])
        return named.get(wanted) or answers[int(wanted) - 1 if int(wanted) <= len(answers) else 0]

    return answered


def atom(*entries: tuple[str, str], broken: bool = False) -> Answer:
    """An Atom feed: URLs and when they were updated."""
    items = "".join(
        f'<entry><link href="{u}"/><title>A</title><updated>{at}</updated></entry>' for u, at in entries
    )
    head = "<feed xmlns='http://www.w3.org/2005/Atom'><title>A &nbsp;&</title>"
    return Answer(
        head + items + ("" if broken else "</feed>"), headers={"Content-Type": "application/atom+xml"}
    )


def sitemap(*urls: str, index: bool = False, packed: bool = False) -> Answer:
    outer, inner = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?><{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        + "".join(f"<{inner}>{url}</{inner}>" for url in urls)
        + f"</{outer}>"
    ).encode()
    if packed:
        return Answer(gzip.compress(body), headers={"Content-Type": "application/gzip"})
    return Answer(body, headers={"Content-Type": "application/xml"})


def build(web: Web) -> None:
    """All sites; what is here is what the tests speak of."""
    for add in (add_news, add_amp, add_atom, add_sitemap, add_list, add_rules, add_limit, add_odd_bodies):
        add(web)


def add_news(web: Web) -> None:
    """Articles on one page and on several."""
    web.add(
        "kabar",
        {
            "/feed": with_etag(
                feed("/biasa", "/biasa?utm_source=rss", "/semua", "/lanjut", "/garis", "/ulang", "/hilang",
                     "/gambar", "/putus", "/pindah", "/tunggal")
            ),
            "/biasa": page("biasa", links='<a rel="next" href="/lain">Selanjutnya</a>'),
            "/semua": by_page(
                page("semua 1", links='<a href="?page=2">2</a><a href="/semua?page=all">Tampilkan semua</a>'),
                all=page("semua 1 dan 2"),
            ),
            "/tunggal": lambda request: page(
                "tunggal 1 dan 2" if request.query else "tunggal 1",
                links='<a href="?page=2">2</a><a href="/tunggal?single=1">Selengkapnya</a>',
            ),
            "/lanjut": by_page(
                page("lanjut 1", links='<a href="/lanjut?page=2">Selanjutnya</a>'),
                page("lanjut 2", links='<a href="?page=1">1</a><a href="?page=3">3</a>'),
                page("lanjut 3", links='<a href="?page=2">2</a>'),
            ),
            "/garis": page("garis 1", links='<a href="/garis/2/">2</a>'),
            "/garis/2/": page("garis 2"),
            "/ulang": page("ulang", links='<a href="/ulang?page=2">2</a>'),
            "/gambar": Answer(b"\xff\xd8\xff\xe0", headers={"Content-Type": "image/jpeg"}),
            "/putus": page("putus 1", links='<a href="/putus/2">2</a>'),
            "/pindah": Answer("", 302, {"Location": "/pindah-baru"}),
            "/pindah-baru": page("pindah"),
        },
    )  # fmt: skip


def add_amp(web: Web) -> None:
    amp = web.add("amp", {"/feed": feed("/satu", "/satu/amp", "/dua?outputType=amp", "/tiga?v=app")})
    mark = "<!doctype html><html amp><head><link rel='canonical' href='{}'></head><p>singkat</p></html>"
    amp.routes |= {
        "/satu": page("satu"),
        "/dua": lambda request: Answer(mark.format("/dua")) if request.query else page("dua lengkap"),
        "/tiga": Answer(mark.format("/satu")),
    }


def add_atom(web: Web) -> None:
    web.add(
        "atom",
        {
            "/feed": atom(("/lama", "2026-11-20T08:00:00Z"), ("/baru", "2026-11-23T08:00:00Z"), broken=True),
            "/lama": page("lama"),
            "/baru": page("baru"),
        },
    )


def add_sitemap(web: Web) -> None:
    peta = web.add(
        "peta", {"/a": page("a"), "/b": page("b"), "/c": page("c")}, "/sitemap.xml", kind="sitemap"
    )
    peta.routes |= {
        "/sitemap.xml": sitemap(
            f"<loc>{peta.url}/lama.xml</loc><lastmod>2020-01-01</lastmod>",
            f"<loc>{peta.url}/isi.xml.gz</loc><lastmod>2026-11-23T01:00:00+08:00</lastmod>",
            f"<loc>{peta.url}/news.xml</loc>",
            index=True,
        ),
        "/isi.xml.gz": sitemap(
            f"<loc>{peta.url}/a</loc><lastmod>2026-11-22</lastmod>",
            f"<loc>{peta.url}/kuno</loc><lastmod>2020-01-01</lastmod>",
            f"<loc>{peta.url}/2019/01/01/kuno</loc>",
            packed=True,
        ),
        "/news.xml": sitemap(
            f"<loc>{peta.url}/b</loc><news:news><news:publication_date>2026-11-23T09:00:00+08:00"
            "</news:publication_date><news:title>Judul B</news:title></news:news>",
            f"<loc>{peta.url}/c</loc>",
        ),
    }  # fmt: skip


def add_list(web: Web) -> None:
    web.add(
        "daftar",
        {
            "/berita": by_page(
                page(
                    "",
                    links='<h2><a href="/x"><img></a><a href="/x">Judul X</a></h2>'
                    '<h2><a href="/y">Judul Y</a></h2>'
                    '<a class="n" href="?page=2">Lebih lama</a>',
                ),
                page("", links='<h2><a href="/z">Judul Z</a></h2>'),
            ),
            "/x": with_etag(page("x")),
            "/y": page("y"),
            "/z": page("z"),
        },
        "/berita",
        kind="listing",
        selectors={"links": "h2 a", "next": "a.n"},
    )


def add_rules(web: Web) -> None:
    web.add(
        "aturan",
        {
            "/robots.txt": Answer(
                "User-agent: *\nDisallow: /rahasia\n", headers={"Content-Type": "text/plain"}
            ),
            "/feed": feed("/rahasia/1", "/bebas"),
            "/rahasia/1": page("rahasia"),
            "/bebas": page("bebas"),
        },
    )


def add_limit(web: Web) -> None:
    web.add(
        "batas", {"/feed": with_etag(feed(*"abcd")), **{f"/{n}": page(n) for n in "abcd"}}, max_requests=4
    )


def add_odd_bodies(web: Web) -> None:
    web.add(
        "aneh",
        {
            "/feed": feed("/latin", "/besar", "/alir", "/bom", "/utuh"),
            "/latin": Answer("<html><p>caf\xe9</p></html>".encode("latin-1")),
            "/besar": Answer(bytes(3_000_000)),
            "/alir": Answer(b"<html>" + bytes(3_000_000), declared=-1),
            "/bom": Answer(gzip.compress(bytes(9_000_000)), headers={"Content-Encoding": "gzip"}),
            "/utuh": Answer(gzip.compress(b"<html><p>utuh</p></html>"), headers={"Content-Encoding": "gzip"}),
        },
    )
