"""Which news reports a violent or tense event of the region, and of which type: see MODEL_CARD.md."""
