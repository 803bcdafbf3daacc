"""What is the article and what stands around it, in small pages that show one thing each."""

from datetime import UTC, datetime

import pytest

from pipeline.extract import extract_html
from pipeline.extraction.boilerplate import is_boilerplate, is_caption, is_dateline, is_initials
from pipeline.extraction.shape import best_run

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
A = "Warga berkumpul di balai desa untuk membahas jalan yang rusak sejak musim hujan tahun lalu."
B = "Kepala desa berjanji menyampaikan keluhan itu kepada dinas terkait pada pekan depan."
C = "Sampai sore hari puluhan warga masih bertahan dan membersihkan saluran air bersama-sama."


def text_of(body: str, head: str = "<title>Jalan Desa Rusak</title>") -> str:
    page = f"<html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    return extract_html(page.encode(), "https://hulu.example/a/b", fetched_at=NOW).text


def article(*pieces: str) -> str:
    return f"<h1>Jalan Desa Rusak</h1><div>{''.join(pieces)}</div>"


@pytest.mark.parametrize(
    "between",
    [
        "<p><strong>Baca juga: <a href='/x'>Jembatan Lain Ambruk</a></strong></p>",
        "<p>BACA JUGA : Jembatan Lain Ambruk</p>",
        "<p><a href='/x'>Simak juga: Jembatan Lain Ambruk</a></p>",
        "<div>Lihat Juga: <ul><li><a href='/x'>Jembatan Lain Ambruk di Hulu</a></li></ul></div>",
        "<table class='linksisip'><tr><td>Baca juga: <a href='/x'>Jembatan Ambruk</a></td></tr></table>",
        "<p>ADVERTISEMENT</p><p>SCROLL TO CONTINUE WITH CONTENT</p>",
        "<p>[Gambas:Video 20detik]</p>",
        "<p>Simak Video: Detik-detik Jembatan Ambruk</p>",
        "<p>Dapatkan update berita pilihan setiap hari dari kami di kanal WhatsApp.</p>",
        "<p>Ikuti berita kami di Google News</p>",
        "<figure><img src='a'><figcaption>Jalan yang rusak di desa itu.</figcaption></figure>",
        "<div><img src='a'></div><p>Jalan yang rusak di desa itu pada Senin pagi. (Foto: Ist)</p>",
        "<blockquote class='twitter-tweet'><p>Jalan rusak lagi, kapan diperbaiki?</p></blockquote>",
        "<div style='display: none'>Kalimat tersembunyi yang tidak pernah dilihat pembaca.</div>",
    ],
)
def test_what_interrupts_an_article_is_left_out(between: str) -> None:
    assert text_of(article(f"<p>{A}</p><p>{B}</p>", between, f"<p>{C}</p>")) == f"{A}\n{B}\n{C}"


@pytest.mark.parametrize(
    "after",
    [
        "<p>Penulis: Rina Paramitha<br>Editor: Lusi</p>",
        "<p>Pewarta: Rina<br>Editor: Lusi<br>Copyright © KANTOR 2026</p>",
        "<p>Artikel ini telah tayang di Hulu dengan judul Jalan Desa Rusak</p>",
        "<p>Tag: jalan, desa</p><p>Bagikan:</p>",
        "<p>Halaman selanjutnya</p>",
        "<h3>Berita Terkait</h3><ul><li><a href='/x'>Jembatan Lain Ambruk</a></li></ul>",
        "<h3>Tinggalkan Balasan</h3><p>Alamat email Anda tidak akan dipublikasikan.</p>",
        "<div class='comments'><p>Semoga cepat diperbaiki, kasihan anak sekolah.</p></div>",
        "<section class='tanggapan'><p>Semoga cepat diperbaiki, kasihan anak sekolah.</p></section>",
        "<div class='cc-window'><p>Demi kenyamanan peramban menyimpan berkas kecil dari situs ini.</p></div>",
        "<div><p>Situs ini menggunakan cookie. Dengan menekan Setuju, Anda menyetujuinya.</p></div>",
        "<p>#jalan #desa rusak</p>",
        "<p>Dilarang keras mengambil konten tanpa izin tertulis dari redaksi kantor berita ini.</p>",
        "<div><a href='/x'>Jembatan Lain Ambruk di Hulu</a><p>Tidak ada korban jiwa dalam peristiwa itu.</p>"
        "<a href='/y'>Harga Sawit Naik Lagi Pekan Ini</a><p>Petani menyambut gembira kenaikan itu.</p></div>",
    ],
)
def test_what_follows_an_article_is_left_out(after: str) -> None:
    assert text_of(article(f"<p>{A}</p><p>{B}</p>") + after) == f"{A}\n{B}"


