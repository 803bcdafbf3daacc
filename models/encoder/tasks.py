"""What the encoder is taught to tell of a text: the columns of its heads."""

from collections.abc import Mapping
from typing import Final

COLUMNS: Final = (
    "provocation",
    "violence",
    "severity_1",
    "severity_2",
    "severity_3",
    "role_assert",
    "role_report",
    "role_debunk",
    "role_counter",
    "ground_ethnicity",
    "ground_religion",
    "ground_race",
    "ground_newcomers",
    "ground_political",
    "ground_authority",
    "ground_other",
    "against_person",
    "against_property",
    "timing_conditional",
    "timing_dated",
    "identity_attack",
    # public labels, not ours: they teach, and nothing asks for them afterwards
    "public_hate",
    "public_hate_group",
    "public_hate_strong",
    "public_sara",
    "public_radical",
    "public_defamation",
    "public_threat",
)
COLUMN: Final[Mapping[str, int]] = {name: place for place, name in enumerate(COLUMNS)}
GROUNDS: Final = ("ethnicity", "religion", "race", "newcomers", "political", "authority", "other")
