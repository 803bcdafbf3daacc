"""Trains provocation: `python -m models.provocation.train` (all models: `-m models.training.train_all`)."""

from models.training.alone import only
from models.training.fit import Material
from models.training.signals import train_signal


def train(material: Material) -> str:
    """Learn, calibrate, choose thresholds, save. Returns what to tell."""
    return train_signal("provocation", material)


if __name__ == "__main__":
    print(only(train))
