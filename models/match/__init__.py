"""Match: which checked claim a text is about. First generation: shared words and pieces of words."""
