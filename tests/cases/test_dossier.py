"""The dossier: Indonesian, plain text whatever a case says, no more of people than its recipient may know."""

import io
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
from docx import Document
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cases.case import Answer, Conduct, EvidenceFile, Package, Part, Party, Text
from cases.deadlines import NO_REGIME, Deadline
from cases.dossier.build import build_dossier
from cases.dossier.material import Material, hide
from cases.dossier.requirements import missing, requirements
from cases.dossier.wording import STEPS
from cases.dossier.write_docx import as_docx
from cases.dossier.write_pdf import as_pdf
from cases.law.routes import route
from cases.log import CaseStep, chained
from cases.package.contents import case_facts
from cases.package.gathering import Gathered, Kept, as_material, beginning, gather, place_name
from cases.replay import read_case
from core import clock
from tests.cases.sealing import NOW, SECRET, Office, office

HOSTILE = '#set page(width: 1pt) *tebal* $x^2$ `kode` #image("/etc/passwd") @label <b>& \\ // {{7*7}} [a](b)'
AHEAD = Deadline(
    id="report",
    title="Laporan ke Bawaslu",
    due=NOW + timedelta(days=5),
    rule="7 hari kalender sejak diketahui",
    certainty="satu sumber",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    before = clock.now() if clock.is_fixed() else None
    yield office(tmp_path_factory.mktemp("dossier") / "data")
    clock.fix(before)


@pytest.fixture(scope="module")
def gathered(made: Office) -> Gathered:
    with made.store.reading() as db:
        return gather(db, made.made.case_id)


@pytest.fixture
def material(made: Office, gathered: Gathered) -> Material:
    clock.fix(NOW)
    return as_material(
        gathered, made.settings, signers=made.made.signers, names=made.made.names, package_id="p-1"
    )


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def plain_text(pdf: bytes) -> str:
    return " ".join(text_of(pdf).split())


def docx_text(raw: bytes) -> str:
    page = Document(io.BytesIO(raw))
    cells = [cell.text for table in page.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in page.paragraphs), *cells])


def party(name: str, part: Part) -> Party:
    conduct = Conduct.AUTHORED if part is Part.REPORTED else Conduct.NONE
    return Party(
        id=name, part=part, conduct=conduct, pseudonym=f"Pihak {name}", identity=Text(name, "0" * 64)
    )


def test_an_officer_finds_all_that_is_asked_for(material: Material) -> None:
    found = plain_text(as_pdf(build_dossier(material)))
    for words in (
        "Meja Pantau Kabupaten Kutai Timur",
        "Polres Kutai Timur",
        "Ringkasan",
        "Kecamatan Bengalon, Kutai Timur",
        "20 November 2026, 12.00 WITA (2026-11-20 04:00:00 UTC)",
        "Pasal 246 KUHP",
        "harus dipastikan ahli hukum",
        "Rina Pembuka",
        "Terpenuhi. Alasan untuk intent.",
        "Klarifikasi dan kontra-ujaran",
        "Ajakan kekerasan dengan hari dan tempat.",
        "Chromium tidak terpasang",
        "Sari Penyelia",
        "kunci dibuat",
        "Petugas hukum",
        "custody.jsonl",
        "Penilaian manusia, bukan skor mesin",
        SECRET,
    ):
        assert words in found, words
    assert material.log[-1].hash in found.replace(" ", "")
    assert all(file.sha256 in found.replace(" ", "") for file in material.case.evidence[0].files)


def test_a_post_is_told_by_its_words_a_place_by_its_kecamatan(material: Material) -> None:
    assert place_name("64.08.04") == "Kecamatan Sangatta Utara, Kutai Timur"
    assert place_name("64.08.04.2012") == "Desa/Kelurahan Swarga Bara, Sangatta Utara, Kutai Timur"
    long = replace(material.items[0], title=beginning("ajakan " * 100))
    assert long.title.endswith("ajakan …") and len(long.title) <= 282
    told = str(build_dossier(replace(material, items=(long,))))
    assert long.title in told
    assert "'dibaca'" not in told, "who read it is in the log of the package"
    assert "Alasan memilih jalur ini" in str(build_dossier(replace(material, passed=())))


def test_a_dossier_whose_clock_was_set_by_hand_says_so(material: Material) -> None:
    for is_set in (True, False):
        told = plain_text(as_pdf(build_dossier(replace(material, clock_set=is_set))))
        assert ("bukan waktu sebenarnya" in told) is is_set
    assert material.clock_set  # as tests are made


