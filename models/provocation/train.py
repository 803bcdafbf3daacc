"""Trains provocation: called by `python -m models.training.train_all`."""

from models.training.lesson import Lesson
from models.training.signals import train_signal


def train(lesson: Lesson) -> str:
    """Learn, join, calibrate, choose thresholds, save. Returns what to tell."""
    return train_signal("provocation", lesson)
