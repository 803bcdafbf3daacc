"""The router: who gets what, as a table with reasons. The gentlest route that does the job comes first.

The table is data (`pipeline/reference/routes.yml`); the stops are here, because each asks something else of
the case. A falsehood alone opens no route with a package: that takes a norm, whose elements two people have
found met. Violence that is about to happen waits for none of this: the page says to call 110 first, and the
call is an entry of its own (CaseStep.CALLED).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from cases.case import GENTLE_TO_SEVERE, REVIEWERS, Case, Conclusion, Conduct, Part
from cases.law.catalogue import MARK_WORDS, LawError, Mark
from cases.law.norms import NormState, find_norm, offer
from core.yamlfile import load_rows
from pipeline import REFERENCE
from pipeline.election_calendar import active_stages

_FILE: Final = REFERENCE / "routes.yml"
NOT_CRITICISM: Final = "not_criticism"
"""code in the log, said by whoever chose the route: no criticism, satire, quotation or peaceful protest"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route. `rank` orders from gentle to severe; the owner of this module may add fields."""

    id: str  # "clarification", "right_of_reply", "press_council", "kpu", "komdigi", "bawaslu", "police", ...
    title: str  # Indonesian
    rank: int
    needs_package: bool  # a sealed package with two approvals; the others need none and get none
    needs_norm: bool
    personal_data: frozenset[str]  # which of "names", "accounts", "originals" its package may hold
    recipient: str  # Indonesian: to whom the package goes
    about: str = ""  # Indonesian: what it is for
    needs: str = ""  # the least conclusion that opens it: "administrative", "criminal"
    direct: bool = True
    through: str = ""  # the route that leads there, where it is not direct
    first: str = ""  # a gentler one that may do the same job, without a package
    certainty: Mark = Mark.I
    source: str = ""

    @property
    def certainty_in_words(self) -> str:
        """ "satu sumber": how sure we are of what the table says about it."""
        return MARK_WORDS[self.certainty]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A route for this case: open or stopped, and why, in Indonesian."""

    route: Route
    open: bool
    reasons: tuple[str, ...]
    proposed: bool = False  # the gentlest that does the job


class _RouteFile(BaseModel):
    """One row of the table, as written."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    title: str
    rank: int = Field(ge=0)
    recipient: str
    about: str
    package: bool = False
    needs_norm: bool = False
    needs: Literal["", "administrative", "criminal"] = ""
    personal_data: frozenset[Literal["names", "accounts", "originals"]] = frozenset()
    direct: bool = True
    through: str = ""
    first: str = ""
    certainty: Mark
    source: str = "disimpulkan dari prosedur; harus dipastikan ahli hukum"


def read_routes(file: Path = _FILE) -> tuple[Route, ...]:
    """The table of this file, from gentle to severe. Raises LawError: what is wrong with which row."""
    rows = load_rows(file, _RouteFile, LawError)
    ids, ranks = {one.id for one in rows}, {one.rank for one in rows}
    if len(ids) != len(rows) or len(ranks) != len(rows):
        raise LawError(f"{file}: an id or a rank stands twice; give each row its own")
    if loose := [one for one in rows if one.package and not (one.needs_norm and one.needs)]:
        raise LawError(f"{file}: {loose[0].id}: a package needs a norm and a conclusion; give both")
    if lost := [one for one in rows if one.through and one.through not in ids]:
        raise LawError(f"{file}: {lost[0].id}: through: there is no route {lost[0].through}")
    if lost := [one for one in rows if one.first and one.first not in ids]:
        raise LawError(f"{file}: {lost[0].id}: first: there is no route {lost[0].first}")
    return tuple(_route(one) for one in sorted(rows, key=lambda one: one.rank))


def _route(one: _RouteFile) -> Route:
    return Route(
        id=one.id,
        title=one.title,
        rank=one.rank,
        needs_package=one.package,
        needs_norm=one.needs_norm,
        personal_data=frozenset(one.personal_data),
        recipient=one.recipient,
        about=one.about,
        needs=one.needs,
        direct=one.direct,
        through=one.through,
        first=one.first,
        certainty=one.certainty,
        source=one.source,
    )


