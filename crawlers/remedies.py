"""How a source fared, in plain Indonesian with the remedy, for the team that reads the round's summary."""

from collections import Counter
from dataclasses import dataclass, field

from crawlers.refusal import NotFetchedError
from crawlers.source import Source

_NEW_URL = "cari alamat baru di situsnya, ubah url di berkas sumber"
_LATER = "coba lagi nanti; bila tetap, periksa url di berkas sumber"
_NEXT = "sisanya diambil ronde berikutnya"
_OFF = "matikan sumber ini: tulis disabled: ALASAN di berkasnya"
_ASK = f"minta izin pengelola situs, atau {_OFF}"

_WORDS: dict[str, tuple[str, str]] = {
    "dns": ("nama situs tidak ditemukan", "periksa ejaan url di berkas sumber, lalu sambungan internet"),
    "refused": ("server menolak sambungan", _LATER),
    "timeout": ("situs tidak menjawab sampai batas waktu", "coba lagi nanti, atau naikkan PANTAU_TIMEOUT"),
    "network": ("sambungan terputus", "coba lagi nanti, lalu periksa sambungan internet"),
    "tls": (
        "sertifikat keamanan situs tidak sah",
        "beri tahu pengelola situs; isinya tidak layak jadi bukti",
    ),
    "proxy": ("proksi kantor tidak menyambungkan", "periksa PANTAU_PROXY"),
    "incomplete": ("isi terputus di tengah jalan", "coba lagi nanti"),
    "too_large": ("isi melebihi batas ukuran", f"{_NEW_URL}, atau naikkan PANTAU_MAX_BODY"),
    "redirect_loop": ("alamat berputar antarpengalihan", _NEW_URL),
    "private_address": ("alamat jaringan lokal, tidak diambil", "periksa url di berkas sumber"),
    "bad_url": ("alamat tidak sah", "periksa url di berkas sumber"),
    "robots": ("robots.txt melarang", _ASK),
    "over_limit": ("jumlah permintaan mencapai max_requests", _NEXT),
    "paused": ("situs meminta jeda", f"{_NEXT} sesudah jeda; bila sering, naikkan delay atau every"),
    "unreachable": ("situs berhenti menjawab di tengah ronde", _NEXT),
    "deadline": ("waktu untuk sumber ini habis", _NEXT),
    "busy": ("ronde lain sedang mengambil sumber ini", "tunggu sampai selesai"),
    "not_feed": ("alamat ini tidak berisi umpan RSS/Atom", _NEW_URL),
    "broken_xml": (
        "XML rusak, tidak terbaca",
        "beri tahu pengelola situs, atau pakai kind listing atau sitemap",
    ),
    "not_sitemap": ("alamat ini bukan peta situs (sitemap)", f"lihat robots.txt situsnya; {_NEW_URL}"),
    "no_links": (
        "selectors.links tidak menemukan satu tautan pun",
        "tampilan situs berubah: perbaiki pemilih",
    ),
    "rest_disabled": (
        "antarmuka REST WordPress tidak ada atau ditutup",
        "pakai kind: feed dengan alamat umpan situs itu (biasanya /feed/)",
    ),
    "no_channel": (
        "bukan kanal Telegram terbuka, atau nama itu tidak ada",
        "periksa nama pada url (https://t.me/s/NAMA); grup dan kanal tertutup tidak diambil",
    ),
    "not_html": ("alamat ini bukan halaman web", "periksa url di berkas sumber"),
    "http_401": ("situs meminta masuk (401)", f"hanya halaman umum yang diambil; {_OFF}"),
    "http_403": ("situs menolak pengambil otomatis (403)", _ASK),
    "http_404": ("halaman tidak ada (404)", _NEW_URL),
    "http_410": ("halaman sudah dihapus (410)", _NEW_URL),
    "http_451": ("situs menolak karena alasan hukum (451)", _OFF),
    "error": ("kesalahan program", "lihat crawl.log ronde ini dan laporkan"),
}
_BLOCKED = frozenset(("robots", "http_401", "http_403", "http_451"))


def reason_in_words(reason: str) -> str:
    """What a code means, in Indonesian."""
    if reason in _WORDS:
        return _WORDS[reason][0]
    if not reason.startswith("http_"):  # what reading the page found in an earlier round
        return f"halamannya tidak dapat dibaca ({reason})"
    number = reason.removeprefix("http_")
    return (
        f"server situs bermasalah ({number})" if number[:1] == "5" else f"situs menolak permintaan ({number})"
    )


def sentence(error: NotFetchedError) -> str:
    """Reason, details and what to do, in Indonesian."""
    remedy = _WORDS[error.reason][1] if error.reason in _WORDS else _LATER
    detail = f" ({error.detail})" if error.detail else ""
    return f"{reason_in_words(error.reason)}{detail}: {remedy}"


def unreadable(number: int, reason: str) -> str:
    """What is said where so many pages came in a row and none is an article; why most of them are not."""
    return (
        f"tidak satu pun dari {number} artikel terakhir terbaca ({reason}): tata letak situs mungkin "
        "berubah; bandingkan halamannya di peramban dengan pantau extract ALAMAT, beri tahu pengelola program"
    )


@dataclass(slots=True)
class Course:
    """What happened to a source in a round, as far as its report needs it."""

    offered: int = 0
    results: Counter[str] = field(default_factory=Counter)
    """candidates: "fetched", "known", or the reason of a rejection"""
    unchanged: int = 0
    """control pages answered with 304"""
    stop: NotFetchedError | None = None
    """what ended the source early, or kept a control page from it"""
    moved_to: str = ""
    """where the start address was redirected to for good"""
    crashed: bool = True
    """until it has run to its end"""

    def conclude(self, source: Source) -> tuple[str, str]:
        """Status ("healthy", "empty", "blocked", "moved", "failing", "paused") and reason with remedy."""
        if self.crashed:
            return "failing", sentence(NotFetchedError("error"))
        if self.stop is not None and self.stop.reason != "over_limit":
            return _status(self.stop.reason), sentence(self.stop)
        if not self.offered and not self.unchanged and self.stop is None:
            return "empty", "tidak ada satu tulisan pun: periksa url, lalu tampilan situs di peramban"
        lost = self.results - Counter({"fetched": self.offered, "known": self.offered})
        if self.offered and lost.total() == self.offered and "over_limit" not in lost:
            reason, number = lost.most_common(1)[0]
            error = NotFetchedError(reason, f"{number} dari {self.offered} tulisan, tak satu pun terambil")
            return _status(reason), sentence(error)
        return self._judge_size(source)

    def _judge_size(self, source: Source) -> tuple[str, str]:
        if self.moved_to:
            return "moved", f"alamat sumber pindah ke {self.moved_to}: ubah url di berkas sumber"
        if self.offered < source.expect.min and not self.unchanged:
            few = f"hanya {self.offered} tulisan, biasanya sedikitnya {source.expect.min}"
            return "empty", f"{few}: periksa apakah tampilan situs berubah"
        if self.offered > source.expect.max:
            many = f"{self.offered} tulisan, biasanya paling banyak {source.expect.max}"
            return "healthy", f"{many}: periksa apakah pemilihnya terlalu longgar"
        if self.stop is not None or self.results["over_limit"]:
            return "healthy", sentence(NotFetchedError("over_limit"))
        return "healthy", ""


def _status(reason: str) -> str:
    if reason in _BLOCKED:
        return "blocked"
    return "paused" if reason == "paused" else "failing"
