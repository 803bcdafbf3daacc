"""The headline and the sentences below it, by rules that anybody can check against the figures.

A signal is told as a signal and as something to be examined; that something is false is told only with the
name of the fact-checker who said so, and that something happened only once a person has confirmed it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from core.indonesian import day_in_words, number
from pipeline.geotag import kecamatan
from reports.figures import Figures
from reports.figures.claims import ClaimSpread
from reports.figures.coverage import Mark
from reports.names import without_names
from reports.sections import counts, days, happened
from reports.sections.stories import by_spread, mentioned
from reports.telling import COVERED, SMALL, Teller
from reports.words import listed, spelled, tiny_days, weekday

_USUAL: Final = {
    1: ", lebih banyak daripada biasanya",
    -1: ", lebih sedikit daripada biasanya",
    0: ", seperti biasanya",
    None: "",
}


def headline(f: Figures, teller: Teller) -> str:
    """One sentence."""
    when = (
        "minggu ini"
        if f.period.kind == "week"
        else "sejak kemarin"
        if f.period.kind == "day"
        else "triwulan ini"
    )
    if f.violent:
        told = f"{_in_words(happened.tense(f, teller))} peristiwa {happened.TENSE}"
        return f"{told} dipastikan terjadi {when}{happened.where(f)}{_gap(f)}"
    if not f.active:
        if not f.watched and not f.missed:
            return f"Belum ada ronde pemantauan {when}; ini bukan tanda bahwa keadaan tenang"
        if not f.watched:
            return f"Pemantauan tidak berjalan {when}; ini bukan tanda bahwa keadaan tenang"
        quiet = f"Tidak ada tulisan baru yang terpantau {when}{_gap(f)}"
        return f"{quiet}; ini bukan tanda bahwa keadaan tenang"
    if not f.active_marked:
        return f"Dari {teller.n(f.active)} cerita {when}, tidak satu pun bersinyal{_gap(f)}"
    return (
        f"{_in_words(teller.n(f.active_marked))} dari {teller.n(f.active)} cerita {when} bersinyal"
        f"{_change(f, teller)}{_gap(f)}"
    )


def _gap(f: Figures) -> str:
    """That too few days were watched for the figures to tell much."""
    if f.period.kind == "day" and f.missed:
        return f"; {listed([weekday(one) for one in f.missed])} tidak dipantau"
    if not f.too_few:
        return ""
    if not f.watched:
        return "; tidak satu hari pun dipantau, angkanya tidak lengkap"
    return f"; {days.watched_days(f)} dipantau, angkanya tidak lengkap"


def _in_words(told: str) -> str:
    """ "2" as "Dua", "<3" as "Kurang dari tiga", "3–5" as "Tiga sampai lima"."""
    if told == COVERED:
        return f"Kurang dari {spelled(SMALL)}"
    return " sampai ".join(_word(end) for end in told.split("–")).capitalize()


def _word(told: str) -> str:
    return spelled(int(told)) if told.isdecimal() else told


def _change(f: Figures, teller: Teller) -> str:
    """Whether that many is usual. The number beside it is of all sources, uploads and old stories too, what
    is compared is only a part of it: nothing is said unless the whole leads to the same."""
    found = f.compared.get("marked")
    if found is None or not found.known:
        return ""
    ways = {counts.direction(one, teller) for one in (found, replace(found, now=f.active_marked))}
    return _USUAL[ways.pop()] if len(ways) == 1 else ""


def sentences(f: Figures, teller: Teller) -> list[str]:
    """What stands below it: incidents, the false claim that went furthest, grave signals, decisions, gaps."""
    told = [happened.sentence(f, teller)] if f.active or f.incidents else []
    if not f.active:
        return [*told, *_gaps(f)]
    claims = [one for one in by_spread(f.claims, teller) if one.false and one.asserting + one.possible]
    return [
        *told,
        *([_claim(claims, teller)] if claims else []),
        *_grave(f, teller),
        _decided(f, teller),
        *_gaps(f),
    ]


def _claim(claims: Sequence[ClaimSpread], teller: Teller) -> str:
    one = claims[0]
    said = one.asserting + one.possible
    some = f"{number(one.possible)} di antaranya" if one.asserting else "semuanya"
    unsure = f", {'sebagian atau semuanya' if teller.suppress else some} belum pasti" if one.possible else ""
    checked = f" oleh {one.publisher}" if one.publisher else ""  # a list that was imported may name nobody
    checked += f", {day_in_words(one.checked_on)}" if one.checked_on else ""
    words = f"“{without_names(one.text)}” Dinilai" if teller.detailed else "dinilai"
    about = "" if teller.detailed else mentioned(one, teller)
    return (
        f"Kabar yang dinilai keliru dan paling luas beredar: {words} {one.rating}"
        f"{checked}{about}. "
        f"{teller.n(said)} salinan dari {teller.n(one.sources)} sumber menyatakannya{unsure}."
        f"{_others(claims, teller)}"
    )


def _others(claims: Sequence[ClaimSpread], teller: Teller) -> str:
    """How many go round in all: those that are only like a copy are told apart, or with the others where the
    difference would tell of a covered count."""
    if len(claims) == 1:
        return ""
    if teller.suppress:
        return f" Seluruhnya {number(len(claims))} kabar yang dinilai keliru beredar, atau mungkin beredar."
    sure = sum(bool(one.asserting) for one in claims)
    if not sure:
        every = number(len(claims))
        return f" Seluruhnya {every} kabar yang dinilai keliru mungkin beredar; tidak satu pun pasti."
    maybe = f"; {number(len(claims) - sure)} lagi mungkin, belum pasti" if sure < len(claims) else ""
    return f" Seluruhnya {number(sure)} kabar yang dinilai keliru beredar{maybe}."


def _grave(f: Figures, teller: Teller) -> list[str]:
    """Single stories: for the team. What partners read of them stands in their table."""
    if not f.grave.stories or teller.suppress:
        return []
    named = kecamatan()
    places = listed(sorted(named[code] for code in f.grave.kecamatan if code in named))
    where = f" (menyebut {places})" if places else ""
    doubtful = f"; pada {number(f.grave.doubtful)} di antaranya model ragu" if f.grave.doubtful else ""
    return [
        f"{teller.n(f.grave.stories)} cerita bersinyal berat{where}: {teller.n(f.grave.waiting)} masih "
        f"menunggu keputusan orang{doubtful}."
    ]


def _decided(f: Figures, teller: Teller) -> str:
    if not f.decided.stories:
        return "Tim belum memutuskan satu cerita pun pada periode ini."
    return f"Tim memutuskan {teller.n(f.decided.stories)} cerita pada periode ini."


def _gaps(f: Figures) -> list[str]:
    words = {
        Mark.FAILED: "gagal diambil",
        Mark.EMPTY: "kosong di setiap ronde",
        Mark.SILENT: "diam",
        Mark.NEW: "baru dipantau",
        Mark.ABSENT: "tidak berjalan",
    }
    parts = [
        f"{listed([one.title for one in f.marked(mark)])} {said}"
        for mark, said in words.items()
        if f.marked(mark)
    ]
    if f.missed:
        parts.insert(0, f"{tiny_days(f.missed)} tidak dipantau")
    return [f"Baca dengan hati-hati: {'; '.join(parts)}."] if parts else []
