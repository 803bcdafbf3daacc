"""Cases as lines for the command line: Indonesian, under pseudonyms, nothing that steers a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from cases.case import Case, Conduct, Text
from cases.deadlines import NO_REGIME, Deadline, deadlines, regime
from cases.gate import Blocker
from cases.law.routes import route_title
from cases.log import Entry
from cases.store import texts
from core import clock
from core.indonesian import day_in_digits
from desk.cases import custody
from desk.cases.listing import CaseRow
from desk.cases.summary import both
from desk.cases.wording import CHANNELS, CONDUCTS, PARTS
from desk.work.incidents import place_names
from pipeline.store import Connection

_CUT: Final = "UJUNG RANTAI HILANG (jejak audit menyebut catatan yang tidak ada lagi)"


def plain(text: str) -> str:
    """One line that a terminal shows as it is: a title may hold escapes."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def list_lines(rows: Sequence[CaseRow], names: Mapping[str, str], zone: ZoneInfo) -> Iterator[str]:
    """A line a case: id, state, title, route, nearest deadline, who opened it; fields apart by tabs."""
    if not rows:
        yield "belum ada kasus"
    for row in rows:
        if row.case is None:
            yield f"{row.id}\tRANTAI PUTUS\t{plain(row.problem)}"
            continue
        due = f"{row.next.title}: {both(zone, row.next.due)}" if row.next else "tanpa tenggat"
        state = "ditutup" if row.closed else "terbuka"
        cells = (row.title or "(tanpa judul)", row.route or "jalur belum dipilih", due)
        opened_by = names.get(row.case.opened_by, row.case.opened_by)
        yield "\t".join((row.id, state, *map(plain, cells), plain(opened_by)))


def case_lines(
    db: Connection,
    case: Case,
    log: Sequence[Entry],
    blocked: Sequence[Blocker],
    names: Mapping[str, str],
    zone: ZoneInfo,
    *,
    cut: bool = False,
) -> list[str]:
    """One case: what stands, its parties without identities, what blocks a package, its custody log.

    `cut`: see custody.end_is_missing.
    """
    words = texts(db, [case.title, case.description])
    due = deadlines(case, zone)
    return [
        f"Kasus {case.id}: {_words(words, case.title)} ({'ditutup' if case.closed else 'terbuka'})",
        f"Diketahui: {both(zone, case.known_at)}",
        f"Dibuka: {both(zone, case.opened_at)}, {plain(names.get(case.opened_by, case.opened_by))}",
        f"Uraian: {_words(words, case.description)}",
        f"Tempat: {place_names().get(case.place, case.place) or '–'}",
        f"Hari perbuatan: {day_in_digits(case.act_on) if case.act_on else '–'}",
        f"Cara: {CHANNELS.get(case.channel, plain(case.channel)) or '–'}",
        f"Cerita: {', '.join(map(plain, case.stories))}",
        f"Salinan: {len(case.items)}; bukti: {len(case.evidence)}",
        f"Jalur: {plain(route_title(case.route)) or 'belum dipilih'}",
        f"Pasal: {plain(case.norm) or 'belum dipilih'}",
        "Pihak:",
        *(_party_lines(case) or ["  belum ada"]),
        "Tenggat:",
        *(
            [_due(one, zone) for one in due]
            or [f"  {'–' if case.closed or regime(case, zone) else NO_REGIME}"]
        ),
        "Sebelum paket boleh dibuat:",
        *([f"  - {plain(one.words)}" for one in blocked] or ["  tidak ada halangan"]),
        f"Catatan pengawasan: {_CUT if cut else 'rantai utuh'}, {len(log)} catatan, ujung {case.head}",
        *(_custody_line(one, names, zone) for one in custody.lines(log)),
    ]


def _words(words: Mapping[str, str], text: Text | None) -> str:
    return "–" if text is None else plain(words.get(text.id, "(sudah dihapus)"))


def _party_lines(case: Case) -> list[str]:
    lines = []
    for one in case.parties:
        facts = [PARTS[one.part]]
        facts += [CONDUCTS[one.conduct]] if one.conduct is not Conduct.NONE else []
        facts += ["pers"] if one.press else []
        facts += ["DIDUGA ANAK: rujukan diblokir"] if one.minor else []
        lines.append(f"  {plain(one.pseudonym)}: {', '.join(facts)}")
    return lines


def _due(one: Deadline, zone: ZoneInfo) -> str:
    passed = " (LEWAT)" if one.due < clock.now() else ""
    return (
        f"  {both(zone, one.due)}{passed}: {plain(one.title)}; {plain(one.rule)}; kepastian: {one.certainty}"
    )


def _custody_line(line: custody.Line, names: Mapping[str, str], zone: ZoneInfo) -> str:
    who = names.get(line.by_user, line.by_user)
    what = " · ".join((f"{line.words} {line.about}".strip(), *line.more))
    return f"  {line.place:>4}  {both(zone, line.at)}  {plain(who)} {plain(what)}  {line.hash[:12]}"
