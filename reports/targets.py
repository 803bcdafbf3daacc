"""Whom a case was aimed at, as a reviewer set it: contestants of the reference, groups; never an author."""

from functools import cache
from typing import Final

from pipeline.contestants import all_contestants

GROUPS: Final = {
    "organiser": "Penyelenggara pemilihan",
    "government": "Pemerintah daerah",
    "ethnic_group": "Kelompok suku atau asal",
    "religious_group": "Kelompok agama",
    "newcomers": "Pendatang",
    "press": "Pers",
    "other": "Pihak lain",
}
"""targets that are no contestant; codes as the description of a case keeps them (`target`)"""


@cache
def target_names() -> dict[str, str]:
    """Words for each code: the contestants that the reference names, and the groups above."""
    return {**{one.id: one.name for one in all_contestants()}, **GROUPS}
