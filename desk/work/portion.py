"""Today's portion: how much of the queue the team means to review today. It cuts the queue, nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Portion:
    """Of today: stories in all, decided, left, and those that wait beyond it."""

    capacity: int
    done: int
    left: int
    beyond: int

    @property
    def over(self) -> bool:
        """Whether the portion is done, or nothing is left to do."""
        return self.left == 0


def portion(capacity: int, done: int, open_now: int) -> Portion:
    """Of `open_now` stories in the queue. What a busy day did beyond the portion is not held against it."""
    left = min(max(0, capacity - done), open_now)
    return Portion(capacity, done, left, open_now - left)