def test_who_was_gentler_before_is_not_left_out(made: Office, material: Material) -> None:
    assert "Kesimpulan terdahulu" not in plain_text(as_pdf(build_dossier(material)))
    analyst, log = made.made.users["analyst"].id, list(material.log)
    for outcome in ("concern", "criminal"):
        data = {"outcome": outcome}
        log.append(
            chained(
                log, material.case.id, CaseStep.CONCLUDED, data, by_user=analyst, at=NOW, entry_id=outcome
            )
        )
    found = plain_text(as_pdf(build_dossier(replace(material, log=log, case=read_case(log)))))
    assert "Kesimpulan terdahulu yang tidak dihitung lagi" in found
    assert "Dewi Analis: sah menurut hukum" in found


def test_it_has_three_to_five_pages_each_with_case_and_number(material: Material) -> None:
    words = "Unggahan ini menyebut hari, jam dan tempat serta mengajak orang datang membawa bahan bakar. " * 5
    long = replace(material, words=dict.fromkeys(material.words, words))
    for one in (material, long):
        pages = pypdf.PdfReader(io.BytesIO(as_pdf(build_dossier(one)))).pages
        assert 3 <= len(pages) <= 5
        for number, page in enumerate(pages, start=1):
            shown = page.extract_text()
            assert f"Kasus {material.case.id}" in shown
            assert f"Halaman {number} dari {len(pages)}" in shown


def test_no_font_of_the_machine_is_needed_and_each_is_carried(material: Material) -> None:
    for page in pypdf.PdfReader(io.BytesIO(as_pdf(build_dossier(material)))).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            assert any(name in descriptor["/FontName"] for name in ("Libertinus", "DejaVu"))


def test_nothing_that_a_case_says_is_markup(material: Material) -> None:
    case = material.case
    assert case.title is not None
    assert case.description is not None
    said = replace(
        material,
        office=HOSTILE,
        words={**material.words, case.title.id: HOSTILE, case.description.id: HOSTILE},
        identities={"p-1": HOSTILE},
        place=HOSTILE,
    )
    pdf = as_pdf(build_dossier(said))
    packed = "".join(text_of(pdf).split())
    assert packed.count("".join(HOSTILE.split())) >= 3
    assert "root:" not in packed
    box = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    assert HOSTILE in docx_text(as_docx(build_dossier(said)))


@pytest.mark.parametrize(
    "words",
    [
        "\x00\x07\x1b[31m",
        "\u202egnirts\u202c",
        "a" * 3000,
        "🔥🔥 bakar",
        "سلام ቃል 漢字",
        "\ud800",
        "\ufffe x",
    ],
)
def test_hostile_text_makes_a_dossier_all_the_same(material: Material, words: str) -> None:
    case = material.case
    assert case.description is not None
    said = replace(material, words={**material.words, case.description.id: words})
    found = build_dossier(said)
    assert as_pdf(found).startswith(b"%PDF")
    assert as_docx(found).startswith(b"PK")
    shown = json.dumps(asdict(found), default=str, ensure_ascii=False)
    assert not {"\x00", "\x1b", "\u202e", "\ud800"} & set(shown)
    if "🔥" in words:
        assert ":api:" in shown


def test_the_same_dossier_gives_the_same_bytes(material: Material) -> None:
    found = build_dossier(replace(material, made_at=NOW + timedelta(microseconds=1)))
    assert as_pdf(found) == as_pdf(found)
    assert as_docx(found) == as_docx(found)


def test_the_docx_says_the_same(material: Material) -> None:
    found = build_dossier(material)
    words = docx_text(as_docx(found))
    for section in found.sections:
        assert section.title in words
    for sentence in found.summary:
        assert sentence in words
    page = Document(io.BytesIO(as_docx(found)))
    assert material.case.id in page.sections[0].header.paragraphs[0].text


def test_what_the_law_needs_and_is_not_met_is_said(material: Material) -> None:
    """Nobody could conclude more with an element unclear; should it get here all the same, it is shown."""
    (sheet, user), filled = next(item for item in material.case.sheets.items() if item[0][0] == "elements")
    name, (_, why) = next(iter(filled.answers.items()))
    answers = {**filled.answers, name: (Answer.UNCLEAR, why)}
    sheets = {**material.case.sheets, (sheet, user): replace(filled, answers=answers)}
    said = replace(material, case=replace(material.case, sheets=sheets))
    found = plain_text(as_pdf(build_dossier(said)))
    assert "TIDAK terpenuhi atau belum jelas" in found
    assert "BELUM JELAS" in found


