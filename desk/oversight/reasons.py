"""Why something was dropped, in Indonesian, by the code in the store; the page shows the code beside."""

from collections.abc import Mapping
from typing import Final

STAGES: Final[Mapping[str, str]] = {
    "source": "izin sumber",
    "fetch": "pengambilan",
    "crawl": "pengambilan",
    "import": "pembacaan ekspor",
    "intake": "pengolahan",
    "extract": "pembacaan halaman",
    "spool": "penampungan ronde",
}

REASONS: Final[Mapping[str, str]] = {
    # the source may not run
    "disabled": "sumber dimatikan",
    "no_mandate": "belum ada mandat",
    "not_switched_on": "belum dinyalakan dua orang",
    "source_gone": "berkas sumbernya sudah tidak ada",
    # fetching
    "dns": "nama situs tidak ditemukan",
    "refused": "server menolak sambungan",
    "timeout": "situs tidak menjawab",
    "network": "sambungan terputus",
    "tls": "sertifikat keamanan tidak sah",
    "proxy": "proksi kantor tidak menyambungkan",
    "incomplete": "isi terputus di tengah jalan",
    "too_large": "isi melebihi batas ukuran",
    "redirect_loop": "alamat berputar-putar",
    "private_address": "alamat jaringan lokal",
    "bad_url": "alamat tidak sah",
    "robots": "dilarang robots.txt",
    "over_limit": "melebihi batas permintaan satu ronde",
    "paused": "situs meminta jeda",
    "unreachable": "situs berhenti menjawab",
    "deadline": "waktu ronde habis",
    "busy": "sedang diambil ronde lain",
    "not_feed": "bukan umpan RSS atau Atom",
    "broken_xml": "XML rusak",
    "not_sitemap": "bukan peta situs",
    "no_links": "tidak ada tautan yang cocok",
    "rest_disabled": "REST WordPress ditutup",
    "no_channel": "bukan kanal terbuka",
    "error": "kesalahan program",
    "unused": "tidak dipakai oleh satu tulisan pun",
    "repeated": "halaman lanjutan yang berulang",
    # reading the page
    "not_html": "bukan halaman web",
    "empty": "halaman tanpa teks",
    "json_error": "jawaban situs berupa pesan galat",
    "captcha": "situs meminta bukti bukan robot",
    "soft_404": "halaman sudah tidak ada, walau situs menjawab biasa",
    "paywall": "isi hanya untuk pelanggan",
    "too_short": "teks terlalu pendek untuk sebuah tulisan",
    "unknown_rating": "nilai cek fakta belum dikenal",
    "extract_failed": "susunan halaman tidak dapat dibaca program",
    "archive_unreadable": "arsip tidak terbaca",
    "spool_damaged": "baris penampungan ronde rusak; diambil lagi",
    # reading an export
    "duplicate_row": "baris kembar dalam satu berkas",
    "other_version": "versi lain dari baris yang sama",
    "empty_text": "baris tanpa teks",
    "bad_encoding": "huruf rusak",
    "broken_quotes": "tanda kutip tidak ditutup",
    "wrong_columns": "jumlah kolom tidak cocok",
    "torn_line": "baris JSON terpotong",
    "not_an_object": "baris bukan objek JSON",
    "private_message": "pesan pribadi, bukan terusan",
}

_HTTP: Final[Mapping[str, str]] = {
    "http_401": "situs meminta masuk",
    "http_403": "situs menolak pengambil otomatis",
    "http_404": "halaman tidak ada",
    "http_410": "halaman sudah dihapus",
    "http_429": "situs meminta lebih pelan",
    "http_451": "ditolak karena alasan hukum",
}


def stage_words(stage: str) -> str:
    """The stage in Indonesian; the code itself where it is a new one."""
    return STAGES.get(stage, stage)


def reason_words(code: str) -> str:
    """The reason in Indonesian; the code itself where it is a new one."""
    if code in REASONS:
        return REASONS[code]
    if code in _HTTP:
        return _HTTP[code]
    if code.startswith("http_5"):
        return "server situs bermasalah"
    return "situs menolak permintaan" if code.startswith("http_") else code


def all_words() -> list[str]:
    """Everything that can be said, for the test of words."""
    rest = ["server situs bermasalah", "situs menolak permintaan"]
    return [*STAGES.values(), *REASONS.values(), *_HTTP.values(), *rest]
