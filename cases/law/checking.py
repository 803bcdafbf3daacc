"""What `pantau law check` says and `docs/law.md` prints: every norm with its state, and what is not sure."""

from datetime import date, timedelta
from typing import Final

from cases.deadlines import rules
from cases.law.catalogue import MARK_WORDS, LawError, catalogue, changes, read_catalogue
from cases.law.norms import STATE_WORDS, Norm, local_today, norms, offer
from cases.law.routes import ROUTES, read_routes
from core.indonesian import day_in_digits
from pipeline.election_calendar import StagesError, elections, no_stage

STALE: Final = timedelta(days=90)
"""after which a norm should be checked anew"""
_USES: Final = {
    "offence": "pidana",
    "administrative": "administratif",
    "gate": "pintu (tidak disebut)",
    "basis": "dasar (tidak disebut)",
}


def all_files() -> None:
    """Read everything anew, and what refers to what. Raises LawError: which file, and what is wrong."""
    read_routes()
    rules()
    changes()
    try:
        stages = {stage.id for one in elections() for stage in one.stages if stage.main}
        no_stage()
    except StagesError as error:
        raise LawError(str(error)) from error
    known = {one.id for one in ROUTES if one.needs_package} | {"victim"}
    for one in read_catalogue():
        if lost := [name for name in one.fits if name not in known]:
            raise LawError(f"law/{one.id}.yml: fits: there is no route {lost[0]} with a package")
        if lost := [name for name in one.stages if name not in stages]:
            raise LawError(f"law/{one.id}.yml: stages: no election has a main stage {lost[0]}")


def listing(today: date | None = None) -> list[str]:
    """One block a norm: id, state for an act of today, validity, what narrows it, how sure, when checked."""
    day = today or local_today()
    lines = [f"Keadaan untuk perbuatan pada {day_in_digits(day)}; semua harus dipastikan ahli hukum.", ""]
    for one in norms():
        lines += _block(one, day)
    return lines


def _block(one: Norm, day: date) -> list[str]:
    found = offer(one.id, day, day)
    lines = [
        f"{one.id}  [{STATE_WORDS[found.state]}]  {one.title}",
        f"    berlaku {validity(one)}; {_USES[one.use]}; rezim {one.regime}",
        f"    diperiksa {day_in_digits(one.last_checked)}; perlu dipastikan ahli hukum",
        f"    {'; '.join(one.marks_in_words)}",
    ]
    lines += [f"    dipersempit: {words}" for words in one.narrowed]
    lines += [f"    sedang diuji: {one.under_review}"] if one.under_review else []
    return [*lines, ""]


def old(today: date | None = None) -> list[str]:
    """What was last checked too long ago, in English for the operator."""
    day = today or local_today()
    late = [one for one in norms() if day - one.last_checked > STALE]
    if not late:
        return []
    first = min(one.last_checked for one in late)
    return [
        f"{len(late)} norms were last checked more than {STALE.days} days ago (the oldest on {first}); "
        "check them against JDIH and set last_checked"
    ]


def validity(one: Norm) -> str:
    """ "02-01-2024 sampai 01-01-2026"."""
    start = day_in_digits(one.valid_from) if one.valid_from else "(awal tidak dicatat)"
    return f"{start} sampai {day_in_digits(one.valid_to) if one.valid_to else 'sekarang'}"


def as_page() -> str:
    """`docs/law.md`, from the data: nothing in it depends on the day it is made."""
    return "\n".join([_HEAD, *_table(), "", *_details(), *_routes(), *_deadlines(), *_confirm(), ""])


