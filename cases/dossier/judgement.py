"""The parts of a dossier that weigh: the norm with what is not met, Rabat's six factors, the conclusions."""

from collections.abc import Mapping
from typing import Final

from cases.case import REVIEWERS, Answer, Conclusion, Filled, Text
from cases.dissent import judged_before
from cases.dossier.data import Block, Notice, Paragraph, Points, Section, Table
from cases.dossier.material import Material
from cases.dossier.wording import ANSWERS, CERTAINTIES, CONCLUSIONS, named, plain
from cases.law.norms import Norm, NormState
from cases.worksheets import ELEMENTS, RABAT, Review, outcome, reviews
from core.indonesian import day_in_words

_STATES: Final = {
    NormState.IN_FORCE: "berlaku pada hari perbuatan menurut katalog",
    NormState.VOID: "TIDAK berlaku pada hari perbuatan",
    NormState.DOUBTFUL: "keberlakuannya pada hari perbuatan DIRAGUKAN",
    NormState.OUTSIDE_STAGE: "hanya berlaku dalam tahapan yang tidak sedang berjalan",
}


def complete(material: Material) -> tuple[Review, ...]:
    """The people whose worksheets count; nobody before two are done, so that a preview shows none of it."""
    done = tuple(one for one in reviews(material.log, material.case) if one.complete)
    return done if len(done) >= REVIEWERS else ()


def outcome_of(material: Material) -> Conclusion:
    """The conclusion that counts: the gentlest; "concern" until two people are done."""
    return outcome(complete(material))


def sheets_of(material: Material, sheet: str) -> tuple[Filled, ...]:
    """The worksheets of this kind that count, in the order in which people began."""
    found = [one.rabat if sheet == RABAT else one.elements for one in complete(material)]
    return tuple(one for one in found if one is not None)


def open_elements(material: Material) -> tuple[str, ...]:
    """The elements that somebody answered otherwise than "met"; or nobody answered."""
    if material.offer is None:
        return ()
    filled = sheets_of(material, ELEMENTS)
    found = []
    for element in material.offer.norm.elements:
        answers = [one.answers[element.id][0] for one in filled if element.id in one.answers]
        if not answers or any(one is not Answer.MET for one in answers):
            found.append(element.text)
    return tuple(found)


def law_section(material: Material) -> Section:
    """The norm, how certain it is, what narrows it, and each element as people judged it."""
    offer = material.offer
    if offer is None:
        return Section("Hukum", (Notice("Tidak ada norma yang diusulkan untuk jalur ini."),))
    norm = offer.norm
    until = f" sampai {day_in_words(norm.valid_to)}" if norm.valid_to else ""
    since = day_in_words(norm.valid_from) if norm.valid_from else "tanggal yang tidak tercatat"
    rows = (
        ("Norma", norm.title),
        ("Keadaan", _STATES[offer.state]),
        ("Berlaku", f"sejak {since}{until}"),
        ("Kepastian", _certainty(norm)),
        ("Ancaman", norm.penalty or "tidak dicatat"),
        ("Delik aduan", "ya: hanya atas pengaduan korban" if norm.complaint else "bukan"),
        ("Sumber", f"{norm.source} (diperiksa {day_in_words(norm.last_checked)})"),
    )
    blocks: list[Block] = [Table((), tuple((a, plain(b)) for a, b in rows), (1, 5))]
    blocks.extend(Notice(plain(one)) for one in offer.warnings)
    if norm.narrowed:
        blocks.append(Paragraph("Dipersempit oleh putusan:"))
        blocks.append(Points(tuple(plain(one) for one in norm.narrowed)))
    labels = {one.id: one.text for one in norm.elements}
    blocks.append(_table(material, "Unsur", labels, sheets_of(material, ELEMENTS)))
    if complete(material) and (not_met := open_elements(material)):
        blocks.append(
            Notice(f"TIDAK terpenuhi atau belum jelas: {'; '.join(plain(one) for one in not_met)}.")
        )
    return Section("Hukum: unsur yang terpenuhi dan yang tidak", tuple(blocks))


def _certainty(norm: Norm) -> str:
    """How sure the catalogue is, as it says it itself; never more."""
    words = CERTAINTIES.get(norm.certainty, "harus dipastikan ahli hukum")
    marks = "; ".join(norm.marks_in_words)
    review = f" Sedang diuji: {norm.under_review}" if norm.under_review else ""
    return f"{words} ({marks}).{review}" if marks else f"{words}.{review}"


def rabat_section(material: Material) -> Section:
    """Rabat's six factors as each person judged them."""
    filled = sheets_of(material, RABAT)
    if not filled:
        return Section("Uji ambang Rabat", (Notice("Belum ada lembar yang lengkap."),))
    return Section(
        "Uji ambang Rabat",
        (
            Paragraph(
                "Enam faktor Rencana Aksi Rabat (2012); pidana hanya patut ditelaah bila keenamnya terpenuhi."
            ),
            _table(material, "Faktor", material.factors, filled),
        ),
    )


def conclusion_section(material: Material) -> Section:
    """What each concluded, what counts, and which gentler routes were passed over, and why."""
    case = material.case
    rows = tuple(
        (plain(named(material.people, one.user)), CONCLUSIONS[one.conclusion])
        for one in complete(material)
        if one.conclusion is not None
    )
    blocks: list[Block] = [Table(("Penilai", "Kesimpulan"), rows, (1, 3))] if rows else []
    blocks.append(Paragraph(f"Yang paling ringan yang berlaku: {CONCLUSIONS[outcome_of(material)]}."))
    blocks.extend(_before(material))
    if material.passed:
        titles = "; ".join(one.title for one in material.passed)
        blocks.append(Paragraph(f"Jalur yang lebih lunak dan dilewati: {titles}."))
        blocks.append(Paragraph(f"Alasannya: {material.says(case.route_why, 'tidak ditulis')}"))
    else:
        blocks.append(Paragraph("Tidak ada jalur lebih lunak yang dilewati."))
        if case.route_why:
            blocks.append(
                Paragraph(f"Alasan memilih jalur ini: {material.says(case.route_why, 'tidak ditulis')}")
            )
    return Section("Kesimpulan dan jalur", tuple(blocks))


def _before(material: Material) -> list[Block]:
    """What was concluded before and no longer counts: whoever was gentler is not left out."""
    found = [
        f"{plain(named(material.people, one.user))}: {CONCLUSIONS[one.conclusion]}"
        f" (norma saat itu: {plain(one.norm) or '–'})"
        for one in judged_before(material.log, reviews(material.log, material.case))
    ]
    return (
        [Paragraph("Kesimpulan terdahulu yang tidak dihitung lagi:"), Points(tuple(found))] if found else []
    )


def _table(material: Material, what: str, labels: Mapping[str, str], filled: tuple[Filled, ...]) -> Table:
    """One row a factor or element, one column a person: the answer and the words for it."""
    heads = (what, *(plain(named(material.people, one.by_user)) for one in filled))
    ids = list(dict.fromkeys((*labels, *(name for one in filled for name in one.answers))))
    rows = tuple(
        (plain(labels.get(name, name)), *(_answer(material, one.answers.get(name)) for one in filled))
        for name in ids
    )
    return Table(heads, rows, (3, *(4 for _ in filled)))


def _answer(material: Material, given: tuple[Answer, Text | None] | None) -> str:
    if given is None:
        return "tidak diisi"
    answer, why = given
    words = material.says(why, "")
    return f"{ANSWERS[answer]}. {words}" if words else f"{ANSWERS[answer]}."