RESULTS = "".join(f"<tr><td>TPS {number}</td><td>{number + 90}</td></tr>" for number in range(60))
UNLUCKY = "".join(f"<p>{A} Nomor {number} dari sekian warga.</p>" for number in range(9))


@pytest.mark.parametrize(
    ("piece", "kept"),
    [
        ("<h2>Warga minta bantuan</h2><p>Mereka menulis surat kepada bupati.</p>", "Warga minta bantuan"),
        ("<ul><li>Perbaikan jalan</li><li>Saluran air</li></ul><p>Itu tuntutan warga.</p>", "Saluran air"),
        ("<blockquote>“Kami hanya minta jalan yang layak,” kata warga.</blockquote>", "jalan yang layak"),
        (
            "<p>Jalan itu <span class='label'>rusak berat</span> dan licin sekali.</p>",
            "rusak berat dan licin",
        ),
        (
            "<p>Jalan itu <a class='tag' href='/t'>rusak berat</a> dan licin sekali.</p>",
            "rusak berat dan licin",
        ),
        ("<p>(rin/lus)</p>", "(rin/lus)"),
        ("<p>Betul.</p><p>Warga setuju dengan usulan kepala dusun itu.</p>", "kepala dusun"),
        (f"<table>{RESULTS}</table>", "bersama-sama."),
        (f"<table>{RESULTS}</table>", "TPS 59"),
        (f"<div class='ads-inside'>{UNLUCKY}</div>", "Nomor 8"),
        (f"<section class='category-diskusi'>{UNLUCKY}</section>", "Nomor 8"),
        (f"<section class='respons'>{UNLUCKY}</section>", "Nomor 8"),
        (
            f"<section id='tanggapan'><h3>Tanggapan Dinas</h3><p>{A} Begitu kata dinas.</p></section>",
            "kata dinas",
        ),
        (f"<h3 id='tanggapan'>Tanggapan Dinas</h3><p>{A} Begitu kata dinas.</p>", "kata dinas"),
        ("<p>Dengan menjual cookies buatan sendiri, warga mengumpulkan uang perbaikan jalan.</p>", "cookies"),
    ],
)
def test_what_belongs_to_an_article_is_kept(piece: str, kept: str) -> None:
    assert kept in text_of(article(f"<p>{A}</p>", piece, f"<p>{C}</p>"))


def test_a_pointer_inside_a_paragraph_is_cut_out() -> None:
    piece = f"<p>{A} Baca juga: <a href='/x'>Jembatan Lain Ambruk</a></p><p>{B} [Gambas:Video Kilas]</p>"
    assert text_of(article(piece)) == f"{A}\n{B}"


def test_a_dateline_is_joined_to_its_sentence() -> None:
    assert text_of(article(f"<strong>Sangatta</strong> - <p>{A}</p><p>{B}</p>")) == f"Sangatta - {A}\n{B}"


def test_a_pull_quote_is_not_said_twice() -> None:
    quote = "<blockquote>Kepala desa berjanji menyampaikan keluhan itu kepada dinas</blockquote>"
    assert text_of(article(quote, f"<p>{A}</p><p>{B}</p>")) == f"{A}\n{B}"


