"""Train matching: `python -m models.match.train [--only-crosscheck]`.

Needs the shared folder, the encoder, and its look at claim and text (`models/match/training/look.py`). Trains
the lexical model first (a minute), then gate and cross-check (some minutes). Pins the files in signal.yml,
and says what the thresholds rest on. Measuring is apart: `pipeline/quality/match.py`.
"""

import argparse
import sys

from models.match.signal import pin_files
from models.match.training.crosscheck import train_crosscheck
from models.match.training.gate import train_gate
from models.match.training.words import train_words
from models.training.data import needed_folder


def main() -> None:
    """Read the options, train, pin the files. Raises DataError without the shared folder."""
    parser = argparse.ArgumentParser(prog="python -m models.match.train", description=__doc__)
    parser.add_argument("--only-crosscheck", action="store_true", help="leave the lexical model as it is")
    chosen = parser.parse_args()
    shared = needed_folder()
    if not chosen.only_crosscheck:
        sys.stdout.writelines(f"{line}\n" for line in train_words(shared / "data"))
    train_gate(shared / "data")
    sys.stdout.writelines(f"{line}\n" for line in train_crosscheck(shared / "data"))
    pin_files()


if __name__ == "__main__":
    main()
