"""The stage of the election in words."""

from pipeline.stages import elections, stage_at
from reports.period import Period


def stage_words(period: Period) -> str:
    """ "Tahapan: Masa kampanye (…)" or "Tidak ada tahapan aktif"; two where the period crosses from one."""
    named = dict.fromkeys(_title(stage_at(day)) for day in period.days)
    return "; lalu ".join(named)


def _title(code: str) -> str:
    for election in elections():
        for stage in election.stages:
            if code == f"{election.election}/{stage.id}":
                return f"Tahapan: {stage.title} ({election.title})"
    return "Tidak ada tahapan pemilihan yang aktif"
