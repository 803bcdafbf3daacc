"""What was said: stories to know, claims and their spread; described, never quoted.

Outside of the team a story is told only by what stands in no covered number: two rows that name a kecamatan
with "<3" stories would say that there are two. At least two stories are left out of the list there, so that
it never tells how many more there are.
"""

from collections.abc import Sequence
from typing import Final

from core.decision import StoryState
from core.indonesian import number
from pipeline.geotag import kecamatan
from reports.document import Block, heading, para, table
from reports.figures import Figures
from reports.figures.claims import ClaimSpread
from reports.figures.collect import TopStory
from reports.names import without_names
from reports.telling import HIDDEN, Teller
from reports.words import ANSWERS, SEVERITIES, SHORT, SIGNALS, STATES, listed, tiny_day

_CHANNELS: Final = {
    "news": "berita",
    "post": "kiriman umum",
    "factcheck": "pemeriksa fakta",
    "field": "laporan lapangan",
}
_CLAIMS: Final = 6
_PLACES: Final = 2
_LEFT_OUT: Final = 2
_CUT: Final = 190  # characters of a claim
DOUBTFUL: Final = "“(ragu)”: model sendiri tidak yakin."
_UNTOLD: Final = "diputuskan; jawaban ditutup"
"""Of a decision that is covered. Its story stays listed: to leave out those answered no tells how many."""


def top_stories(f: Figures, teller: Teller) -> list[Block]:
    """The stories to know, described and never quoted."""
    if not teller.detailed:
        return []
    title = heading("Cerita yang perlu diketahui")
    if not f.top:
        return [title, para("Tidak ada cerita bersinyal pada periode ini; itu tidak berarti tenang.")]
    if teller.covers(f.active_marked):
        return [title, para("Terlalu sedikit untuk diceritakan satu per satu di luar tim.")]
    top = f.top[: f.active_marked - _LEFT_OUT] if teller.suppress else f.top
    rows = [(*story_cells(one, f, teller), _state(one, f, teller)) for one in top]
    covered = " “–”: tidak ada, atau ditutup; “ditutup”: lihat cara menghitung." if teller.suppress else ""
    return [
        title,
        table(
            "Menurut prioritas. Isi tulisan tidak dikutip dan tidak seorang pun disebut; sinyal belum "
            f"berarti pelanggaran. {DOUBTFUL}{covered}",
            ("Sinyal", "Mengapa ditandai", "Menyebut", "Tayang", "Salinan / sumber", "Putusan"),
            rows,
            "llllll",
            (2.1, 2.6, 1.5, 1.0, 1.3, 1.9),
        ),
    ]


def story_cells(one: TopStory, f: Figures, teller: Teller) -> tuple[str, ...]:
    """The cells of one story that do not tell of its decision."""
    open_marks = [name for name in one.marks if not teller.covers(f.week.signals[name])]
    # What people have decided of it counts outside of the team, not the doubt: beside "3 dari 12" that would
    # tell how many of the decided ones were flagged.
    doubtful = frozenset() if teller.suppress and _verdict_told(one, f, teller) else one.doubtful
    marks = listed([_mark(name, one.marks[name], name in doubtful) for name in open_marks])
    day = f.days.get(one.first_said, {})
    hidden = any(teller.covers(day.get(name, 0)) for name in SIGNALS)  # not only for the row's own signals
    code = f" [{one.story_id[:8]}]" if teller.edition == "full" else ""
    channels = listed([_CHANNELS.get(name, name) for name in one.channels])
    return (
        f"Sinyal {marks}{code}" if marks else "Sinyal –",
        _why(one, f, teller) + ("" if teller.suppress else f" ({channels})"),
        _where(one, f, teller),
        "–" if hidden else tiny_day(one.first_said),
        f"{teller.n(one.copies)} / {teller.n(one.sources)}",
    )


def _mark(name: str, severity: int, doubtful: bool) -> str:
    level = f" {SEVERITIES[severity]}" if severity else ""
    return SIGNALS[name].removeprefix("sinyal ") + level + (" (ragu)" if doubtful else "")


def _why(one: TopStory, f: Figures, teller: Teller) -> str:
    if not one.marks:
        return "dibawa orang"
    shown = shown_claims(f, teller) if f.period.kind == "week" else []  # where their table is
    like = [str(at) for at, claim in enumerate(shown, start=1) if one.story_id in claim.stories]
    parts = [*one.why]
    if "hoax" in one.marks and not teller.covers(f.week.signals["hoax"]):
        parts.append(f"mirip klaim {listed(like)} di bawah" if like else "mirip klaim yang sudah diperiksa")
    return "; ".join(parts) or "menurut model, tanpa kata tertentu"


def _where(one: TopStory, f: Figures, teller: Teller) -> str:
    named = kecamatan()
    few = {area.code for area in f.areas if teller.covers(area.stories)}
    told = [named[code] for code in one.kecamatan if code in named and code not in few]
    return ", ".join([*told[:_PLACES], *(["dan lain-lain"] if len(told) > _PLACES else [])]) or "–"


def _state(one: TopStory, f: Figures, teller: Teller) -> str:
    settled = _verdict_told(one, f, teller)
    if teller.covers(f.decided.stories):
        return "–"
    if not settled and teller.suppress:
        return "belum diputuskan"
    if settled and not one.answers and harmless(f, teller) == HIDDEN:
        return _UNTOLD
    if not settled or not one.answers:
        return STATES[one.state]
    open_names = [
        name for name in one.answers if name in SHORT and HIDDEN not in answer_counts(f, teller, name)
    ]
    asked = [f"{SHORT[name].lower()}: {ANSWERS[one.answers[name]]}" for name in open_names]
    if asked and len(asked) < len(SHORT.keys() & one.answers.keys()):
        asked.append("jawaban lain ditutup")  # else a no that is covered would read as nobody's answer
    return "; ".join(asked) or _UNTOLD


