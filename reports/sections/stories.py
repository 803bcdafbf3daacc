"""What was said: stories to know, claims and their spread, confirmed incidents; described, never quoted."""

from typing import Final

from core.decision import Answer, StoryState
from core.indonesian import day_in_words, number
from reports.area_map.areas import kecamatan
from reports.document import Block, heading, para, table
from reports.figures import Figures
from reports.figures.collect import TopStory
from reports.names import without_names
from reports.telling import Teller
from reports.words import INCIDENTS, SEVERITY, SHORT, SIGNALS, STATES, listed, tiny_day

_CHANNELS: Final = {
    "news": "berita",
    "post": "kiriman umum",
    "factcheck": "pemeriksa fakta",
    "field": "laporan lapangan",
}
ANSWERS: Final = {Answer.YES: "ya", Answer.NO: "tidak", Answer.UNVERIFIABLE: "tidak dapat dipastikan"}
"""what a person may say of a signal"""
_CLAIMS: Final = 6
_CUT: Final = 190  # characters of a claim


def top_stories(f: Figures, teller: Teller) -> list[Block]:
    """The stories to know, described and never quoted."""
    if not teller.detailed:
        return []
    if not f.top:
        return [heading("Cerita yang perlu diketahui"), para("Tidak ada cerita bersinyal pada periode ini.")]
    rows = [(*story_cells(one, teller), _state(one)) for one in f.top]
    return [
        heading("Cerita yang perlu diketahui"),
        table(
            "Menurut prioritas. Isi tulisan tidak dikutip dan tidak seorang pun disebut; sinyal belum "
            "berarti "
            "pelanggaran.",
            ("Sinyal", "Mengapa ditandai", "Menyebut", "Tayang", "Salinan / sumber", "Putusan"),
            rows,
            "llllll",
            (2.1, 2.6, 1.5, 1.0, 1.3, 1.9),
        ),
    ]


def story_cells(one: TopStory, teller: Teller) -> tuple[str, ...]:
    """The cells of one story that do not tell of its decision."""
    marks = listed(
        [
            f"{SIGNALS[name].removeprefix('sinyal ')} {SEVERITY[level]}".strip()
            for name, level in one.marks.items()
        ]
    )
    why = "; ".join(one.why) if one.why else "mirip klaim yang sudah diperiksa"
    code = f" [{one.story_id[:8]}]" if teller.edition == "full" else ""
    names = kecamatan()
    places = ", ".join(names[code] for code in one.kecamatan[:2] if code in names) or "–"
    channels = listed([_CHANNELS.get(name, name) for name in one.channels])
    return (
        f"Sinyal {marks}{code}",
        f"{why} ({channels})",
        places,
        tiny_day(one.first_said),
        f"{teller.n(one.copies)} / {teller.n(one.sources)}",
    )


def _state(one: TopStory) -> str:
    if one.state in (StoryState.DECIDED, StoryState.HARMLESS) and one.answers:
        asked = [
            f"{SHORT[name].lower()}: {ANSWERS[answer]}"
            for name, answer in one.answers.items()
            if name in SHORT
        ]
        return "; ".join(asked)
    return STATES[one.state]


def claims(f: Figures, teller: Teller) -> list[Block]:
    """Checked claims and how far they went."""
    spread = [one for one in f.claims if one.asserting + one.possible + one.reporting]
    blocks = [heading("Klaim yang sudah diperiksa, dan penyebarannya")]
    if not spread:
        return [*blocks, para("Tidak ada klaim yang sudah diperiksa ditemukan beredar pada periode ini.")]
    named = kecamatan()
    rows = [
        (
            _cut(without_names(one.text)),
            f"{one.rating} ({one.publisher}" + (f", {tiny_day(one.checked_on)})" if one.checked_on else ")"),
            *teller.parts([one.asserting, one.possible]),
            teller.n(one.reporting),
            teller.n(one.sources),
            tiny_day(one.first_said) if one.first_said else "–",
            ", ".join(named[code] for code in one.kecamatan if code in named) or "–",
        )
        for one in spread[:_CLAIMS]
    ]
    blocks.append(
        table(
            "Penilaian adalah kata pemeriksanya. “Pasti”: salinan yang menyatakan klaim itu menurut "
            "pencocokan; "
            "“mungkin”: kemiripannya lemah; “berita”: memberitakan atau mempertanyakannya.",
            ("Klaim", "Dinilai", "Pasti", "Mungkin", "Berita", "Sumber", "Sejak", "Menyebut"),
            rows,
            "llrrrrll",
            (4.0, 1.9, 0.8, 1.1, 0.9, 1.0, 0.9, 1.5),
        )
    )
    left = len(spread) - _CLAIMS
    return [*blocks, *([para(f"{number(left)} klaim lain beredar lebih sempit.")] if left > 0 else [])]


def _cut(text: str) -> str:
    return text if len(text) <= _CUT else text[:_CUT].rsplit(" ", 1)[0] + " …"


def incidents(f: Figures, teller: Teller) -> list[Block]:
    """What a person has confirmed to have happened."""
    blocks = [heading("Peristiwa yang dipastikan")]
    if not f.incidents:
        return [
            *blocks,
            para(
                "Belum ada peristiwa yang dipastikan pada periode ini. Berita yang mungkin melaporkan "
                "kejadian "
                "dihitung hanya sesudah diperiksa orang."
            ),
        ]
    named = kecamatan()
    if teller.suppress:
        kinds = sorted({one.type for one in f.incidents})
        counts = teller.parts([sum(one.type is kind for one in f.incidents) for kind in kinds])
        rows: list[tuple[str, ...]] = [
            (INCIDENTS[kind].capitalize(), n) for kind, n in zip(kinds, counts, strict=True)
        ]
        return [*blocks, table("Menurut jenis.", ("Jenis", "Jumlah"), rows, "lr", (4, 1))]
    rows = [
        (
            day_in_words(one.happened_on),
            INCIDENTS[one.type].capitalize(),
            named.get(one.place[:8], "–"),
            number(len(one.items)),
        )
        for one in f.incidents
    ]
    return [
        *blocks,
        table(
            "Jenis menurut ACLED. Unjuk rasa damai bukan kekerasan.",
            ("Tanggal", "Jenis", "Kecamatan", "Laporan"),
            rows,
            "lllr",
            (2, 4, 2, 1),
        ),
    ]
