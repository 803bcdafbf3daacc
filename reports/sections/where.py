"""Where: the map of areas with the same figures as a table, and the team's own estimate of vulnerability."""

from typing import Final

from core.indonesian import number
from core.record import IncidentType
from pipeline.geotag import kecamatan
from reports.area_map.areas import Area
from reports.area_map.layers import THERE, Layer, summary
from reports.area_map.tiles import draw_tiles
from reports.area_map.true_map import draw_boundaries
from reports.document import Block, heading, para, passing, picture, table
from reports.figures import Figures
from reports.telling import Teller
from reports.vulnerability.scheme import CURRENT, scheme
from reports.vulnerability.scores import Filled
from reports.words import listed

_TITLE: Final = "Cerita menurut kecamatan"


def places(f: Figures, teller: Teller) -> list[Block]:
    """The map, its table, the estimate of vulnerability."""
    blocks = [heading("Di mana"), _tiles(f, teller)]
    telling = sorted(
        (one for one in f.areas if one.marked or one.incidents),
        key=lambda one: (0 if teller.suppress else -one.marked, -teller.rank(one.stories), one.name),
    )
    if telling:
        blocks.append(
            table(
                "Kecamatan yang disebut cerita bersinyal, atau tempat peristiwa dipastikan. Menyebut suatu "
                "tempat tidak berarti terjadi di sana; satu cerita dapat menyebut beberapa kecamatan.",
                ("Kecamatan", "Cerita", "Bersinyal", "Kekerasan atau ketegangan", "Unjuk rasa damai"),
                [_row(one, teller) for one in telling],
                "lrrrr",
                (3, 1, 1.4, 1.8, 1.4),
            )
        )
    return [*blocks, para(_notes(f, teller)), *_true_map(f, teller), *map(passing, _vulnerability(f))]


def _tiles(f: Figures, teller: Teller) -> Block:
    return picture(
        draw_tiles(f.areas, Layer.STORIES, _TITLE, suppress=teller.suppress),
        "Cerita yang menyebut tiap kecamatan, dan tanda peristiwa yang dipastikan. Petak sama besar, bukan "
        "peta sebenarnya.",
        summary(f.areas, Layer.STORIES, suppress=teller.suppress),
        0.8,
    )


def _true_map(f: Figures, teller: Teller) -> list[Block]:
    if f.boundaries is None:
        return []
    drawn = draw_boundaries(f.areas, f.boundaries, Layer.STORIES, _TITLE, suppress=teller.suppress)
    words = summary(f.areas, Layer.STORIES, suppress=teller.suppress)
    return [picture(drawn, "Angka yang sama, dengan batas wilayah yang diberikan tim.", words, 0.7)]


def _row(one: Area, teller: Teller) -> tuple[str, ...]:
    protests = one.incidents.get(IncidentType.PROTEST_PEACEFUL, 0)
    return (
        one.name,
        teller.n(one.stories),
        teller.coarse(one.marked),  # partners read of some of these stories one by one
        _incidents(sum(one.incidents.values()) - protests, teller),
        _incidents(protests, teller),
    )


def _incidents(value: int, teller: Teller) -> str:
    return THERE if teller.suppress and value else number(value)


def _notes(f: Figures, teller: Teller) -> str:
    blank = [one.name for one in f.areas if not one.covered]
    notes = [
        f"{teller.n(f.nowhere)} cerita tidak menyebut satu pun kecamatan.",
        "“Sangatta” tanpa Utara atau Selatan dihitung sebagai Sangatta Utara, tempat pusat kotanya.",
    ]
    if blank:
        notes.append(f"Tidak ada data (bukan berarti tenang): {listed(blank)}.")
    if f.missed:
        notes.append(
            f"{number(len(f.missed))} hari periode ini tidak dipantau: 0 di peta bukan berarti tenang."
        )
    if f.ground_problems:
        if teller.suppress:  # the team's own files are nobody else's business
            notes.append(f"Tidak tersedia: {listed([what for what, _ in f.ground_problems])}.")
        else:
            told = "; ".join(f"{what}: {why}" for what, why in f.ground_problems)
            notes.append(f"Data peta yang tidak dapat dipakai: {told}.")
    return " ".join(notes)


def _vulnerability(f: Figures) -> list[Block]:
    if f.filled is None:  # told among the notes
        return []
    tree, told = scheme(CURRENT), _told(f.filled)
    if all(one.vulnerability is None for one in f.areas):
        return [
            para(
                f"Kerawanan menurut kecamatan: belum ada perkiraan ({told}; angka ditunjukkan mulai dari "
                f"{tree.least_kecamatan} kecamatan dan {tree.least_subdimensions} subdimensi yang terisi). "
                "Itu tidak berarti tidak rawan."
            )
        ]
    layer = Layer.VULNERABILITY
    return [
        picture(
            draw_tiles(f.areas, layer, "Kerawanan menurut kecamatan", prefix="rawan"),
            f"Perkiraan tim sendiri dari riwayat yang dimasukkannya, menurut {tree.title}; {told}; "
            "bukan skor resmi Bawaslu, bukan keadaan periode ini, dan tidak dibandingkan dengan skema lain.",
            summary(f.areas, layer, suppress=False),
            0.8,
        )
    ]


def _told(filled: Filled) -> str:
    """How much a score rests on."""
    years = f", tahun {filled.years}" if filled.years else ""
    return f"{filled.kecamatan} dari {len(kecamatan())} kecamatan terisi{years}"
