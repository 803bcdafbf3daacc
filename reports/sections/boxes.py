"""The boxes at the end of a report: coverage and gaps, method, corrections."""

from collections.abc import Sequence
from typing import Final

from core.indonesian import day_in_words, number
from reports.document import Block, box
from reports.figures import Figures
from reports.figures.coverage import BOX, Mark, SourceCount
from reports.telling import Teller
from reports.words import listed, tiny_days

_STATUS: Final = {
    "failing": "tidak terjangkau",
    "blocked": "ditolak situs",
    "moved": "alamat pindah",
    "refused": "tidak boleh berjalan",
    "paused": "dijeda",
    "healthy": "ronde terakhir berjalan",
    "empty": "ronde terakhir berjalan, tetapi kosong",
    "": "tidak ada ronde",
}


_DAYS: Final = 7
"""days without a round that are named"""


def coverage(f: Figures, teller: Teller) -> Block:
    """What the figures rest on. A new or silent source is named and its effect told apart."""
    lines = [_first(f, teller), *_missed(f)]
    lines += [_new(one, f, teller) for one in f.marked(Mark.NEW)]
    lines += [_silent(one, teller) for one in f.marked(Mark.SILENT)]
    lines += [
        f"{one.title}: {_STATUS.get(one.status, one.status)}, {number(one.rounds - one.fine)} dari "
        f"{number(one.rounds)} ronde gagal. Angkanya kurang lengkap, bukan turun."
        for one in f.marked(Mark.FAILED)
    ]
    if empty := f.marked(Mark.EMPTY):
        lines.append(
            f"Menjawab tetapi kosong di setiap ronde, jadi tidak dihitung berjalan baik: "
            f"{listed([one.title for one in empty])}. Periksa alamatnya."
        )
    if absent := f.marked(Mark.ABSENT):
        lines.append(f"Tidak berjalan pada periode ini: {listed([one.title for one in absent])}.")
    if by_hand := f.marked(Mark.BY_HAND):
        brought = [_by_hand(one, teller) for one in by_hand]
        apart = " Tidak ikut dibandingkan dengan minggu lain." if f.period.kind == "week" else ""
        lines.append(f"Dimasukkan dengan tangan, hanya bila ada yang membawanya: {listed(brought)}.{apart}")
    if not f.earlier and f.period.kind == "week":
        lines.append("Ini minggu pertama pemantauan (atau belum ada minggu utuh sebelumnya): belum ada tren.")
    lines.append(
        "Grup tertutup dan percakapan pribadi tidak dipantau; yang beredar hanya di sana tidak terlihat di "
        "sini."
    )
    return box(BOX, lines)


def _first(f: Figures, teller: Teller) -> str:
    """How many sources ran well, and what they brought."""
    fine, heard = f.marked(Mark.FINE), sum(bool(one.copies) for one in f.sources)
    copies = f"{teller.n(f.week.copies)} salinan dari {number(heard)} sumber."
    if not f.watched:
        none = "Tidak ada ronde pemantauan yang baik pada periode ini"
        if not f.week.copies:
            return f"{none}, dan tidak ada tulisan darinya."
        return f"{none}; tulisannya diambil kemudian, atau dimasukkan dengan tangan. {copies}"
    if not fine:
        return f"Tidak ada sumber yang berjalan baik, kecuali yang disebut di bawah. {copies}"
    on = " pada hari-hari yang dipantau" if f.missed else ""
    return f"{number(len(fine))} sumber berjalan baik{on}: {listed([one.title for one in fine])}. {copies}"


def _missed(f: Figures) -> list[str]:
    """The days without a round, named where they are few; those before there was any apart. Nothing where
    all was brought by hand: no round went out on any day."""
    if not f.asked:
        return []
    began = f.began or f.period.first
    missed = [day for day in f.missed if day >= began]
    before = [f"Pemantauan mulai {day_in_words(began)}; hari-hari sebelumnya tidak dipantau."]
    told = before if began > f.period.first else []
    if not missed:
        return told
    days = f" ({tiny_days(missed)})" if len(missed) <= _DAYS else ""
    return [
        *told,
        f"{number(len(missed))} hari tidak dipantau, sebab tidak ada ronde yang berhasil{days}. Tulisan "
        "dari hari-hari itu hanya ada sejauh terambil kemudian; sedikitnya bukan tanda tenang.",
    ]


