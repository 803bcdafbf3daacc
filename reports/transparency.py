"""The transparency report of a quarter: what the system and the team did, for everybody; aggregates only."""

from typing import Final

from core.indonesian import percent
from reports.document import Block, Document, bullets, heading, lead, para, table
from reports.figures import Figures
from reports.report import Report, framed
from reports.sections import boxes, happened, work
from reports.targets import target_names
from reports.telling import HIDDEN, Teller
from reports.words import SHORT, SIGNALS

_ENOUGH: Final = 20
"""stories below which no share is told"""


def document(report: Report) -> Document:
    """The quarter as blocks."""
    f = report.figures
    year, quarter = f.period.code.split("-Q")
    subtitle = f"Triwulan {quarter} tahun {year} · {f.period.words()}"
    return framed(report, "Laporan keterbukaan", subtitle, "", _blocks(f, Teller(report.edition), report))


def _blocks(f: Figures, teller: Teller, report: Report) -> list[Block]:
    d = f.decided
    return [
        lead(
            f"Dari {teller.n(f.active)} cerita yang terpantau, {teller.n(f.active_marked)} ditandai untuk "
            f"diperiksa. Orang memutuskan {teller.n(d.stories)} cerita, juga dari sebelumnya; "
            f"{teller.n(sum(one.sent for one in f.referrals.routes))} rujukan dikirim."
        ),
        bullets(
            [
                "Mesin tidak memutuskan apa pun: setiap putusan dibuat orang, rujukan memerlukan dua "
                "persetujuan.",
                "Yang dipantau: berita, laman umum, dan kanal yang terbuka bagi semua orang; bukan "
                "percakapan pribadi.",
                "Tidak ada daftar orang dan tidak ada penilaian atas orang.",
            ]
        ),
        heading("Ketepatan tanda mesin"),
        *_precision(f, teller),
        *work.decisions(f, teller),
        *work.referrals(f, teller),
        heading("Kepada siapa kasus mengarah"),
        *_targets(f, teller),
        *happened.incidents(f, teller),
        boxes.coverage(f, teller),
        boxes.method(f, teller),
        boxes.corrections(
            [*report.corrections, f"Putusan yang diurungkan pada periode ini: {teller.n(d.undone)}."]
        ),
    ]


def _precision(f: Figures, teller: Teller) -> list[Block]:
    rows = []
    for name in SIGNALS:
        hits, every = f.decided.shown[name]
        told = work.precision(f, teller, name)
        share = "terlalu sedikit" if every < _ENOUGH else percent(hits / every) if told[0].isdigit() else "–"
        rows.append((SHORT[name], teller.n(every), told, share))
    return [
        table(
            "Dari cerita yang ditandai mesin dan sudah diputuskan: berapa yang dibenarkan orang.",
            ("", "Ditandai dan diputuskan", "Dibenarkan", "Bagian"),
            rows,
            "lrrr",
            (2, 1.6, 1.4, 1.2),
        )
    ]


def _targets(f: Figures, teller: Teller) -> list[Block]:
    counts = f.referrals.targets
    if not counts:
        return [para("Belum ada kasus pada periode ini.")]
    named = target_names()
    # All that there are, also those with none: which rows there are would tell too.
    known = sorted({*named, *(code for code in counts if code)}, key=lambda code: named.get(code, code))
    values = teller.parts([*(counts.get(code, 0) for code in known), counts.get("", 0)])
    if set(values) == {HIDDEN}:
        return [para("Kasus pada periode ini terlalu sedikit untuk dirinci menurut sasaran.")]
    labels = [named.get(code, code) for code in known] + ["Belum atau tidak dinyatakan pemeriksa"]
    rows = list(zip(labels, values, strict=True))
    return [
        para(
            "Sasaran adalah pihak yang dirugikan isi tulisan, ditetapkan pemeriksa untuk tiap kasus. Asal "
            "atau pilihan politik penulis tidak dicatat."
        ),
        table("Kasus yang dibuka, menurut sasaran.", ("Sasaran", "Kasus"), rows, "lr", (4, 1)),
    ]
