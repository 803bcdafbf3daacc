"""Composes the dossier of a case: what happened, what is missing, the law, the judgement, the evidence."""

from datetime import datetime
from typing import Final

from cases.dossier.data import Block, Dossier, Notice, Paragraph, Points, Section, Table
from cases.dossier.judgement import (
    complete,
    conclusion_section,
    law_section,
    open_elements,
    outcome_of,
    rabat_section,
)
from cases.dossier.material import ItemFacts, Material
from cases.dossier.pieces import evidence_section
from cases.dossier.requirements import Requirement, missing, requirements, source, title
from cases.dossier.wording import (
    CHANNELS,
    CONCLUSIONS,
    CONDUCTS,
    PARTS,
    ROLES,
    STEPS,
    digits,
    named,
    plain,
    short,
    when,
)
from cases.log import CaseStep
from cases.signers import Certificate, Deputy
from core.indonesian import day_in_words

_LAST_ENTRIES: Final = 8
_MOST_ITEMS: Final = 6
_MOST_DEADLINES: Final = 5


def build_dossier(material: Material) -> Dossier:
    """The dossier of this case as this recipient may read it."""
    found = requirements(material)
    gaps = missing(found)
    named_route = material.route.title if material.route else "belum ada jalur"
    sections = [
        _facts(material),
        _completeness(material, found),
        law_section(material),
        rabat_section(material),
        conclusion_section(material),
        evidence_section(material),
        _approvals(material),
        _custody(material),
        _limits(material),
    ]
    return Dossier(
        office=plain(material.office),
        case_id=material.case.id,
        package_id=material.package_id,
        title=title(material, found),
        subtitle=f"belum lengkap: {'; '.join(gaps)}" if gaps else named_route,
        recipient=material.route.recipient if material.route else "belum ditentukan",
        classification="TERBATAS: hanya untuk penerima dan keperluan penanganan",
        made_at=material.made_at,
        made_words=when(material.made_at, material.zone),
        summary=_summary(material, gaps),
        sections=tuple(sections),
        draft=material.draft,
    )


def _summary(material: Material, gaps: tuple[str, ...]) -> tuple[str, ...]:
    case = material.case
    act = day_in_words(case.act_on) if case.act_on else "hari yang belum dicatat"
    by_hand = sum(one.kind == "hand" for one in case.evidence)
    what = f"{material.says(case.title, 'Kasus tanpa judul')} ({CHANNELS.get(case.channel, case.channel)})"
    kept = f"{len(case.evidence)} bukti disimpan"
    if by_hand:
        kept += f", {by_hand} di antaranya tidak diambil oleh sistem"
    sentences = [
        f"Perkara: {what}, {act}, di {material.place or 'tempat yang belum dicatat'}.",
        f"Diketahui meja ini pada {when(case.known_at, material.zone)}; {kept}.",
        f"Penilaian {len(complete(material))} orang; yang paling ringan yang berlaku: "
        f"{CONCLUSIONS[outcome_of(material)]}.",
        f"Norma yang diusulkan untuk ditelaah: {_norm_words(material)}.",
    ]
    if complete(material) and (not_met := open_elements(material)):
        sentences.append(f"Yang TIDAK terpenuhi atau belum jelas: {'; '.join(not_met)}.")
    if gaps:
        sentences.append(f"Yang kurang dari syarat laporan: {'; '.join(gaps)}.")
    return tuple(sentences)


def _norm_words(material: Material) -> str:
    if material.offer is None:
        return "tidak ada; jalur ini tidak memerlukannya, atau belum dipilih"
    return f"{material.offer.norm.title} (harus dipastikan ahli hukum)"


def _facts(material: Material) -> Section:
    case, zone = material.case, material.zone
    posted = [one.published_at for one in material.items if one.published_at]
    taken = [one.captured_at for one in case.evidence]
    rows = [
        ("Apa", material.says(case.description, "belum diuraikan", 1500)),
        ("Di mana", material.place or "belum dicatat"),
        ("Hari perbuatan", day_in_words(case.act_on) if case.act_on else "belum dicatat"),
        ("Disiarkan", when(min(posted), zone) if posted else "waktunya tidak diketahui"),
        ("Ditangkap", when(min(taken), zone) if taken else "belum ada bukti"),
        ("Diketahui", f"{when(case.known_at, zone)}; batas waktu dihitung dari sini"),
        ("Saluran", CHANNELS.get(case.channel, plain(case.channel))),
    ]
    blocks: list[Block] = [Table((), tuple(rows), (1, 5))]
    blocks.append(_parties(material) if case.parties else Notice("Belum ada pihak yang dicatat."))
    if not material.may_name:
        only = "; hanya akun terlapor dan alamat unggahan disebut" if material.may_point else ""
        blocks.append(
            Paragraph(f"Pihak bernama samaran{only}: penerima ini tidak memerlukan identitas mereka.")
        )
    blocks.append(_items(material))
    return Section("Apa, di mana, kapan, siapa", tuple(blocks))


def _parties(material: Material) -> Table:
    rows = []
    for party in material.case.parties:
        marks = [word for word, is_so in (("pers", party.press), ("diduga anak", party.minor)) if is_so]
        conduct = CONDUCTS[party.conduct] + (f" ({', '.join(marks)})" if marks else "")
        rows.append((material.who(party), PARTS[party.part], conduct))
    return Table(("Siapa", "Sebagai", "Perbuatan menurut bukti"), tuple(rows), (4, 1, 2))