def _new(one: SourceCount, f: Figures, teller: Teller) -> str:
    """How much it brought is for the team: beside the total it would tell what people brought. Only weeks are
    compared by sources that are alike: what a day brought is told beside the days before with all of them."""
    week, when = f.period.kind == "week", "pada" if one.rounds else "sesudah"
    told = f"{one.title}: baru dipantau {when} periode ini"
    if teller.suppress:
        return f"{told}, jadi tidak ikut dalam perbandingan." if week else f"{told}."
    return (
        f"{told}. {teller.n(one.copies)} salinan darinya, dan {teller.n(one.only)} cerita bersinyal yang "
        f"hanya ada di sana, {'tidak ikut dalam perbandingan' if week else 'ikut dihitung'}."
    )


def _by_hand(one: SourceCount, teller: Teller) -> str:
    """What people bring: how much is for the team."""
    return one.title if teller.suppress else f"{one.title} ({number(one.copies)})"


def _silent(one: SourceCount, teller: Teller) -> str:
    """How much it brought before is for the team: two means of weeks that overlap differ by single weeks."""
    known = one.before and not teller.suppress
    before = f", biasanya {number(one.before or 0, 1)} salinan seminggu" if known else ""
    return (
        f"{one.title}: berjalan tetapi diam{before}. Berkurangnya cerita dari sana tidak dibaca sebagai tren."
    )


def method(f: Figures, teller: Teller) -> Block:
    """How it was counted, short enough to be read."""
    return box(
        "Cara menghitung",
        [
            "Cerita: tulisan yang hampir sama dihitung sekali; salinannya dihitung terpisah. Cerita termasuk "
            "periode bila ada salinannya yang tayang pada hari-hari itu (bila tanggal tayang tidak ada: saat "
            "terpantau).",
            "Sinyal: model memberi tanda bahwa orang perlu memeriksa, atau terlalu dekat dengan ambang. "
            "Sinyal bukan temuan. Putusan dibuat orang; sebagian diperiksa orang kedua tanpa melihat jawaban "
            "pertama.",
            "Perbandingan: hanya sumber yang berjalan baik di semua minggu yang dibandingkan. Kisaran wajar "
            "dihitung dari rata-rata dan sebaran minggu-minggu itu (binomial negatif, 99 %); “berubah” hanya "
            "bila di luar kisaran.",
            "Tempat: kecamatan yang disebut dalam tulisan, bukan tempat kejadian. Peristiwa dihitung hanya "
            "bila dipastikan orang; unjuk rasa damai dihitung tersendiri dan tidak pernah sebagai kekerasan. "
            "Tidak ada data bukan berarti tenang.",
            _names(teller),
            *([_COVERED] if teller.suppress else []),
            f"Angka menurut keadaan pada {f.made_at.astimezone(f.period.zone):%d-%m-%Y %H.%M} WITA.",
        ],
    )


_COVERED: Final = (
    "Angka kecil ditutup: 1 dan 2 ditulis “<3”. Bila salah satu bagian dari suatu jumlah 1 atau 2, "
    "bagian-bagiannya ditutup (“*” atau “–”); jumlah peristiwa dan angka tiap sumber ditulis sebagai "
    "rentang, jenis dan tempat peristiwa tanpa angka. Klaim dengan sedikit salinan disebut tanpa hari dan "
    "tempatnya. Dengan begitu angka kecil tidak dapat dihitung dari angka lain."
)


def _names(teller: Teller) -> str:
    """What is done about names, and what that cannot do."""
    never = (
        "Tidak seorang pun disebut; isi dan judul tulisan tidak dikutip; tidak ada daftar tulisan seseorang."
    )
    if not teller.detailed:
        return (
            f"{never} Kata-kata klaim tidak dimuat, sebab dapat memuat nama; bacalah di pemeriksa faktanya."
        )
    return (
        f"{never} Kata-kata klaim adalah kata pemeriksa fakta; yang terbaca sebagai nama orang, juga nama "
        "calon dan pejabat, ditutup secara otomatis ([nama]). Penutupan itu dapat meleset, maka edisi umum "
        "tidak memuat kata-kata klaim."
    )


def corrections(lines: Sequence[str]) -> Block:
    """What was corrected since earlier editions; that there is none is said too."""
    return box("Koreksi", lines or ["Tidak ada koreksi atas edisi sebelumnya."])