def test_the_next_article_of_an_endless_page_is_another_article() -> None:
    first = f"<article><h1>Jalan Desa Rusak</h1><p>{A}</p><p>{B}</p></article>"
    second = f"<article><h1>Panen Raya Padi Ladang</h1><p>{C}</p><p>{C[::-1]}</p></article>"
    assert text_of(first + second) == f"{A}\n{B}"


def test_paragraphs_split_by_breaks_are_paragraphs() -> None:
    assert text_of(f"<h1>Jalan Desa Rusak</h1><td>{A}<br><br>{B}<br/>{C}</td>") == f"{A}\n{B}\n{C}"


@pytest.mark.parametrize(
    "text",
    [
        "Baca juga: Jembatan Ambruk", "BACA : Jembatan Ambruk", "Simak selengkapnya di halaman berikut",
        "Bagikan:", "Senin, 16 Nov 2026 - 11:20 WITA, dibaca 188 kali, oleh Admin", "3 jam lalu", "01",
        "20/11/2026 10:00 WIB", "1.204 kali dibaca", "Post Views: 1.204", "Penulis : Arman", "Editor: Lusi",
        "© 2026 Kabar Hulu", "Facebook", "Yuk, Simak Juga Video ini!", "Halaman 1 2 3", "#jalan #desa",
        "Tags: jalan, desa", "Loading...",
    ],
)  # fmt: skip
def test_boilerplate(text: str) -> None:
    assert is_boilerplate(text)


@pytest.mark.parametrize(
    "text",
    [
        A, "Baca tulis Al-Qur'an diajarkan sejak kelas satu.", "Betul.", "(rin/lus)", "Video itu hoaks.",
        "Senin, 16 November 2026 pukul 10.20 Wita, warga berkumpul.", "Foto itu diambil pada tahun 2019.",
        "Iklan kampanye itu dipasang sebelum waktunya.", "Editor naskah kuno itu lahir di Sangatta.",
        "Suka tidak suka, aturan harus ditegakkan.", "Simak apa kata warga.", "Kirim surat ke dewan.",
    ],
)  # fmt: skip
def test_no_boilerplate(text: str) -> None:
    assert not is_boilerplate(text)


def test_captions_initials_datelines() -> None:
    assert is_caption("Warga melihat jembatan. (ANTARA FOTO/Budi)")
    assert is_caption("Rumah yang terbakar. Foto: Polres")
    assert not is_caption(A)
    assert all(map(is_initials, ["(fyk/ash)", "(*)", "[bal]", "ADV/Diskominfo"]))
    assert not any(map(is_initials, ["Betul.", "(2026)", A]))
    assert all(map(is_dateline, ["Jakarta -", "SANGATTA (ANTARA) -", "Kutim, Klausa.co –"]))
    assert not any(map(is_dateline, ["Warga bersalaman. (Tepian Pos)", "Jakarta", f"{A} -"]))


@pytest.mark.parametrize(
    ("weights", "run"),
    [
        ([], range(0)),
        ([-1.0, -2.0], range(0)),
        ([5.0], range(1)),
        ([-3.0, 4.0, -1.0, 2.0, -9.0, 4.0], range(1, 4)),
        ([1.0, -5.0, 6.0], range(2, 3)),
    ],
)
def test_the_best_run(weights: list[float], run: range) -> None:
    assert list(best_run(weights)) == list(run)


def test_a_page_of_one_photograph_has_its_caption_as_text() -> None:
    caption = "<div class='caption'>Warga mengantre air bersih dari truk tangki di desa, Rabu pagi.</div>"
    aside = "".join(f"<div><a href='/{at}'>Jembatan Lain Ambruk di Hulu</a></div>" for at in range(3))
    assert text_of(f"<h1>Jalan Desa Rusak</h1>{caption}{aside}").startswith("Warga mengantre air bersih")