def test_incomplete_is_informasi_awal_and_says_what_is_missing(material: Material) -> None:
    found = build_dossier(material)
    assert found.title == "Informasi awal"
    assert "saksi" in found.subtitle
    assert "Yang kurang dari syarat laporan: saksi." in found.summary


def test_complete_is_a_report_with_a_reporter_and_a_finding_without(material: Material) -> None:
    bawaslu = replace(material, route=route("bawaslu"), deadlines=[AHEAD])
    parties = (*material.case.parties, party("w", Part.WITNESS))
    found = replace(bawaslu, case=replace(material.case, parties=parties))
    assert build_dossier(found).title == "Bahan temuan"
    with_reporter = replace(
        bawaslu,
        case=replace(material.case, parties=(*parties, party("r", Part.REPORTER))),
        identities={**material.identities, "r": "Pelapor Karangan, Jl. Contoh 1"},
    )
    assert build_dossier(with_reporter).title == "Laporan"
    nameless = replace(with_reporter, identities=material.identities)
    assert missing(requirements(nameless)) == ("nama dan alamat pelapor",)
    late = replace(with_reporter, made_at=AHEAD.due + timedelta(seconds=1))
    assert "SUDAH LEWAT" in plain_text(as_pdf(build_dossier(late)))
    assert build_dossier(late).title == "Informasi awal"


def test_what_went_elsewhere_was_not_sent_to_bawaslu(material: Material) -> None:
    gone = Package(
        id="k", sha256="", manifest="", route="komdigi", made_at=NOW, by_user="u", sent=({"package": "k"},)
    )
    said = {}
    for name in ("komdigi", "bawaslu"):
        case = replace(material.case, packages=(replace(gone, route=name),))
        found = requirements(replace(material, route=route("bawaslu"), deadlines=(), case=case))
        said[name] = next(one.words for one in found if "7 hari" in one.label)
    assert said == {"komdigi": NO_REGIME, "bawaslu": "sudah pernah dikirim"}


@pytest.mark.parametrize(
    ("changed", "label"),
    [
        ({"place": ""}, "waktu dan tempat kejadian"),
        ({"act_on": None}, "waktu dan tempat kejadian"),
        ({"description": None}, "uraian kejadian"),
        ({"evidence": ()}, "bukti"),
        ({"parties": ()}, "terlapor"),
    ],
)
def test_each_requirement_is_computed_from_the_case(
    material: Material, changed: dict[str, object], label: str
) -> None:
    case = replace(material.case, **changed)  # type: ignore[arg-type]
    assert label in missing(requirements(replace(material, case=case)))


def test_evidence_by_hand_is_marked_and_much_of_it_is_shortened(material: Material) -> None:
    piece = material.case.evidence[0]
    by_hand = replace(piece, id="e-9", kind="hand", stamped="failed", stamp_reason="tidak terjangkau")
    case = replace(material.case, evidence=(piece, by_hand))
    found = plain_text(as_pdf(build_dossier(replace(material, case=case))))
    assert "Bukti 2 tidak diambil oleh sistem" in found
    assert "cap waktu GAGAL didapat (tidak terjangkau)" in found
    files = tuple(EvidenceFile(name=f"f{n}.bin", sha256="c" * 64, size=1, media_type="x") for n in range(30))
    many = tuple(replace(piece, id=f"e-{n}", files=files) for n in range(12))
    pages = pypdf.PdfReader(
        io.BytesIO(as_pdf(build_dossier(replace(material, case=replace(case, evidence=many)))))
    ).pages
    assert len(pages) <= 5


def test_a_draft_is_marked_and_names_nobody(made: Office, gathered: Gathered) -> None:
    clock.fix(NOW)
    draft = as_material(gathered, made.settings, signers=made.made.signers, names=made.made.names, draft=True)
    pdf = as_pdf(build_dossier(draft))
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        assert "KONSEP" in page.extract_text()
    assert "contoh_saja" not in text_of(pdf)
    assert "Terlapor 1" in text_of(pdf)


def test_a_draft_shows_no_worksheet_before_two_people_are_done(made: Office, gathered: Gathered) -> None:
    log = [one for one in gathered.log if one.by_user != made.made.users["analyst"].id]
    alone = replace(gathered, log=tuple(log))
    material = as_material(alone, made.settings, signers=made.made.signers, names=made.made.names, draft=True)
    assert "Alasan untuk" not in text_of(as_pdf(build_dossier(material)))


