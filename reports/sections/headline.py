"""The headline and the sentences below it, by rules that anybody can check against the figures.

A signal is told as a signal and as something to be examined; that something is false is told only with the
name of the fact-checker who said so, and that something happened only once a person has confirmed it.
"""

from core.decision import StoryState
from core.indonesian import day_in_words, number
from core.record import IncidentType
from pipeline.decisions import OPEN
from reports.area_map.areas import kecamatan
from reports.figures import Figures
from reports.figures.claims import ClaimSpread
from reports.figures.coverage import Mark
from reports.names import without_names
from reports.telling import Teller
from reports.words import INCIDENTS, listed, spelled

_GRAVE = 3


def headline(f: Figures, teller: Teller) -> str:
    """One sentence."""
    when = (
        "minggu ini"
        if f.period.kind == "week"
        else "sejak kemarin"
        if f.period.kind == "day"
        else "triwulan ini"
    )
    if not f.active:
        quiet = "Tidak ada tulisan baru yang terpantau" if _ran(f) else "Pemantauan tidak berjalan"
        return f"{quiet} {when}; ini bukan tanda bahwa keadaan tenang"
    if f.violent:
        return f"{_count(f.violent, teller)} peristiwa kekerasan atau ancaman dipastikan terjadi {when}"
    if not f.active_marked:
        return f"Dari {number(f.active)} cerita {when}, tidak satu pun perlu diperiksa"
    return (
        f"{_count(f.active_marked, teller)} dari {number(f.active)} cerita {when} perlu diperiksa{_change(f)}"
    )


def _ran(f: Figures) -> bool:
    return any(one.fine for one in f.sources)


def _count(value: int, teller: Teller) -> str:
    if teller.suppress and value < 3:
        return "Kurang dari tiga"
    return spelled(value).capitalize()


def _change(f: Figures) -> str:
    found = f.compared.get("marked")
    if found is None or not found.known:
        return ""
    return {1: ", lebih banyak daripada biasanya", -1: ", lebih sedikit daripada biasanya"}.get(
        found.direction, ", seperti biasanya"
    )


def sentences(f: Figures, teller: Teller) -> list[str]:
    """What stands below it: incidents, the claim that went furthest, grave signals, decisions, gaps."""
    if not f.active:
        return _gaps(f)
    claims = [one for one in f.claims if one.false and one.asserting + one.possible]
    return [
        _incidents(f, teller),
        *([_claim(claims[0], len(claims), teller)] if claims else []),
        *_grave(f, teller),
        _decided(f, teller),
        *_gaps(f),
    ]


def _incidents(f: Figures, teller: Teller) -> str:
    if not f.incidents:
        return (
            "Belum ada peristiwa yang dipastikan terjadi; calon peristiwa dari berita menunggu pemeriksaan "
            "orang."
        )
    peaceful = sum(one.type is IncidentType.PROTEST_PEACEFUL for one in f.incidents)
    kinds = sorted({one.type for one in f.incidents if one.type is not IncidentType.PROTEST_PEACEFUL})
    parts = [f"{teller.n(f.violent)} {listed([INCIDENTS[kind] for kind in kinds])}"] if kinds else []
    if peaceful:
        parts.append(f"{teller.n(peaceful)} unjuk rasa damai, yang bukan kekerasan")
    return f"Peristiwa yang dipastikan: {'; '.join(parts)}."


def _claim(one: ClaimSpread, number_of: int, teller: Teller) -> str:
    said = one.asserting + one.possible
    some = "sebagian" if teller.suppress else f"{teller.n(one.possible)} di antaranya"
    unsure = f", {some} belum pasti" if one.possible else ""
    checked = f", {day_in_words(one.checked_on)}" if one.checked_on else ""
    others = f" Seluruhnya {teller.n(number_of)} kabar yang dinilai keliru beredar." if number_of > 1 else ""
    return (
        f"Kabar yang paling luas beredar: “{without_names(one.text)}” Dinilai {one.rating} oleh "
        f"{one.publisher}"
        f"{checked}. {teller.n(said)} salinan dari {teller.n(one.sources)} sumber "
        f"menyatakannya{unsure}.{others}"
    )


def _grave(f: Figures, teller: Teller) -> list[str]:
    grave = [one for one in f.top if max(one.marks.values()) >= _GRAVE]
    if not grave or not teller.detailed:
        return []
    waiting = sum(one.state in OPEN or one.state is StoryState.HELD for one in grave)
    named = kecamatan()
    places = listed(sorted({named[code] for one in grave for code in one.kecamatan if code in named}))
    where = f" (menyebut {places})" if places else ""
    return [
        f"{teller.n(len(grave))} cerita bersinyal berat{where}: {teller.n(waiting)} masih menunggu "
        "keputusan orang."
    ]


def _decided(f: Figures, teller: Teller) -> str:
    waiting = sum(f.open_states[state] for state in OPEN)
    if not f.decided.stories:
        return f"Tim belum memutuskan satu cerita pun pada periode ini; {teller.n(waiting)} cerita menunggu."
    return f"Tim memutuskan {teller.n(f.decided.stories)} cerita; {teller.n(waiting)} masih menunggu."


def _gaps(f: Figures) -> list[str]:
    words = {
        Mark.FAILED: "gagal diambil",
        Mark.SILENT: "diam",
        Mark.NEW: "baru dipantau",
        Mark.ABSENT: "tidak berjalan",
    }
    parts = [
        f"{listed([one.title for one in f.marked(mark)])} {said}"
        for mark, said in words.items()
        if f.marked(mark)
    ]
    return [f"Baca dengan hati-hati: {'; '.join(parts)}."] if parts else []