def _items(material: Material) -> Block:
    if not material.items:
        return Paragraph("Kasus ini tidak bertumpu pada salinan yang dikumpulkan sistem.")
    rows = tuple(
        (
            _item_words(material, one),
            plain(one.source),
            short(one.published_at, material.zone) if one.published_at else "tidak diketahui",
            short(one.fetched_at, material.zone),
        )
        for one in material.items[:_MOST_ITEMS]
    )
    return Table(("Salinan (isi tersamar)", "Sumber", "Disiarkan", "Diambil"), rows, (5, 2, 2, 2))


def _item_words(material: Material, item: ItemFacts) -> str:
    title = material.hidden(item.title) or "(tanpa teks)"
    return f"{title} – {plain(item.url)}" if material.may_point and item.url else title


def _completeness(material: Material, found: tuple[Requirement, ...]) -> Section:
    rows = tuple(("formal" if one.formal else "materiel", one.label, one.state, one.words) for one in found)
    blocks: list[Block] = [Table(("Syarat", "Apa", "Keadaan", "Keterangan"), rows, (2, 4, 2, 6))]
    if gaps := missing(found):
        blocks.append(
            Notice(
                f"Berkas ini adalah INFORMASI AWAL, bukan laporan yang lengkap. Kurang: {'; '.join(gaps)}."
            )
        )
    blocks.append(Paragraph(source(material)))
    blocks.extend(_deadlines(material))
    return Section("Kelengkapan dan batas waktu", tuple(blocks))


def _deadlines(material: Material) -> list[Block]:
    if not material.deadlines:
        return []
    rows = tuple(
        (
            one.title + (" (perkiraan)" if one.supposed else ""),
            short(one.due, material.zone),
            "; ".join((one.rule, *one.notes, f"kepastian: {one.certainty}")),
        )
        for one in material.deadlines[:_MOST_DEADLINES]
    )
    return [Table(("Batas waktu", "Paling lambat", "Aturan"), rows, (3, 2, 6))]


def _approvals(material: Material) -> Section:
    rows = []
    for one in material.case.approvals:
        role = str(one.payload.get("role", ""))
        certificate = material.signers.certificates.get(one.key)
        name = certificate.name if certificate else named(material.people, one.by_user)
        deputy = material.signers.deputies.get(str(one.payload.get("deputy", "")))
        since = f"; kunci dibuat {_made(certificate, material)}" if certificate else ""
        as_deputy = f", {_deputy(deputy, material)}" if deputy else ""
        rows.append(
            (
                plain(name),
                f"{ROLES.get(role, plain(role))}{as_deputy}{since}",
                short(one.made_at, material.zone),
                digits(one.key),
            )
        )
    if not rows:
        return Section("Persetujuan", (Notice("Belum ada yang menyetujui."),))
    heads = ("Siapa", "Sebagai", "Kapan", "Sidik kunci penanda tangan")
    table = Table(heads, tuple(rows), (3, 3, 3, 13), hashes=3)
    return Section(
        "Persetujuan",
        (table, Paragraph("Setiap persetujuan ditandatangani dengan kunci Ed25519 milik orangnya sendiri.")),
    )


def _deputy(deputy: Deputy, material: Material) -> str:
    by = plain(named(material.people, deputy.by_user))
    return f"sebagai pengganti sampai {deputy.until[:10]}, ditunjuk {by}"


def _made(certificate: Certificate, material: Material) -> str:
    return short(datetime.fromisoformat(certificate.made_at), material.zone)


def _custody(material: Material) -> Section:
    last = [one for one in material.log if one.step is not CaseStep.READ][-_LAST_ENTRIES:]
    rows = tuple(
        (
            str(one.place),
            STEPS[one.step],
            plain(named(material.people, one.by_user)),
            short(one.made_at, material.zone),
            one.hash[:16],
        )
        for one in last
    )
    head = material.log[-1].hash if material.log else ""
    return Section(
        "Rantai pengawasan",
        (
            Table(("No.", "Langkah", "Oleh", "Kapan", "Hash (awal)"), rows, (1, 4, 3, 3, 3), hashes=4),
            Paragraph(
                f"Ini {len(last)} langkah terakhir, tanpa pembacaan; seluruh {len(material.log)} catatan ada "
                "di custody.jsonl dalam paket, setiap catatan terikat pada yang sebelumnya. "
                f"Hash terakhir: {digits(head)}."
            ),
        ),
    )


_CLOCK_SET: Final = (
    "Jam sistem DITETAPKAN DENGAN TANGAN saat berkas ini dibuat (contoh atau latihan): waktu di dalamnya "
    "bukan waktu sebenarnya."
)


def _limits(material: Material) -> Section:
    return Section(
        "Batas berkas ini",
        (
            Points(
                (
                    *((_CLOCK_SET,) if material.clock_set else ()),
                    "Penilaian manusia, bukan skor mesin: tidak ada skor yang ikut menentukan berkas ini.",
                    "Meja ini bukan penyidik dan bukan pengawas pemilu; ia tidak menyatakan siapa pun "
                    "bersalah.",
                    "Bahwa sesuatu tidak benar belum berarti melanggar hukum.",
                    "Semua rujukan hukum harus dipastikan ahli hukum terhadap naskah resmi (JDIH).",
                    "Siapa pun yang disebut dapat mengajukan keberatan; penerima akan dikirimi koreksi.",
                    "Keutuhan paket diperiksa dengan perintah pantau verify, atau menurut BACA-SAYA.txt.",
                )
            ),
        ),
    )
