"""How each source fares, in words, with what to do; the silent ones first."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from crawlers.source import Kind, Source
from pipeline.store import SourceHealth
from pipeline.store.yields import Yield
from pipeline.switches import NEVER, Switched

SILENT: Final = timedelta(days=3)
"""without a new item for so long a source that runs is called silent"""
_ADDRESS: Final = re.compile(r"https?://\S+|t\.me/\S+")
_HIDDEN: Final = "[alamat disembunyikan]"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One source as the page shows it. `words` and `advice` are Indonesian, to be translated by the page."""

    source: Source
    health: SourceHealth | None  # None: it has never reported
    yields: tuple[Yield, ...]  # the newest first
    mark: str  # "silent", "failing", "off", "odd", "fine"
    words: str
    advice: str
    detail: str  # what the crawl said, in Indonesian; addresses of posts taken out
    switched: Switched
    asks_switch: bool  # live, and a source of posts

    @property
    def expected(self) -> str:
        """What a round should offer: "3–40"."""
        return f"{self.source.expect.min}–{self.source.expect.max}"


_ORDER: Final = {"silent": 0, "failing": 1, "odd": 2, "fine": 3, "off": 4}


def source_rows(
    sources: Sequence[Source],
    health: Sequence[SourceHealth],
    yields: Mapping[str, tuple[Yield, ...]],
    switches: Mapping[str, Switched],
    *,
    now: datetime,
    live: bool,
    unwatched: Mapping[str, str] | None = None,
) -> list[SourceRow]:
    """All sources, those that need a look first. `unwatched`: by kind why the mandate does not cover it."""
    by_id = {one.source_id: one for one in health}
    rows = [
        _row(
            source,
            by_id.get(source.id),
            yields.get(source.id, ()),
            switches.get(source.id, NEVER),
            now=now,
            live=live,
            against=(unwatched or {}).get(source.kind.value, ""),
        )
        for source in sources
    ]
    return sorted(rows, key=lambda row: (_ORDER[row.mark], row.source.title.casefold()))


def unusable_rows(unusable: Mapping[str, str]) -> list[tuple[str, str]]:
    """Sources whose file cannot be used: id, and what to do in Indonesian. Whose address it holds is unknown,
    so that all are taken out."""
    return [(name, _ADDRESS.sub(_HIDDEN, why)) for name, why in sorted(unusable.items())]


def _row(
    source: Source,
    health: SourceHealth | None,
    yields: tuple[Yield, ...],
    switched: Switched,
    *,
    now: datetime,
    live: bool,
    against: str,
) -> SourceRow:
    asks = live and source.needs_mandate
    mark, words, advice = _judged(source, health, yields, now)
    if source.disabled is not None:
        mark, words, advice = (
            "off",
            "dimatikan di berkas sumber",
            "Hapus baris disabled untuk menghidupkannya.",
        )
    elif asks and not switched.on:
        mark, words = "off", "belum dinyalakan dua orang"
        advice = "Dua orang yang berbeda menekan Nyalakan."
    elif asks and against:
        mark, words = "off", "tidak boleh berjalan"
        advice = "Sudah dinyalakan, tetapi mandat belum mengizinkan: ikuti keterangan di bawah."
    detail = against if asks and against else health.detail if health else ""
    return SourceRow(
        source=source,
        health=health,
        yields=yields,
        mark=mark,
        words=words,
        advice=advice,
        detail=_ADDRESS.sub(_HIDDEN, detail) if source.needs_mandate else detail,
        switched=switched,
        asks_switch=asks,
    )


_BY_STATUS: Final[Mapping[str, tuple[str, str, str]]] = {
    "failing": ("failing", "gagal", "Ikuti keterangan di bawah; bila tetap gagal, hubungi pengelola situs."),
    "blocked": ("failing", "ditolak situs", "Minta izin pengelola situs, atau matikan sumber ini."),
    "moved": ("failing", "alamat pindah", "Ubah url di berkas sumber."),
    "refused": ("off", "tidak boleh berjalan", "Ikuti keterangan di bawah."),
    "paused": ("odd", "dijeda atas permintaan situs", "Tunggu sampai jeda selesai."),
}


def _judged(
    source: Source, health: SourceHealth | None, yields: tuple[Yield, ...], now: datetime
) -> tuple[str, str, str]:
    if health is None:
        return "silent", "belum pernah dijalankan", "Jalankan satu ronde: pantau run."
    if health.status in _BY_STATUS:
        return _BY_STATUS[health.status]
    if source.kind is Kind.FILE and (health.last_new is None or now - health.last_new > SILENT):
        words = "belum pernah memberi tulisan" if health.last_new is None else "diam"
        return "silent", words, "Taruh ekspor baru di folder sumber ini, atau masukkan lewat halaman Unggah."
    if health.last_new is None:
        advice = "Buka situsnya: ada tulisan baru? Lalu pantau sources check."
        return "silent", "belum pernah memberi tulisan", advice
    if now - health.last_new > SILENT:
        advice = (
            "Buka situsnya: bila ada tulisan baru, tampilannya mungkin berubah; jalankan pantau sources "
            "check."
        )
        return "silent", "diam", advice
    if health.status == "empty":
        return (
            "odd",
            "ronde terakhir kosong",
            "Tunggu ronde berikut; bila tetap kosong, periksa tampilan situs.",
        )
    if len(yields) >= 3 and all(one.offered < source.expect.min for one in yields[:3]):
        advice = "Periksa apakah tampilan situs berubah, atau turunkan expect di berkas sumber."
        return "odd", "kurang dari yang diharapkan", advice
    if yields and yields[0].offered > source.expect.max:
        advice = "Periksa apakah pemilihnya terlalu longgar, atau naikkan expect di berkas sumber."
        return "odd", "lebih dari yang diharapkan", advice
    return "fine", "sehat", ""
