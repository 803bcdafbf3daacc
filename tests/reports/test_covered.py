"""What leaves the team gives no covered count away.

Whoever has the whole HTML file, its drawings too, and knows the rules, finds for each count of 1 or 2 another
one that would have made the very same file.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from core.decision import Answer, StoryState
from core.record import IncidentType
from pipeline.geotag import kecamatan
from pipeline.store import ConfirmedIncident
from reports.area_map.areas import Area
from reports.editions import document_of
from reports.figures import Figures
from reports.figures.claims import ClaimSpread
from reports.figures.collect import METRICS, Grave, TopStory
from reports.figures.compare import compare
from reports.figures.coverage import Mark, SourceCount
from reports.figures.decided import Decided, Times
from reports.figures.referrals import Referrals, RouteCount
from reports.figures.stories import WeekCount
from reports.period import the_quarter, the_week
from reports.render import as_html
from reports.report import Report
from reports.words import SIGNALS

ZONE = ZoneInfo("Asia/Makassar")
NOW = datetime.fromisoformat("2026-11-23T06:00:00+08:00")
TUESDAY = date(2026, 11, 17)
FIRST, SECOND = "64.08.04", "64.08.09"
NO_TIMES = Times(number=0, median=None, p90=None)
NOTHING_DECIDED = Decided(
    answers_given=0, stories=0, harmless=0, by_signal={name: {} for name in SIGNALS},
    shown=dict.fromkeys(SIGNALS, (0, 0)), overturned=(0, 0), undone=0,
    to_decision=NO_TIMES, known_to_decision=NO_TIMES, work=NO_TIMES,
)  # fmt: skip
NO_CASES = Referrals(
    opened=0, closed=0, open_now=0, routes=(), objections=0, upheld=0, corrections=0, targets={}
)


def week_of(marked: int = 0, **signals: int) -> WeekCount:
    every = {name: signals.get(name, 0) for name in SIGNALS}
    return WeekCount(code="2026-W47", stories=50, copies=60, marked=marked, signals=every)


def figures(**changes: object) -> Figures:
    """A week with fifty stories in which nothing was found, but for these changes."""
    period = the_week("2026-W47", ZONE)
    quiet = tuple(Area(code=code, name=name, stories=10, covered=True) for code, name in kecamatan().items())
    made = Figures(
        period=period, made_at=NOW, complete=True, week=week_of(), active=50, active_marked=0,
        crawled=(week_of(),), earlier=0, watched=frozenset(period.days),
        short=frozenset(), base=(), compared={name: compare(0, ()) for name in METRICS},
        alike=frozenset(), days={day: {} for day in period.days}, open_states=Counter(),
        decided=NOTHING_DECIDED, top=(), grave=Grave(stories=0, doubtful=0, waiting=0, kecamatan=frozenset()),
        claims=(), incidents=(), areas=quiet, nowhere=5, sources=(), referrals=NO_CASES,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


Worlds = Iterable[tuple[Mapping[str, int], Figures]]


def secret(edition: str, worlds: Worlds) -> None:
    """No count of 1 or 2 is the only one that fits to a file."""
    seen: dict[bytes, list[Mapping[str, int]]] = defaultdict(list)
    for counts, found in worlds:
        seen[as_html(document_of(Report(figures=found, edition=edition, office="Meja")))].append(counts)
    for alike in seen.values():
        for name in alike[0]:
            values = {counts[name] for counts in alike}
            assert len(values) > 1 or not values & {1, 2}, f"{name} follows: {alike[0]}"
    assert len(seen) > 1


OUTSIDE = pytest.mark.parametrize("edition", ["partners", "public"])


@OUTSIDE
def test_incidents_by_kind_and_place(edition: str) -> None:
    cells = (
        (IncidentType.CLASH, FIRST), (IncidentType.DESTRUCTION, FIRST), (IncidentType.MOB, SECOND),
        (IncidentType.PROTEST_PEACEFUL, SECOND),
    )  # fmt: skip
    lots = [(a, b, c, 0) for a, b, c in product(range(4), range(3), range(3))]
    lots += [(a, 0, 0, n) for a, n in product(range(3), range(1, 7))]
    secret(edition, (happened(cells, lot) for lot in lots))


def happened(
    cells: Sequence[tuple[IncidentType, str]], lot: Sequence[int]
) -> tuple[Mapping[str, int], Figures]:
    incidents, by_area = [], defaultdict[str, dict[IncidentType, int]](dict)
    for (kind, place), number in zip(cells, lot, strict=True):
        incidents += [
            ConfirmedIncident(
                id=f"{kind}{place}{n}", type=kind, place=place, happened_on=TUESDAY, items=("a",),
                by_user="u", made_at=NOW,
            )
            for n in range(number)
        ]  # fmt: skip
        if number:
            by_area[place][kind] = number
    made = figures(incidents=tuple(incidents))
    areas = tuple(replace(area, incidents=by_area.get(area.code, {})) for area in made.areas)
    counts = {f"{kind} {place}": number for (kind, place), number in zip(cells, lot, strict=True)}
    return counts | {"violent": made.violent}, replace(made, areas=areas)


@OUTSIDE
def test_decisions(edition: str) -> None:
    def decided(yes: int, no: int, unsure: int) -> Figures:
        every, answers = yes + no + unsure, {Answer.YES: yes, Answer.NO: no, Answer.UNVERIFIABLE: unsure}
        return figures(
            decided=replace(
                NOTHING_DECIDED,
                answers_given=every,
                stories=every,
                by_signal=dict.fromkeys(SIGNALS, answers),
                shown=dict.fromkeys(SIGNALS, (yes, yes + no)),
            )
        )

    lots = list(product(range(5), repeat=3))
    secret(edition, (({"yes": a, "no": b, "unsure": c}, decided(a, b, c)) for a, b, c in lots))


@OUTSIDE
def test_harmless_stories(edition: str) -> None:
    """Beside the answers about the other stories, from which they must not follow."""

    def decided(harmless: int, yes: int, no: int, unsure: int) -> Figures:
        answers = {Answer.YES: yes, Answer.NO: no, Answer.UNVERIFIABLE: unsure}
        made = replace(
            NOTHING_DECIDED,
            answers_given=10,
            stories=harmless + yes + no + unsure,
            harmless=harmless,
            by_signal=dict.fromkeys(SIGNALS, answers),
        )
        return figures(decided=made)

    lots = product((0, 1, 2, 5), repeat=4)
    secret(
        edition,
        (
            ({"harmless": a, "others": b + c + d, "yes": b, "no": c, "unsure": d}, decided(a, b, c, d))
            for a, b, c, d in lots
        ),
    )


def test_what_each_source_brought() -> None:
    """Their stories overlap, or not: the total lies between the largest and the sum."""

    def brought(a: int, b: int, every: int) -> Figures:
        sources = tuple(
            SourceCount(
                source_id=name, title=name, kind="feed", mark=Mark.FINE, status="healthy", rounds=9, fine=9,
                copies=9, before=None, stories=n, marked=n, only=0,
            )
            for name, n in (("a", a), ("b", b))
        )  # fmt: skip
        return figures(active=every, sources=sources)

    lots = [
        (a, b, n) for a, b in product(range(1, 13), range(1, 5)) for n in range(max(a, b), a + b + 1) if n > 2
    ]
    secret("partners", (({"a": a, "b": b}, brought(a, b, n)) for a, b, n in lots))


@OUTSIDE
def test_a_claim_of_few_copies_is_told_without_day_and_place(edition: str) -> None:
    """Neither in the table nor in the sentence: the very same file, wherever and whenever it was."""

    def page(said: int, place: str, day: date) -> bytes:
        one = replace(two_claims(said - 3, 0, 0).claims[0], kecamatan=(place,), first_said=day)
        return as_html(document_of(Report(figures=figures(claims=(one,)), edition=edition, office="Meja")))

    assert page(2, FIRST, TUESDAY) == page(2, SECOND, date(2026, 11, 19))
    assert page(3, FIRST, TUESDAY) != page(3, SECOND, TUESDAY)
    assert page(3, FIRST, TUESDAY) != page(3, FIRST, date(2026, 11, 19))


@OUTSIDE
def test_claims(edition: str) -> None:
    def spread(asserting: int, possible: int) -> Figures:
        one = ClaimSpread(
            claim_id="k", text="Kotak suara tenggelam.", rating="Salah", false=True, publisher="Cek",
            checked_on=TUESDAY, asserting=asserting, possible=possible, reporting=4, sources=3,
            kecamatan=(FIRST,), first_said=TUESDAY, stories=frozenset(),
        )  # fmt: skip
        return figures(claims=(one,))

    lots = list(product(range(6), repeat=2))
    secret(edition, (({"asserting": a, "possible": b}, spread(a, b)) for a, b in lots))


@OUTSIDE
def test_stories_told_one_by_one(edition: str) -> None:
    """In the order of their priority, each with its place and signal: all weeks of up to three such stories,
    and some of twelve."""
    names = (("provocation",), ("violence",), ("provocation", "violence"))
    kinds: list[Kind] = list(product(((FIRST,), (FIRST, SECOND)), names))
    weeks = [list(lot) for number in range(4) for lot in product(kinds, repeat=number)]
    weeks += [[kinds[0]] * 6 + list(lot) + [kinds[1]] * 3 for lot in product(kinds[:3], repeat=2)]
    secret(edition, (told(lot) for lot in weeks))


Kind = tuple[tuple[str, ...], tuple[str, ...]]


def told(lot: Sequence[Kind]) -> tuple[Mapping[str, int], Figures]:
    signals = Counter(name for _, names in lot for name in names)
    places = Counter(place for several, _ in lot for place in several)
    top = tuple(
        TopStory(
            story_id=f"s{at}", marks=dict.fromkeys(names, 2), doubtful=frozenset(), why=("ajakan",),
            channels=("news",), kecamatan=several, copies=1, sources=1, first_said=TUESDAY,
            state=StoryState.NEW, answers={},
        )
        for at, (several, names) in enumerate(lot)
    )  # fmt: skip
    week = week_of(len(lot), **signals)
    made = figures(week=week, crawled=(week,), active_marked=len(lot), top=top[:8])
    days = {**made.days, TUESDAY: signals}
    areas = tuple(replace(area, marked=places[area.code]) for area in made.areas)
    counts = {name: signals[name] for name in ("provocation", "violence")}
    counts |= {place: places[place] for place in (FIRST, SECOND)} | {"marked": len(lot)}
    return counts, replace(made, days=days, areas=areas)


def test_the_team_reads_how_grave_a_signal_is_as_on_the_desk() -> None:
    _, found = told([((FIRST,), ("provocation",))] * 3)
    page = as_html(document_of(Report(figures=found, edition="full", office="Meja"))).decode()
    assert "Sinyal provokasi jelas" in page


def test_partners_never_read_a_no_as_a_finding() -> None:
    """Where the answers are covered, a story decided with no reads as one decided with yes, and says so."""

    def decided(answer: Answer) -> Figures:
        _, found = told([((FIRST,), ("violence",))] * 5)
        answers = dict.fromkeys(SIGNALS, answer)
        top = (replace(found.top[0], state=StoryState.DECIDED, answers=answers), *found.top[1:])
        few = {Answer.YES: 1, Answer.NO: 2}
        counts = replace(NOTHING_DECIDED, stories=3, by_signal=dict.fromkeys(SIGNALS, few))
        return replace(found, top=top, decided=counts)

    def page(edition: str, answer: Answer) -> str:
        return as_html(document_of(Report(figures=decided(answer), edition=edition, office="Meja"))).decode()

    assert (
        page("partners", Answer.NO) == page("partners", Answer.YES) == page("partners", Answer.UNVERIFIABLE)
    )
    assert ">diputuskan; jawaban ditutup</td>" in page("partners", Answer.NO)
    assert "kekerasan: tidak" in page("full", Answer.NO)


def test_partners_are_told_that_some_answers_of_a_story_are_covered() -> None:
    """That people said no to the signal that the story is listed with must not read as if nobody had."""
    _, found = told([((FIRST,), ("violence",))] * 5)
    answers = {"hoax": Answer.NO, "provocation": Answer.NO, "violence": Answer.NO}
    top = (replace(found.top[0], state=StoryState.DECIDED, answers=answers), *found.top[1:])
    by_signal = {name: {Answer.NO: 3} for name in SIGNALS} | {"violence": {Answer.YES: 1, Answer.NO: 2}}
    made = replace(found, top=top, decided=replace(NOTHING_DECIDED, stories=3, by_signal=by_signal))

    def page(edition: str) -> str:
        return as_html(document_of(Report(figures=made, edition=edition, office="Meja"))).decode()

    assert ">hoaks: tidak; provokasi: tidak; jawaban lain ditutup</td>" in page("partners")
    assert ">hoaks: tidak; provokasi: tidak; kekerasan: tidak</td>" in page("full")


def test_partners_do_not_read_row_by_row_how_many_stories_are_harmless() -> None:
    def page(edition: str, harmless: int) -> str:
        _, found = told([((FIRST,), ("violence",))] * 8)
        no = dict.fromkeys(SIGNALS, Answer.NO)
        calm = [replace(one, state=StoryState.HARMLESS) for one in found.top[:harmless]]
        decided = [replace(one, state=StoryState.DECIDED, answers=no) for one in found.top[harmless:5]]
        counts = replace(
            NOTHING_DECIDED,
            answers_given=5,
            stories=5,
            harmless=harmless,
            by_signal={name: {Answer.NO: 5 - harmless} for name in SIGNALS},
        )
        made = replace(found, top=(*calm, *decided, *found.top[5:]), decided=counts)
        return as_html(document_of(Report(figures=made, edition=edition, office="Meja"))).decode()

    assert page("partners", 1) == page("partners", 2)
    assert "sudah diperiksa, tidak berbahaya" in page("full", 2)


def test_what_the_model_is_unsure_of_is_told_so() -> None:
    """As on the desk. Of what people have decided partners read the answer instead: beside the precision the
    doubt would tell how many of the decided ones were flagged."""
    _, found = told([((FIRST,), ("violence",))] * 5)
    doubted, decided = (replace(one, doubtful=frozenset({"violence"})) for one in found.top[:2])
    decided = replace(decided, state=StoryState.DECIDED, answers=dict.fromkeys(SIGNALS, Answer.NO))
    counts = replace(NOTHING_DECIDED, stories=3, by_signal={name: {Answer.NO: 3} for name in SIGNALS})
    made = replace(found, top=(doubted, decided, *found.top[2:]), decided=counts)

    def told_as(edition: str) -> int:
        page = as_html(document_of(Report(figures=made, edition=edition, office="Meja"))).decode()
        return page.count(">Sinyal kekerasan jelas (ragu)")

    assert (told_as("full"), told_as("partners")) == (2, 1)


def test_a_claim_that_only_may_go_round_is_not_counted_as_one_that_does() -> None:
    page = as_html(document_of(Report(figures=two_claims(1, 0, 1), edition="full", office="Meja"))).decode()
    assert "Kabar yang dinilai keliru dan paling luas beredar: “Kotak suara tenggelam.” Dinilai Salah" in page
    assert "Seluruhnya 1 kabar yang dinilai keliru beredar; 1 lagi mungkin, belum pasti." in page


def test_where_no_claim_goes_round_for_sure_none_is_counted_as_one_that_does() -> None:
    made = two_claims(0, 0, 1)
    maybe = tuple(replace(one, asserting=0, possible=2) for one in made.claims)
    report = Report(figures=replace(made, claims=maybe), edition="full", office="Meja")
    page = as_html(document_of(report)).decode()
    assert "Seluruhnya 2 kabar yang dinilai keliru mungkin beredar; tidak satu pun pasti." in page


@OUTSIDE
def test_two_claims(edition: str) -> None:
    lots = [lot for lot in product(range(4), repeat=3) if lot[1] + lot[2]]
    secret(edition, (({"sure": b, "maybe": c}, two_claims(a, b, c)) for a, b, c in lots))


def two_claims(first: int, sure: int, maybe: int) -> Figures:
    one = ClaimSpread(
        claim_id="k", text="Kotak suara tenggelam.", rating="Salah", false=True, publisher="Cek",
        checked_on=TUESDAY, asserting=first + 3, possible=0, reporting=4, sources=3,
        kecamatan=(FIRST,), first_said=TUESDAY, stories=frozenset(),
    )  # fmt: skip
    other = replace(one, claim_id="l", text="Surat suara tercoblos.", asserting=sure, possible=maybe)
    return figures(claims=(one, other))


@OUTSIDE
def test_weeks_and_what_is_usual(edition: str) -> None:
    def compared(before: Sequence[int], now: int) -> Figures:
        found = {name: compare(now if name == "violence" else 0, before) for name in METRICS}
        return figures(compared=found, earlier=2, alike=frozenset({"a"}), base=("2026-W45", "2026-W46"))

    lots = list(product(range(4), range(4), (0, 1, 2, 9)))
    secret(edition, (({"a": a, "b": b, "now": now}, compared((a, b), now)) for a, b, now in lots))


@OUTSIDE
def test_what_one_source_or_an_upload_brought_follows_from_no_two_weeks(edition: str) -> None:
    """A source is compared in the one week and not in the other: both tell of the weeks before the same."""

    def two(brought: int, every: int) -> bytes:
        week, told = week_of(every, violence=every), b""
        for mine in (9, 9 - brought):
            line = tuple(replace(week_of(mine, violence=mine), code=f"2026-W{n}") for n in (44, 45, 46, 47))
            compared = {name: compare(mine, (mine, mine, mine)) for name in METRICS}
            source = SourceCount(
                source_id="a", title="a", kind="file", mark=Mark.BY_HAND, status="healthy", rounds=1, fine=1,
                copies=brought, before=None, stories=0, marked=0, only=0,
            )  # fmt: skip
            known = figures(
                week=week, crawled=line, active_marked=every, compared=compared,
                alike=frozenset({"b"}), base=("2026-W44", "2026-W45", "2026-W46"), sources=(source,),
            )  # fmt: skip
            told += as_html(document_of(Report(figures=known, edition=edition, office="Meja")))
        return told

    for every in (9, 12):
        assert len({two(brought, every) for brought in (1, 2, 3)}) == 1
    assert two(1, 9) != two(1, 12)


@OUTSIDE
def test_referrals_by_route(edition: str) -> None:
    def sent(lot: Sequence[int]) -> Figures:
        routes = tuple(
            RouteCount(route=f"r{at}", title=f"Jalur {at}", cases=n, packages=n, sent=n, outcomes={})
            for at, n in enumerate(lot)
        )
        return figures(referrals=replace(NO_CASES, opened=sum(lot), open_now=sum(lot), routes=routes))

    lots = list(product(range(5), repeat=3))
    secret(edition, ((dict(zip("abc", lot, strict=True)), sent(lot)) for lot in lots))


def test_whom_cases_were_aimed_at() -> None:
    def aimed(lot: Sequence[int]) -> Figures:
        targets = {name: n for name, n in zip(("organiser", "press", ""), lot, strict=True) if n}
        cases = replace(NO_CASES, opened=sum(lot), open_now=sum(lot), targets=targets)
        return figures(period=the_quarter("2026-Q4", ZONE), referrals=cases)

    lots = [
        *product(range(4), repeat=3),
        *((30 + n, a, b) for n, a, b in product((0, 1), range(5), range(5))),
    ]
    secret("public", ((dict(zip("abc", lot, strict=True)), aimed(lot)) for lot in lots))
