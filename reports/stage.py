"""The stage of the election in words."""

from datetime import date

from pipeline.election_calendar import active_stages
from reports.period import Period


def stage_words(period: Period) -> str:
    """ "Tahapan: Masa kampanye (…)", or that none is active; two where the period crosses from one."""
    return "; lalu ".join(dict.fromkeys(_stage(day) for day in period.days))


def _stage(day: date) -> str:
    main = next((one for one in active_stages(day) if one.stage.main), None)
    if main is None:
        return "Tidak ada tahapan pemilihan yang aktif"
    return f"Tahapan: {main.stage.title} ({main.election.title})"