_HEAD: Final = """# Hukum dan jalur sebagai data

Halaman ini dibuat dari `pipeline/reference/law/*.yml`, `law_changes.yml`, `routes.yml`, dan `deadlines.yml` \
(`python -m docs.law`); jangan ubah dengan tangan. **Ini alat bantu, bukan nasihat hukum: setiap norma harus \
dipastikan ahli hukum di Bawaslu atau Kejaksaan sebelum dipakai.**

- Hari perbuatan memilih hukumnya. Yang pasti tidak berlaku pada hari itu tidak ditawarkan; yang akhirnya \
tidak pasti ditawarkan sebagai *meragukan* dengan peringatan. Awal berlaku yang tidak pasti tidak pernah \
ditarik mundur.
- Bila hukum berubah setelah perbuatan, yang lebih menguntungkan terlapor dipakai (Pasal 3 dan 618 KUHP).
- Norma yang terikat tahapan hanya ditawarkan bila tahapannya aktif pada hari perbuatan.
- Isi yang salah saja tidak pernah dapat dirujuk: jalur dengan paket memerlukan norma, lembar kerja dua \
orang, dan dua persetujuan.
- Tanda kepastian: V2 dua sumber atau lebih; V satu sumber; S sumber sekunder; I disimpulkan; M belum \
diverifikasi.

## Norma
"""


def _table() -> list[str]:
    head = ["id", "norma", "berlaku", "jenis", "rezim", "tahapan", "aduan", "tanda", "diperiksa"]
    rows = [
        [
            f"`{one.id}`",
            one.title,
            validity(one),
            _USES[one.use],
            one.regime,
            ", ".join(one.stages) or "–",
            "ya" if one.complaint else "–",
            " ".join(f"{name}:{mark.value}" for name, mark in one.marks.items()),
            day_in_digits(one.last_checked),
        ]
        for one in norms()
    ]
    return _markdown(head, rows)


def _details() -> list[str]:
    lines = ["## Unsur, ancaman, dan peringatan", ""]
    for one, said in zip(norms(), catalogue(), strict=True):
        lines += [f"### `{one.id}`: {one.title}", "", one.short, ""]
        lines += [f"- unsur: {element.text}" for element in one.elements]
        lines += [f"- ancaman: {one.penalty}"] if one.penalty else []
        lines += [f"- tidak boleh disebut: {said.never}"] if said.never else []
        lines += [f"- dipersempit: {words}" for words in one.narrowed]
        lines += [f"- sedang diuji: {one.under_review}"] if one.under_review else []
        lines += (
            [f"- meragukan sejak {day_in_digits(said.doubt.since)}: {said.doubt.why}"] if said.doubt else []
        )
        lines += [f"- catatan ({MARK_WORDS[note.certainty]}): {note.text}" for note in said.notes]
        lines += [f"- diganti: {', '.join(one.replaced_by)}"] if one.replaced_by else []
        lines += [f"- sumber: {one.source}", ""]
    return lines


def _routes() -> list[str]:
    head = ["urutan", "jalur", "paket", "data pribadi", "untuk apa", "tanda"]
    rows = [
        [
            str(one.rank),
            f"{one.title} (`{one.id}`)",
            "ya" if one.needs_package else "–",
            ", ".join(sorted(one.personal_data)) or "–",
            one.about,
            one.certainty.value,
        ]
        for one in ROUTES
    ]
    return ["## Jalur, dari yang paling ringan", "", *_markdown(head, rows), ""]


def _deadlines() -> list[str]:
    head = ["rezim", "tenggat", "oleh", "aturan", "dihitung dari", "tanda", "sumber"]
    rows = [
        [
            one.regime,
            f"{one.title} (`{one.id}`)",
            one.by,
            one.rule,
            one.after,
            one.certainty.value,
            one.source,
        ]
        for one in rules().rules
    ]
    return ["## Tenggat", "", *_markdown(head, rows), ""]


def _confirm() -> list[str]:
    return [
        "## Yang tidak dimuat katalog",
        "",
        *(f"- perbuatan sebelum {day_in_digits(one.before)}: {one.what}" for one in changes().gaps),
        "",
        "## Yang harus dipastikan ahli hukum",
        "",
        *(f"- {one}" for one in changes().confirm),
    ]


def _markdown(head: list[str], rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(one)} |" for one in (head, ["---"] * len(head), *rows)]
