"""What `pantau doctor` looks at for law, stages, the map and Monday's report."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from core import clock
from core.settings import Settings
from flows.doctor.finding import Finding, Look
from pipeline.election_calendar import active_stages
from pipeline.store import Connection, Store, folder_profile
from reports.area_map.boundaries import read_boundaries
from reports.editions import KINDS, content, latest
from reports.period import Period, week_of, weeks

_MONDAY: Final = timedelta(hours=6)  # after midnight, when flows/weekly.py issues
_BACK: Final = 8  # weeks


def looks() -> tuple[Look, ...]:
    """In the order in which a person would mend them."""
    return (
        ("hukum", law),
        ("tahapan", stages),
        ("batas wilayah", boundaries),
        ("laporan Senin", monday_report),
    )


def law(settings: Settings) -> Iterator[Finding]:
    """The catalogue: whether it can be read, and how long ago somebody last checked it."""
    from cases.law.checking import STALE, all_files  # reads the tables: a wrong one is a finding of `examine`
    from cases.law.norms import norms

    all_files()
    today = _today(settings)
    late = [one for one in norms() if today - one.last_checked > STALE]
    if late:
        yield Finding(
            "hukum",
            None,
            f"{len(late)} dari {len(norms())} norma terakhir diperiksa lebih dari {STALE.days} hari lalu; "
            "periksa di JDIH, isi last_checked di pipeline/reference/law/ (pantau law check)",
        )
    else:
        oldest = min(one.last_checked for one in norms())
        yield Finding("hukum", True, f"{len(norms())} norma sah, semua diperiksa sejak {oldest:%d-%m-%Y}")


def _today(settings: Settings) -> date:
    """The machine's own day: in the sample, where it is always the same moment, data grow old too."""
    return datetime.fromtimestamp(clock.wall(), settings.zone).date()


def stages(settings: Settings) -> Iterator[Finding]:
    """The election stages of today."""
    if active := active_stages(_today(settings)):
        yield Finding(
            "tahapan", True, "; ".join(f"{one.election.title}: {one.stage.title}" for one in active)
        )
    else:
        yield Finding(
            "tahapan",
            None,
            "tidak ada yang aktif: norma yang terikat tahapan tidak ditawarkan, tenggat tidak berjalan "
            "(pipeline/reference/stages/)",
        )


def boundaries(settings: Settings) -> Iterator[Finding]:
    """The GeoJSON of the true map."""
    if settings.boundaries is None:
        yield Finding("batas wilayah", None, "tidak diatur; peta petak saja (PANTAU_BOUNDARIES)")
        return
    found = read_boundaries(settings.boundaries)
    yield Finding("batas wilayah", True, f"{settings.boundaries}: {len(found.polygons)} kecamatan")


def monday_report(settings: Settings) -> Iterator[Finding]:
    """Whether the latest weeks' editions were issued, where anything came in, and are as issued."""
    if folder_profile(settings) != "live" or not settings.database.exists():
        return
    with Store(settings.database).reading() as db:
        due = _due(db, settings, clock.now())
        found = {(period.code, name): latest(db, period, name) for period in due for name in KINDS["week"]}
    missing = [key for key, one in found.items() if one is None]
    if not due:
        yield Finding("laporan Senin", None, "pekan lalu tidak ada yang terkumpul, atau belum Senin 06.00")
    elif missing:
        weeks_missing = ", ".join(dict.fromkeys(week for week, _ in missing))
        commands = " && ".join(f"pantau report --week {week} --edition {name}" for week, name in missing)
        yield Finding(
            "laporan Senin",
            False,
            f"belum terbit: {weeks_missing}; jalankan: {commands}; lalu lihat apakah pantau serve berjalan",
        )
    else:
        for one in found.values():
            if one is not None:
                content(settings, one, "pdf")  # what was altered is a finding of `examine`
        yield Finding("laporan Senin", True, f"{due[-1].code} terbit: {', '.join(KINDS['week'])}")


def _due(db: Connection, settings: Settings, now: datetime) -> list[Period]:
    """The latest weeks in which something came in and whose report is due, the oldest first."""
    zone = settings.zone
    last = week_of(now.astimezone(zone).date(), zone).earlier(1)
    past = [one for one in weeks(last, _BACK) if now >= one.ends + _MONDAY]
    return [
        one
        for one in past
        if db.execute(
            "SELECT 1 FROM items WHERE fetched_at >= ? AND fetched_at < ? LIMIT 1", [one.begins, one.ends]
        ).fetchone()
    ]
