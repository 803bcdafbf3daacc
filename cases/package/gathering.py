"""What a package is made of, read in one turn of the store: the log, its words, its copies."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from cases.case import Case, Text, salted
from cases.deadlines import deadlines
from cases.dossier.material import ItemFacts, Material
from cases.law.norms import find_offer
from cases.law.routes import ROUTES, find_route
from cases.log import Entry
from cases.signers import Signers
from cases.store import CaseError, case_log, checked_case
from cases.worksheets import RABAT_FACTORS
from core import clock
from core.settings import Settings
from pipeline.geotag import gazetteer
from pipeline.store import Connection
from pipeline.store.reading import fetch

_BEGINNING: Final = 280  # characters


@dataclass(frozen=True, slots=True)
class Kept:
    """Words that lie apart, with the salt of their hash."""

    salt: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A case as it stood at one moment. `words` by text id; a party's identity only as it may be told."""

    case: Case
    log: tuple[Entry, ...]
    words: Mapping[str, Kept]
    identities: Mapping[str, str]  # whole, by party id: so that they can be hidden
    items: tuple[ItemFacts, ...]


def gather(db: Connection, case_id: str) -> Gathered:
    """Read all of it. Raises CaseError for a case that is not there or was altered."""
    log = case_log(db, case_id)
    case = checked_case(log, case_id)
    kept = _kept(db, case_id, _texts(case))
    identities = {
        one.id: kept[one.identity.id].text for one in case.parties if one.identity and one.identity.id in kept
    }
    return Gathered(case=case, log=log, words=kept, identities=identities, items=_items(db, case))


def as_material(
    gathered: Gathered,
    settings: Settings,
    *,
    signers: Signers,
    names: Mapping[str, str],
    package_id: str = "",
    left_out: Collection[str] = (),
    draft: bool = False,
) -> Material:
    """What the dossier tells of it, now."""
    case, chosen = gathered.case, find_route(gathered.case.route)
    return Material(
        case=case,
        log=gathered.log,
        words={text_id: one.text for text_id, one in gathered.words.items()},
        identities=gathered.identities,
        people=names,
        signers=signers,
        route=chosen,
        passed=[one for one in ROUTES if one.id in case.passed],
        offer=find_offer(case.norm, case.act_on),
        deadlines=deadlines(case, settings.zone),
        items=gathered.items,
        place=place_name(case.place),
        left_out=tuple(left_out),
        office=settings.office,
        zone=settings.zone,
        made_at=clock.now(),
        clock_set=clock.is_fixed(),
        package_id=package_id,
        draft=draft,
        factors={one.id: one.title for one in RABAT_FACTORS},
    )


def beginning(text: str) -> str:
    """What a copy without a title says, as long as a table holds."""
    text = " ".join(text.split())
    return text if len(text) <= _BEGINNING else text[:_BEGINNING].rsplit(" ", 1)[0] + " …"


def place_name(code: str) -> str:
    """ "Desa Sepaso Timur, Kecamatan Bengalon, Kutai Timur"; "" for no place."""
    # a town bears the code of its kecamatan
    names = {one.code: one for one in gazetteer() if one.level != "town"}
    found = names.get(code)
    if found is None:
        return code
    above = names.get(found.parent) if found.parent else None
    parts = [found.name, above.name if above and above.level == "kecamatan" else "", "Kutai Timur"]
    kind = "Kecamatan " if found.level == "kecamatan" else "Desa/Kelurahan "
    return kind + ", ".join(dict.fromkeys(one for one in parts if one))


def _texts(case: Case) -> list[Text]:
    """The words on which an approval rests."""
    whys = [why for one in case.sheets.values() for _, why in one.answers.values()]
    identities = [one.identity for one in case.parties]
    return [one for one in (case.title, case.description, case.route_why, *whys, *identities) if one]


def _kept(db: Connection, case_id: str, wanted: Collection[Text]) -> dict[str, Kept]:
    """These words with their salts; erased ones are missing. Raises CaseError for altered ones."""
    hashes = {one.id: one.sha256 for one in wanted}
    rows = fetch(db, "SELECT id, salt, text FROM private.case_texts WHERE case_id = ?", [case_id])
    found = {row["id"]: Kept(row["salt"], row["text"]) for row in rows if row["id"] in hashes}
    for text_id, one in found.items():
        if salted(one.salt, one.text) != hashes[text_id]:
            raise CaseError(f"teks kasus {text_id} telah diubah")
    return found


def _items(db: Connection, case: Case) -> tuple[ItemFacts, ...]:
    ids = [item for item, _ in case.items]
    if not ids:
        return ()
    rows = fetch(
        db,
        "SELECT i.id, i.revision, i.source_id, i.title, i.text, i.published_at, i.fetched_at, o.url "
        "FROM items i "
        "LEFT JOIN private.originals o ON o.item_id = i.id AND o.revision = i.revision "
        "WHERE list_contains(?, i.id) ORDER BY i.fetched_at, i.id, i.revision",
        [ids],
    )
    return tuple(
        ItemFacts(
            source=row["source_id"],
            title=row["title"] or beginning(row["text"]),
            published_at=row["published_at"],
            fetched_at=row["fetched_at"],
            url=row["url"] or "",
        )
        for row in rows
        if (row["id"], row["revision"]) in case.items
    )
