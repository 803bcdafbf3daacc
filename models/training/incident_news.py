"""Our news texts with the type of event that they report (`incident/news.csv`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.record import IncidentType
from models.incident import NONE, title_and_lead
from models.training.data import HERE, clean, read_set

NEWS: Final = HERE / "incident" / "news.csv"
CLASSES: Final = (*(kind.value for kind in IncidentType), NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One text, normalised and masked. `kind` is one of CLASSES."""

    id: str
    title: str
    text: str
    kind: str
    writer: str

    @property
    def whole(self) -> str:
        """Title and lead, in the form in which the model reads them."""
        return title_and_lead(self.title, self.text)


def news(split: str) -> Sequence[News]:
    """The texts to learn from ("train"), or those that are kept apart ("measure")."""
    return [
        News(
            id=row["id"],
            title=clean(row["title"]),
            text=clean(row["text"]),
            kind=row["type"],
            writer=row["writer"],
        )
        for row in read_set("incident_news", None)
        if row["split"] == split
    ]
