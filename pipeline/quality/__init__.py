"""How well each model and stage does, on sets of its own: for `pantau evaluate` and the quality table."""
