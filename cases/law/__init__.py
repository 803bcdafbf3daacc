"""The norms as data, which of them may be named for an act, and who gets what."""
