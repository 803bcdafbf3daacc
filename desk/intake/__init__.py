"""What comes in by hand: a text that somebody puts in, an export that somebody uploads."""
