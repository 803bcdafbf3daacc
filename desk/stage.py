"""The election's stage of today in one line, for the pages: what is active, until when."""

from collections.abc import Callable
from datetime import date

from core.indonesian import day_in_words
from pipeline.election_calendar import active_stages


def stage_line(day: date, say: Callable[[str], str]) -> str:
    """ "Tahapan: Masa kampanye, sampai 23 November 2024", or that none is active. The main stage first."""
    active = active_stages(day)
    if not active:
        return say("Tahapan: tidak ada tahapan pemilihan yang aktif")
    main = active[0]
    line = say("Tahapan: {title}, sampai {day}").format(
        title=main.stage.title, day=day_in_words(main.stage.until)
    )
    others = [one.stage.title for one in active[1:]]
    return f"{line} · {say('juga')}: {'; '.join(others)}" if others else line
