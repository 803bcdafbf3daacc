"""The texts that are measured on: nothing was learned from them, chosen on them, or used for thresholds."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from core.record import Channel
from models.measuring import data as measuring
from models.training import data
from models.training.data import Example
from models.training.readings import MEASURED_AGAIN, agreed
from pipeline.quality.models import Flags, Judged, judge, ordinary_example


@dataclass(frozen=True)
class Sets:
    """All measuring sets, read once."""

    shared: Path

    @cached_property
    def published(self) -> list[Example]:
        """Relabelled rows kept apart."""
        return data.relabelled(self.shared, "measure")

    @property
    def sure(self) -> list[Example]:
        """Of these the rows that readers were sure of."""
        return [example for example in self.published if not example.unsure]

    @property
    def agreed(self) -> list[Example]:
        """Of the published ones those that a second reader, who knew no label, judged the same."""
        same = agreed(MEASURED_AGAIN)
        return [example for example in self.published if example.id in same]

    @cached_property
    def guard(self) -> list[Example]:
        """A writer and the measuring half of the development set."""
        return [*data.measured_writer(), *data.measured_guard()]

    @cached_property
    def measuring(self) -> list[Example]:
        """Ours, by writers who wrote no training text."""
        return list(measuring.texts())

    @cached_property
    def stream(self) -> list[str]:
        """Ordinary texts that nobody trains on."""
        return data.stream(self.shared)

    @cached_property
    def stream_lawful(self) -> Flags:
        """Which of these hold no signal by a second reading either."""
        return data.stream_lawful(self.shared)

    def by_name(self) -> dict[str, list[Example]]:
        """The labelled ones."""
        return {"published": self.published, "guard": self.guard, "measuring": self.measuring}

    @cached_property
    def judged(self) -> dict[str, Judged]:
        """The labelled ones as the pipeline classifies them."""
        return {
            "published": judge(self.published, Channel.POST, reasons=False),
            "guard": judge(self.guard, reasons=False),
            "measuring": judge(self.measuring, reasons=False),
        }

    @cached_property
    def stream_judged(self) -> Judged:
        """The stream as the pipeline classifies it, as posts."""
        return judge([ordinary_example(text) for text in self.stream], Channel.POST, reasons=False)

    @property
    def stream_flagged(self) -> float:
        """The share of the stream that is flagged."""
        return float(np.mean(self.stream_judged.flagged))
