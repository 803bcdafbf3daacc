"""Reasons that a person can check, in Indonesian: of a flag, of a match."""