ROUTES: Final[tuple[Route, ...]] = read_routes()
_BY_ID: Final[Mapping[str, Route]] = {one.id: one for one in ROUTES}


def route(route_id: str) -> Route:
    """The route with this id. Raises KeyError."""
    return _BY_ID[route_id]


def find_route(route_id: str) -> Route | None:
    """The same; None for none, and for one that the table holds no more."""
    return _BY_ID.get(route_id)


def route_title(route_id: str) -> str:
    """A route in words; its own code where the table holds it no more."""
    found = find_route(route_id)
    return found.title if found else route_id


def proposals(case: Case, conclusion: Conclusion | None = None) -> tuple[Proposal, ...]:
    """All routes for this case, the gentlest first; stopped ones say why.

    `conclusion`: what the worksheets come to (cases.worksheets.outcome), where the caller has looked at them;
    by default the gentlest that stands in the case.
    """
    found = concluded(case) if conclusion is None else conclusion
    stops = {one.id: _stops(case, one, found) for one in ROUTES}
    best, why = _gentlest_that_does(case, found, {name for name, why in stops.items() if not why})
    return tuple(
        Proposal(
            route=one,
            open=not stops[one.id],
            reasons=(*((why,) if one.id == best else ()), *(stops[one.id] or (one.about,))),
            proposed=one.id == best,
        )
        for one in ROUTES
    )


def passed_over(case: Case, route_id: str, conclusion: Conclusion | None = None) -> tuple[str, ...]:
    """The open routes that are passed over when this one is chosen: from the proposed one up to it.

    Empty where nothing asks why: the proposed route itself, or a gentler one.
    """
    found = proposals(case, conclusion)
    start = next(one.route.rank for one in found if one.proposed)
    end = route(route_id).rank
    return tuple(one.route.id for one in found if one.open and start <= one.route.rank < end)


def concluded(case: Case) -> Conclusion:
    """The gentlest conclusion of those who gave one; "concern" until two have. The gate looks closer."""
    given = list(case.conclusions.values())
    return min(given, key=GENTLE_TO_SEVERE.index) if len(given) >= REVIEWERS else Conclusion.CONCERN


def is_press(case: Case) -> bool:
    """Whether journalism is reported: then the law of the press comes before any sanction.

    A journalist who was threatened, or saw it, may go to the police like anybody else.
    """
    reported = any(one.press for one in case.parties if one.part is Part.REPORTED)
    return case.news or case.channel == "news" or reported


def _stops(case: Case, one: Route, found: Conclusion) -> tuple[str, ...]:
    """Why this route is closed for this case; empty: it is open."""
    if not one.direct:
        return (f"{one.about} Pilih jalur {_BY_ID[one.through].title}.",)
    if one.id == "victim":
        return _not_for_a_victim(case)
    if one.id in ("right_of_reply", "press_council"):
        return () if is_press(case) else ("bukan karya jurnalistik dan tidak ada terlapor dari pers",)
    if not one.needs_package:
        return ()
    whys = (*(check(case, one) for check in _CHECKS), _not_concluded(case, one, found))
    return tuple(why for why in whys if why)


def _minor(case: Case, one: Route) -> str:
    if any(party.minor for party in case.parties):
        return "ada pihak yang diduga di bawah umur: tidak dirujuk; hubungi perlindungan anak"
    return ""


def _press(case: Case, one: Route) -> str:
    """The hard stop before every sanction: MK 145/PUU-XXIII/2025, UU 40/1999, MoU of Dewan Pers and Polri."""
    if not is_press(case):
        return ""
    return (
        "karya jurnalistik: hak jawab, hak koreksi, dan Dewan Pers lebih dulu (UU 40/1999, "
        "MK 145/PUU-XXIII/2025, MoU Dewan Pers–Polri); untuk situs yang mengaku berita, tanyakan dulu "
        "statusnya ke Dewan Pers; unggahan orang lain dibuka sebagai kasus tersendiri"
    )


def _forwarded(case: Case, one: Route) -> str:
    reported = [party for party in case.parties if party.part is Part.REPORTED]
    if reported and all(party.conduct is Conduct.FORWARDED for party in reported):
        return "yang hanya meneruskan bukan pihak; tawarkan klarifikasi"
    return ""


