"""Which news reports a violent or tense event of the region, and of which type: see MODEL_CARD.md."""

from typing import Final

NONE: Final = "none"
"""the class of news that reports no event of the region"""
LEAD: Final = 900
"""Characters of a report that tell what happened. What stands below is mostly background."""


def title_and_lead(title: str, text: str) -> str:
    """What is read of a report: by the model and when words are looked for, in training and at the desk
    alike."""
    return f"{title}\n{text[:LEAD]}"