def test_a_norm_that_the_catalogue_has_not_makes_a_draft_all_the_same(
    made: Office, gathered: Gathered
) -> None:
    odd = replace(gathered, case=replace(gathered.case, norm="tidak-ada", route="tidak-ada", place="99.99"))
    material = as_material(odd, made.settings, signers=made.made.signers, names={}, draft=True)
    assert "Tidak ada norma yang diusulkan" in plain_text(as_pdf(build_dossier(material)))


NAMES = st.lists(
    st.text(
        st.sampled_from("abcdefghijklmnopqrstuvwxyzéABCDEFGHIJKLMNOPQRSTUVWXYZ"), min_size=4, max_size=12
    ),
    min_size=1,
    max_size=3,
).map(" ".join)


@given(
    name=NAMES,
    before=st.sampled_from(["", "Pak ", "@", "«", "x"]),
    case=st.sampled_from(["lower", "upper", "title"]),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_route_without_names_gets_none(
    made: Office, gathered: Gathered, name: str, before: str, case: str
) -> None:
    """Whatever the team typed into description, title or reasons: the identity does not get through."""
    written = f"Menurut warga {before}{getattr(name, case)()} mengajak; {name[:2]}\u200b{name[2:]} lagi."
    told, known = gathered.words, gathered.case.parties[0].identity
    assert known is not None
    base = _shown(made, gathered).casefold()
    assume(not any(part.casefold() in base for part in name.split()))
    words = {
        text_id: Kept(one.salt, name if text_id == known.id else written) for text_id, one in told.items()
    }
    shown = _shown(made, replace(gathered, words=words, identities={"p-1": name})).casefold()
    assert not any(part.casefold() in shown for part in name.split())


def _shown(made: Office, one: Gathered) -> str:
    """All that a package for Komdigi tells of the case, as text."""
    routed = replace(one, case=replace(one.case, route="komdigi"))
    material = as_material(routed, made.settings, signers=made.made.signers, names=made.made.names)
    dossier = asdict(build_dossier(material))
    return json.dumps([dossier, case_facts(routed, material)], default=str, ensure_ascii=False)


def test_a_route_for_accounts_gets_accounts_and_no_names(made: Office, gathered: Gathered) -> None:
    identity = "Budi Karangan, Jl. Contoh 7\n@budi_karangan https://t.example/budi"
    shown = _shown(made, replace(gathered, identities={"p-1": identity}))
    assert "Jl. Contoh" not in shown
    assert "Budi Karangan" not in shown
    assert "@budi_karangan https://t.example/budi" in shown
    assert "https://t.example/contoh_saja/7" in shown


def test_accounts_are_told_of_who_is_reported_alone(made: Office, gathered: Gathered) -> None:
    """What comes down is the reported account: who complained of it or saw it stays under a pseudonym."""
    told = {
        "w": "Siti Karangan, @siti_karangan, https://t.example/siti",
        "r": "Joko Karangan, @joko_karangan",
        "q": "Wati Karangan, wati@surel.example, @wati_karangan, @wati@server.example",
    }
    parts = {"w": Part.WITNESS, "r": Part.REPORTER, "q": Part.REPORTED}
    case = replace(gathered.case, parties=tuple(party(name, part) for name, part in parts.items()))
    words = {**gathered.words, **{name: Kept("00", identity) for name, identity in told.items()}}
    shown = _shown(made, replace(gathered, case=case, words=words, identities=told))
    assert not any(one in shown for one in ("@siti", "t.example/siti", "@joko", "@surel.example"))
    assert "Pihak q: @wati_karangan @wati@server.example" in shown
    assert {"id": "q", "text": "@wati_karangan @wati@server.example"} in json.loads(shown)[1]["hidden"]


def test_words_for_offices_and_places_stay() -> None:
    one = party("1", Part.REPORTED)
    identity = {"1": "Samsul Karangan, kepala desa Sepaso"}
    text = hide("Samsul bicara di kantor desa; kepala desa Sepaso diam.", [one], identity)
    assert text == "Pihak 1 bicara di kantor desa; Pihak 1 diam."


def test_a_package_lies_on_no_path_of_this_machine(material: Material, tmp_path: Path) -> None:
    shown = json.dumps(asdict(build_dossier(material)), default=str)
    assert str(tmp_path.parent) not in shown


def test_every_step_of_the_log_has_its_words() -> None:
    assert set(STEPS) == set(CaseStep)