def _undated(case: Case, one: Route) -> str:
    return "" if case.act_on else "hari perbuatan belum diisi; hari itu menentukan hukumnya"


def _norm_fits(case: Case, one: Route) -> str:
    chosen = find_norm(case.norm)
    if chosen is None:
        return "belum ada norma yang dipilih; isi yang salah saja tidak pernah dapat dirujuk"
    if chosen.complaint:
        return f"delik aduan: hanya {chosen.complaint_by}; tim boleh memberi tahu korban"
    if one.id not in chosen.fits:
        return f"{chosen.title.split(':')[0]} tidak ditangani jalur ini"
    if case.act_on and offer(chosen.id, case.act_on).state in (NormState.VOID, NormState.OUTSIDE_STAGE):
        return "norma yang dipilih tidak dapat disebut untuk hari perbuatan"
    return ""


def _stage(case: Case, one: Route) -> str:
    if one.id != "bawaslu" or case.act_on is None:
        return ""
    if not active_stages(case.act_on):
        return "tidak ada tahapan pemilihan yang aktif pada hari perbuatan"
    return ""


def _not_concluded(case: Case, one: Route, found: Conclusion) -> str:
    """Criticism, satire and hard words end here: two people have not found the elements of a norm met."""
    needed = _needed(case, one)
    if GENTLE_TO_SEVERE.index(found) >= GENTLE_TO_SEVERE.index(needed):
        return ""
    if found is Conclusion.ADMINISTRATIVE and needed is not Conclusion(one.needs):
        return (
            "norma pidana tentang ucapan: paket yang memuat nama memerlukan kesimpulan dugaan tindak pidana, "
            "dengan keenam faktor Rabat"
        )
    if len(case.conclusions) < REVIEWERS:
        return "lembar kerja dua orang belum menyimpulkan dugaan pelanggaran"
    return "kesimpulan yang paling ringan tidak membuka jalur ini; kritik dan isi yang sah tidak dirujuk"


def _needed(case: Case, one: Route) -> Conclusion:
    """The least conclusion that opens it. Rabat's six factors are asked only of a criminal one.

    So words that a criminal norm forbids go with names on a criminal conclusion alone: calling it
    administrative is no way around the six.
    """
    chosen = find_norm(case.norm)
    spoken = chosen is not None and chosen.use == "offence" and chosen.rabat
    return Conclusion.CRIMINAL if spoken and "names" in one.personal_data else Conclusion(one.needs)


_CHECKS: Final[tuple[Callable[[Case, Route], str], ...]] = (
    _minor,
    _press,
    _forwarded,
    _undated,
    _norm_fits,
    _stage,
)
"""In the order in which they are told."""


def _not_for_a_victim(case: Case) -> tuple[str, ...]:
    chosen = find_norm(case.norm)
    if chosen is not None and chosen.complaint:
        return ()
    return ("hanya untuk delik aduan (pencemaran, fitnah): pilih normanya dulu",)


def _gentlest_that_does(case: Case, found: Conclusion, opened: set[str]) -> tuple[str, str]:
    """The route to propose and why; it is always an open one."""
    chosen = find_norm(case.norm)
    if len(case.conclusions) >= REVIEWERS and found is Conclusion.NOTHING:
        return "nothing", "kedua lembar kerja menyimpulkan tidak ada yang perlu ditindak"
    if is_press(case):
        return "right_of_reply", "karya jurnalistik: hak jawab dan koreksi adalah jalan pertama"
    if chosen is not None and chosen.complaint:
        return "victim", "delik aduan: hanya korban yang dapat mengadu"
    if found in (Conclusion.CRIMINAL, Conclusion.ADMINISTRATIVE) and chosen is not None:
        for name in chosen.fits:
            if name in opened:
                gentler = _BY_ID[name].first if _BY_ID[name].first in opened else name
                return gentler, "yang paling ringan yang menangani norma dan kesimpulan ini"
    return "clarification", "isi yang salah atau mengkhawatirkan dijawab dengan fakta dulu"