def _verdict_told(one: TopStory, f: Figures, teller: Teller) -> bool:
    """Whether it is decided, and this edition tells of which story that is."""
    settled = one.state in (StoryState.DECIDED, StoryState.HARMLESS)
    return settled and not teller.covers(f.decided.stories)


def answer_counts(f: Figures, teller: Teller, name: str) -> list[str]:
    """How often people said yes, no, cannot be told of this signal; parts of the stories decided, as are the
    harmless ones, which nobody was asked this of."""
    counts = [f.decided.by_signal[name].get(answer, 0) for answer in ANSWERS]
    return teller.parts([*counts, f.decided.harmless])[: len(counts)]


def harmless(f: Figures, teller: Teller) -> str:
    """Of how many stories people said that nothing harmful is in them."""
    d = f.decided
    if any(HIDDEN in answer_counts(f, teller, name) for name in SIGNALS):
        return HIDDEN  # told, it would tell how many the covered answers are
    return teller.parts([d.harmless, d.stories - d.harmless])[0]


def by_spread(claims: Sequence[ClaimSpread], teller: Teller) -> list[ClaimSpread]:
    """Claims, the widest spread first; the order does not tell covered numbers apart."""

    def key(one: ClaimSpread) -> tuple[float, float, str]:
        return (
            -teller.rank(one.asserting + one.possible),
            -teller.rank(one.reporting),
            one.claim_id,
        )

    return sorted(claims, key=key) if teller.suppress else list(claims)


def shown_claims(f: Figures, teller: Teller) -> list[ClaimSpread]:
    """Those of the table, in its order."""
    return [one for one in by_spread(f.claims, teller) if one.rating and _went_round(one)][:_CLAIMS]


def _went_round(one: ClaimSpread) -> int:
    return one.asserting + one.possible + one.reporting


def _others(f: Figures, shown: int) -> list[Block]:
    """The claims that are not in the table: for want of rows, or of a rating (a list may be imported with
    claims that nobody has checked yet)."""
    found = [one for one in f.claims if _went_round(one)]
    left, unrated = sum(bool(one.rating) for one in found) - shown, sum(not one.rating for one in found)
    told = [f"{number(left)} klaim lain beredar lebih sempit."] if left else []
    told += [f"{number(unrated)} klaim yang belum dinilai siapa pun tidak ditunjukkan."] if unrated else []
    return [para(" ".join(told))] if told else []


def claims(f: Figures, teller: Teller) -> list[Block]:
    """Checked claims and how far they went. In the public edition without their words: they may name
    somebody."""
    shown = shown_claims(f, teller)
    blocks = [heading("Klaim yang sudah diperiksa, dan penyebarannya")]
    if not shown:
        none = "Tidak ada klaim yang sudah diperiksa ditemukan beredar pada periode ini."
        return [*blocks, para(none), *_others(f, 0)]
    parts = () if teller.suppress else ("Pasti", "Mungkin")
    blocks.append(
        table(
            "Penilaian adalah kata pemeriksanya. "
            + (
                "“Salinan”: yang menyatakan klaim itu, atau mungkin menyatakannya"
                if teller.suppress
                else "“Pasti”: salinan yang menyatakan klaim itu menurut pencocokan; “mungkin”: kemiripannya "
                "lemah"
            )
            + "; “berita”: memberitakan atau mempertanyakannya.",
            ("Klaim", "Dinilai", *(parts or ("Salinan",)), "Berita", "Sumber", "Sejak", "Menyebut"),
            [_claim_row(at, one, teller) for at, one in enumerate(shown, start=1)],
            "llrrrrll" if parts else "llrrrll",
            (4.0, 1.9, *((0.8, 1.1) if parts else (1.1,)), 0.9, 1.0, 0.9, 1.5),
        )
    )
    return [*blocks, *_others(f, len(shown))]


def _claim_row(at: int, one: ClaimSpread, teller: Teller) -> tuple[str, ...]:
    spread = (number(one.asserting), number(one.possible))
    told = not _few(one, teller)
    checked = ", ".join(filter(None, (one.publisher, tiny_day(one.checked_on) if one.checked_on else "")))
    return (
        f"{at}. {_cut(without_names(one.text))}" if teller.detailed else f"Klaim {at}",
        f"{one.rating} ({checked})" if checked else one.rating,
        *((teller.n(one.asserting + one.possible),) if teller.suppress else spread),
        teller.n(one.reporting),
        teller.n(one.sources),
        tiny_day(one.first_said) if one.first_said and told else "–",
        (_named(one) if told else "") or "–",
    )


def _few(one: ClaimSpread, teller: Teller) -> bool:
    """Whether so few say it that a day or a place would point at them."""
    return teller.covers(one.asserting + one.possible)


def _named(one: ClaimSpread) -> str:
    return ", ".join(kecamatan()[code] for code in one.kecamatan if code in kecamatan())


def mentioned(one: ClaimSpread, teller: Teller) -> str:
    """ " (menyebut Sandaran)", or nothing."""
    return f" (menyebut {_named(one)})" if _named(one) and not _few(one, teller) else ""


def _cut(text: str) -> str:
    return text if len(text) <= _CUT else text[:_CUT].rsplit(" ", 1)[0] + " …"
