"""The rooms of `pantau evaluate`: each a family of measures, and the files that they are measured on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.interval import wilson
from models.measuring import data as measuring
from models.training import data, incident_news
from models.training.readings import LABELS
from pipeline.quality import event, extract, fairness, geotag, group, incident, match, models, stance
from pipeline.quality.match import Count
from pipeline.quality.models import Figure


@dataclass(frozen=True, slots=True)
class Room:
    """A family of measures: how it is measured, and on which files."""

    name: str
    measure: Callable[[Path], Iterable[Figure]]
    files: Callable[[Path], Sequence[Path]]
    shared: bool  # whether it needs the shared data


def _plain(prefix: str, figures: dict[str, float]) -> Iterator[Figure]:
    """Figures without intervals; what counts texts is no figure, but how many there are."""
    texts = int(figures.get(f"{prefix}_texts", 0))
    for key, value in figures.items():
        if key != f"{prefix}_texts":
            yield Figure(f"{prefix}.{key.removeprefix(f'{prefix}_')}", value, value, value, texts)


def _counted(prefix: str, counts: Mapping[str, Count]) -> Iterator[Figure]:
    """Shares with Wilson's bounds; none of what nothing was counted for."""
    for key, one in counts.items():
        if one.n:
            yield Figure(f"{prefix}.{key}", one.share, *wilson(one.good, one.n), one.n)


def _under(*folders: str) -> Callable[[Path], Sequence[Path]]:
    def files(shared: Path) -> Sequence[Path]:
        found = [shared / "data" / folder for folder in folders]
        return [
            path
            for top in found
            for path in (sorted(top.rglob("*")) if top.is_dir() else [top])
            if path.is_file()
        ]

    return files


def _labels(shared: Path) -> Sequence[Path]:
    """Our labels; the texts are pinned by sets.yml, which refuses others."""
    return [data.HERE / "sets.yml", LABELS, data.ORDINARY, data.SECOND_LOOK]


_CLAIMS: Final = _under("claims", "guard/dev_claims.csv", "benchmarks/stream_negatives.csv")

ROOMS: Final = (
    Room("models", lambda shared: models.measure_own(), _labels, shared=False),
    Room("models on published texts", models.measure_shared, _labels, shared=True),
    Room(
        "fairness",
        lambda shared: fairness.measure_fairness(),
        lambda shared: [measuring.TEXTS, measuring.SWAPS],
        shared=False,
    ),
    Room(
        "disguises",
        lambda shared: fairness.measure_found(),
        lambda shared: [measuring.TEXTS, measuring.BY_HAND],
        shared=False,
    ),
    Room(
        "buried",
        lambda shared: fairness.measure_charged("buried"),
        lambda shared: [measuring.BURIED],
        shared=False,
    ),
    Room(
        "unusual",
        lambda shared: fairness.measure_charged("unusual"),
        lambda shared: [measuring.UNUSUAL],
        shared=False,
    ),
    Room(
        "incident",
        lambda shared: (*incident.measure(), *event.measure()),
        lambda shared: [incident_news.NEWS, event.SET],
        shared=False,
    ),
    Room(
        "extract",
        lambda shared: _plain("extract", extract.measure(shared)),
        _under("pages", "pages_more"),
        shared=True,
    ),
    Room(
        "geotag",
        lambda shared: _plain("geotag", geotag.measure()),
        lambda shared: [geotag.SET],
        shared=False,
    ),
    Room(
        "group",
        lambda shared: _plain("group", group.measure(shared / "data")),
        _under("pages/pages.jsonl", "events_inageoparser2020/small_corpus.txt", "claims", "train", "guard"),
        shared=True,
    ),
    Room(
        "hoax",
        lambda shared: _counted("hoax", match.counts(shared / "data")),
        lambda shared: [*_CLAIMS(shared), measuring.TOLD, measuring.TWINS],
        shared=True,
    ),
    Room(
        "stance",
        lambda shared: _counted("stance", stance.counts(shared / "data")),
        lambda shared: [shared / "data" / stance.CLAIMS, measuring.STANCE],
        shared=True,
    ),
)
