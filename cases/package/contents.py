"""The files of a package, and which of them this recipient does not get."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cases.approval import head_of_matter, matter
from cases.case import Case, Evidence, EvidenceFile
from cases.dossier.build import build_dossier
from cases.dossier.material import Material, hide, told_identity
from cases.dossier.wording import clean, plain
from cases.dossier.write_docx import as_docx
from cases.dossier.write_pdf import as_pdf
from cases.evidence.places import FACTS, folder
from cases.law.routes import Route, find_route
from cases.package.gathering import Gathered, as_material
from cases.package.readme import read_me
from cases.package.records import (
    APPROVALS,
    CASE,
    CUSTODY,
    DOSSIER,
    EVIDENCE,
    KEY,
    READ_ME,
    SIGNERS,
    SUMS,
    LeftOut,
    ListedFile,
    approvals_of,
    log_lines,
)
from cases.seals import SEALS, STAMP
from cases.signers import Signers
from cases.signing import key_pem
from cases.store import CaseError
from core.canonical import canonical, sha256
from core.settings import Settings

_LARGEST_TEXT = 5_000_000  # bytes of a text that is looked through; what is larger is no masked text
PERSONAL = "personal_data"
"""why a file is left out: it can name people, and this route's recipient does not need that"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Names and contents, in the order of the package; large ones by their path."""

    files: tuple[tuple[str, bytes | Path], ...]
    listed: tuple[ListedFile, ...]  # the same, as the manifest lists them
    left_out: tuple[LeftOut, ...]
    head_of_matter: str


def contents_of(
    gathered: Gathered, settings: Settings, *, package_id: str, signers: Signers, names: Mapping[str, str]
) -> Contents:
    """All files but manifest, signature and seal. Raises CaseError where evidence is missing."""
    case = gathered.case
    chosen = find_route(case.route)
    kept, left_out = _evidence(gathered, chosen, settings)
    signing = narrowed(case, signers)
    material = as_material(
        gathered,
        settings,
        signers=signing,
        names=names,
        package_id=package_id,
        left_out=[f"{one.evidence}/{one.name}" for one in left_out],
    )
    dossier = build_dossier(material)
    ours, theirs = read_me(package_id, case.id, settings.office, len(left_out))
    files: list[tuple[str, bytes | Path]] = [
        (READ_ME[0], ours),
        (READ_ME[1], theirs),
        (DOSSIER[0], as_pdf(dossier)),
        (DOSSIER[1], as_docx(dossier)),
        (CASE, canonical(case_facts(gathered, material))),
        (APPROVALS, canonical(approvals_of(case))),
        (SIGNERS, canonical(signing.facts())),
        (CUSTODY, log_lines(gathered.log)),
        (KEY, key_pem(signers.desk_key)),
        *kept,
    ]
    listed = [_listed(name, content) for name, content in files]
    sums = "".join(f"{one.sha256}  {one.name}\n" for one in listed).encode()  # as `sha256sum -c` reads it
    return Contents(
        files=(*files, (SUMS, sums)),
        listed=(*listed, _listed(SUMS, sums)),
        left_out=tuple(left_out),
        head_of_matter=head_of_matter(case),
    )


def narrowed(case: Case, signers: Signers) -> Signers:
    """Only the certificates and deputies of those who approved."""
    return signers.narrowed(
        frozenset(one.key for one in case.approvals),
        frozenset(str(one.payload.get("deputy", "")) for one in case.approvals),
    )


def case_facts(gathered: Gathered, material: Material) -> dict[str, Any]:
    """The case as approved: its matter, and its words as this recipient may read them.

    Words that stand as they were typed come with their salt, so that anybody can see that they are those in
    the log. Words in which somebody had to be hidden come without.
    """
    case = gathered.case
    parts = {one.identity.id: one.part for one in case.parties if one.identity}
    texts, hidden = [], []
    for text_id, kept in sorted(gathered.words.items()):
        if text_id in parts:
            shown = told_identity(material.route, parts[text_id], kept.text)
        else:
            # Told whole where there is nobody to hide, so that its hash can be checked
            whole = material.may_name or material.hidden(kept.text) == plain(kept.text)
            shown = kept.text if whole else material.hidden(kept.text)
        if shown == kept.text:
            texts.append({"id": text_id, "salt": kept.salt, "text": kept.text})
        elif shown:
            hidden.append({"id": text_id, "text": shown})
    return {
        "matter": matter(case),
        "place": material.place,
        "texts": texts,
        "hidden": hidden,
        "parties": [
            {
                "id": one.id,
                "pseudonym": one.pseudonym,
                "part": one.part.value,
                "conduct": one.conduct.value,
                "identity": one.identity.id if one.identity else "",
            }
            for one in case.parties
        ],
    }


def _evidence(
    gathered: Gathered, chosen: Route | None, settings: Settings
) -> tuple[list[tuple[str, bytes | Path]], list[LeftOut]]:
    case = gathered.case
    kept: list[tuple[str, bytes | Path]] = []
    left_out = []
    whole = chosen is not None and "originals" in chosen.personal_data
    for piece in case.evidence:
        place = folder(settings, case.id, piece.id)
        for name in SEALS:
            if name != STAMP or (place / name).exists():
                kept.append((f"{EVIDENCE}/{piece.id}/{name}", _there(place / name)))
        for file in piece.files:
            path = _there(place / file.name)
            if whole or not (_is_personal(piece, file) or _names_somebody(path, gathered)):
                kept.append((f"{EVIDENCE}/{piece.id}/{file.name}", path))
            else:
                left_out.append(
                    LeftOut(evidence=piece.id, name=file.name, sha256=file.sha256, reason=PERSONAL)
                )
    return kept, left_out


def _is_personal(piece: Evidence, file: EvidenceFile) -> bool:
    """What somebody brought can show anybody, whatever its entry says."""
    return file.personal or (piece.kind != "capture" and file.name != FACTS)


def _names_somebody(path: Path, gathered: Gathered) -> bool:
    """Whether a party's identity stands in a file that masking alone made harmless: a post's own words."""
    if path.stat().st_size > _LARGEST_TEXT:
        return True
    text = clean(path.read_text(encoding="utf-8", errors="replace"))
    return hide(text, gathered.case.parties, gathered.identities) != text


def _there(path: Path) -> Path:
    if path.is_symlink() or not path.is_file():
        raise CaseError(f"berkas bukti {path.parent.name}/{path.name} hilang; periksa bukti kasus ini")
    return path


def _listed(name: str, content: bytes | Path) -> ListedFile:
    """A file as the manifest lists it."""
    if isinstance(content, bytes):
        return ListedFile(name=name, sha256=sha256(content), size=len(content))
    return ListedFile(name=name, sha256=file_sha256(content), size=content.stat().st_size)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, read in pieces: recordings are large."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
