"""`/model`: what each signal is and is not, its thresholds in words, what it learned from, how good it is."""

from typing import Final

from starlette.responses import Response

from desk.oversight.models import (
    LAWFUL,
    UNLAWFUL,
    channel_words,
    class_words,
    data_words,
    licence_words,
    measure_words,
    signal_words,
    threshold_words,
    worst_first,
)
from desk.people.roles import Permission
from desk.web import Asked, Way
from pipeline.model_cards import TOLERANCE, model_cards


def overview(asked: Asked) -> Response:
    """All models that ship."""
    cards = model_cards(asked.desk.settings.data)
    return asked.desk.pages.render(
        asked,
        "models.html",
        cards=cards,
        lawful=worst_first(LAWFUL, cards.mistakes),
        unlawful=worst_first(UNLAWFUL, cards.mistakes),
        class_words=class_words,
        channel_words=channel_words,
        measure_words=measure_words,
        signal_words=signal_words,
        data_words=data_words,
        licence_words=licence_words,
        tolerance=TOLERANCE,
        threshold_words=threshold_words,
    )


WAYS: Final = (Way("GET", "/model", overview, Permission.COUNTS),)
