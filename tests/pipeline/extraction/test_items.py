"""Candidates become items: pages, several pages, fragments, rows of text; or rejected with a reason."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.record import Annotated, Candidate, Channel, Page, Rejected
from crawlers.source import Source
from pipeline.extract import to_item

PAGES = Path(__file__).parent / "pages"
FETCHED = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SITE = "https://tribunbenua.example/2026/11/14/debat-kandidat-bupati-berlangsung-tertib"


def source(kind: str = "feed", **fields: object) -> Source:
    made = {
        "id": "uji",
        "title": "Uji",
        "publisher": "Uji",
        "kind": kind,
        "url": "https://uji.example/",
        "evidence": "tes",
    }
    if kind in ("telegram", "file"):
        made["category"] = "open_channel"
    if kind == "file":
        made["url"] = "masuk/uji"
    return Source.model_validate({**made, **fields})


def page(name: str, url: str = SITE) -> Page:
    return Page(
        url=url,
        source_id="uji",
        fetched_at=FETCHED,
        status=200,
        headers=(("Content-Type", "text/html"),),
        body_sha256=name,
        warc_file="uji/1.warc.gz",
        warc_offset=17,
    )


def read_body(one: Page) -> bytes:
    return (PAGES / one.body_sha256).read_bytes()


def candidate(**fields: object) -> Candidate:
    made = Candidate(source_id="uji", channel=Channel.NEWS, key=SITE, url=SITE)
    return replace(made, **fields)  # type: ignore[arg-type]


def item(one: Candidate, of: Source | None = None) -> Annotated:
    made = to_item(one, of or source(), read_body, lambda name: f"key:{name}")
    assert isinstance(made, Annotated), made
    return made


def refused(one: Candidate, of: Source | None = None) -> Rejected:
    made = to_item(one, of or source(), read_body, lambda name: name)
    assert isinstance(made, Rejected), made
    return made


def test_an_article_over_three_pages_comes_out_whole() -> None:
    parts = tuple(
        page(name) for name in ("tribun_pages.html", "tribun_pages.part2.html", "tribun_pages.part3.html")
    )
    made = item(candidate(pages=parts))
    lines = made.item.text.splitlines()
    assert len(lines) == 7
    assert len(set(lines)) == 7
    assert lines[0].startswith("TRIBUNBENUA.EXAMPLE, MUARA BENUA - ")
    assert lines[-1] == "Rekaman lengkap debat dapat ditonton di kanal resmi KPU. (*)"
    assert made.item.title == "Debat Kandidat Bupati Berlangsung Tertib, KPU Catat Dua Pelanggaran Waktu"


def test_all_fields_of_an_item() -> None:
    made = item(candidate(pages=(page("tribun_pages.html"),)))
    assert made.item.id == hashlib.sha256(f"uji\0{SITE}".encode()).hexdigest()[:16]
    assert made.item.published_at == datetime(2026, 11, 14, 14, 15, tzinfo=UTC)
    assert made.item.published_at.utcoffset() == UTC.utcoffset(None)
    assert (made.item.author_key, made.item.language, made.item.revision) == ("key:Galih Saputra", "und", 0)
    assert made.item.fetched_at == FETCHED
    assert (made.private.url, made.private.warc_file, made.private.warc_offset) == (SITE, "uji/1.warc.gz", 17)
    assert (made.private.item_id, made.private.text) == (made.item.id, made.item.text)
    assert made.candidate_key == SITE


def test_amp_and_canonical_become_one_item() -> None:
    url = "https://sorotbenua.example/hukum/polisi-gagalkan-penyelundupan-kayu-ulin/"
    amp = item(candidate(url=f"{url}amp/", key=f"{url}amp/", pages=(page("amp.html", f"{url}amp/"),)))
    plain = item(candidate(url=url, key=url, pages=(page("amp.html", url),)))
    assert amp.item.id == plain.item.id
    assert amp.item.content_hash == plain.item.content_hash


def test_a_changed_article_has_another_hash_and_the_same_id() -> None:
    first = item(
        candidate(html="<p>Bentrokan itu disebut bermotif politik oleh warga setempat.</p>", native_id="7")
    )
    second = item(
        candidate(html="<p>Bentrokan itu tidak bermotif politik, kata polisi setempat.</p>", native_id="7")
    )
    assert first.item.id == second.item.id
    assert first.item.content_hash != second.item.content_hash


def test_a_page_number_past_the_last_one_takes_nothing_away() -> None:
    parts = (page("tribun_pages.html"), page("soft_404.html"))
    assert len(item(candidate(pages=parts)).item.text.splitlines()) == 3


@pytest.mark.parametrize(
    ("name", "reason"),
    [("paywall.html", "paywall"), ("soft_404.html", "soft_404"), ("captcha.html", "captcha")],
)
def test_unreadable_pages_are_rejected_with_a_reason(name: str, reason: str) -> None:
    made = refused(candidate(pages=(page(name),)))
    assert (made.stage, made.reason, made.what) == ("extract", reason, SITE)
    assert made.detail


def test_a_wall_in_the_middle_rejects_the_article() -> None:
    assert refused(candidate(pages=(page("tribun_pages.html"), page("paywall.html")))).reason == "paywall"


def test_no_content_is_rejected() -> None:
    assert refused(candidate()).reason == "empty"
    assert refused(candidate(html="<p> </p><script>x</script>")).reason == "empty"


def test_what_was_rejected_stays_rejected() -> None:
    before = Rejected(source_id="uji", what=SITE, stage="crawl", reason="http_404")
    assert refused(candidate(rejected=before)) is before


def test_a_known_candidate_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nothing to extract"):
        to_item(candidate(known=True), source(), read_body, str)


def test_a_wordpress_fragment_loses_its_furniture_and_keeps_the_time_of_the_api() -> None:
    html = """<p>SANGATTA &#8211; Warga memperbaiki jembatan.</p>
      <p><strong>Baca juga: <a href="/x">Jembatan Lain Rusak</a></strong></p>
      <figure><img src="a.jpg"><figcaption>Warga bekerja. (Foto: Ist)</figcaption></figure>
      <p>Kepala desa berterima kasih. <a href="/y">Camat</a> ikut hadir.
         Simak juga: <a href="/z">Pasar Dibuka</a></p>
      <div class="sharedaddy"><h3>Bagikan ini:</h3><ul><li>Facebook</li></ul></div>
      <div id="jp-relatedposts" class="jp-relatedposts"><h3>Terkait</h3></div>"""
    one = candidate(
        html=html,
        native_id="12",
        title="Jembatan &#8220;Baru&#8221; <em>Desa</em>",
        author="Rina",
        published_at="2026-11-18T09:00:00+08:00",
    )
    made = item(one, source("wordpress"))
    assert (
        made.item.text
        == "SANGATTA – Warga memperbaiki jembatan.\nKepala desa berterima kasih. Camat ikut hadir."
    )
    assert made.item.title == "Jembatan “Baru” Desa"
    assert made.item.published_at == datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
    assert made.item.author_key == "key:Rina"
    assert made.item.id == hashlib.sha256(b"uji\x0012").hexdigest()[:16]


def test_a_telegram_fragment_keeps_every_line() -> None:
    html = (PAGES / "telegram.fragment.html").read_text(encoding="utf-8")
    one = candidate(
        html=html, native_id="kanal/5", channel=Channel.POST, published_at="2026-11-19T20:00:00+00:00"
    )
    made = item(one, source("telegram"))
    assert made.item.text.splitlines() == [
        "🚨 INFO WARGA 🚨",
        "Jalan poros Hulu Benua km 12 longsor, mobil belum bisa lewat. Motor lewat jalur kebun.",
        "Hati-hati yang pulang malam.",
        "Info dari @infobenua kabarhulu.example/longsor",
    ]
    assert made.item.title == ""


def test_a_row_of_an_export_is_kept_as_written() -> None:
    text = "Baca juga: hoaks!!\n\nNIK 6408014101900001 siapa ini?? "
    made = item(
        candidate(
            text=text, url="", key="3", native_id="3", channel=Channel.POST, published_at="kemarin 08:15"
        ),
        source("file"),
    )
    assert made.item.text == "Baca juga: hoaks!!\nNIK 6408014101900001 siapa ini??"
    assert made.private.text == made.item.text
    assert made.item.author_key == ""


def test_a_row_without_id_and_url_is_known_by_its_words() -> None:
    first = item(candidate(text="Warga siaga.", url="", key="1"), source("file"))
    same = item(candidate(text="Warga siaga.", url="", key="9"), source("file"))
    other = item(candidate(text="Warga waspada.", url="", key="1"), source("file"))
    assert first.item.id == same.item.id != other.item.id


def test_the_feeds_time_counts_where_the_page_only_shows_one() -> None:
    shown = candidate(pages=(page("relative_date_br.html"),), published_at="Fri, 20 Nov 2026 06:41:00 +0800")
    assert item(shown).item.published_at == datetime(2026, 11, 19, 22, 41, tzinfo=UTC)
    stated = candidate(pages=(page("kompas_like.html"),), published_at="Fri, 20 Nov 2026 06:41:00 +0800")
    assert item(stated).item.published_at == datetime(2026, 11, 11, 10, 5, tzinfo=UTC)


def test_a_naive_time_is_read_in_the_sources_zone() -> None:
    one = candidate(html="<p>Warga memperbaiki jembatan bersama.</p>", published_at="2026-11-18T09:00:00")
    assert item(one, source(timezone="Asia/Jakarta")).item.published_at == datetime(
        2026, 11, 18, 2, 0, tzinfo=UTC
    )


def test_claims_of_a_fact_check() -> None:
    made = item(
        candidate(pages=(page("factcheck_claimreview.html"),), channel=Channel.FACTCHECK), source("factcheck")
    )
    (claim,) = made.claims
    assert claim.text == "Surat suara di Kecamatan Hulu Benua sudah tercoblos untuk nomor satu"
    assert (claim.rating, claim.false, claim.publisher) == ("Salah", True, "Cek Benua")
    assert claim.url == "https://cekbenua.example/articles/101-salah-surat-suara"


def test_claims_of_a_title_where_no_claimreview_is() -> None:
    one = candidate(
        html="<p>Hasil penelusuran menunjukkan klaim itu salah.</p>",
        title="[HOAKS] Kotak suara tenggelam di Sandaran",
    )
    (claim,) = item(one, source("factcheck")).claims
    assert (claim.text, claim.rating, claim.false) == ("Kotak suara tenggelam di Sandaran", "Hoaks", True)
    assert item(one).claims == ()  # a newspaper's title is no fact-check


def test_an_unknown_rating_is_rejected_never_guessed() -> None:
    one = candidate(html="<p>Hasil penelusuran.</p>", title="[NGAWUR] Kotak suara tenggelam")
    made = refused(one, source("factcheck"))
    assert made.reason == "unknown_rating"
    assert "ratings.yml" in made.detail
