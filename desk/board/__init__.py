"""The board: a reading copy of what the team has to look at, in `board.sqlite`; can be made anew any time."""
