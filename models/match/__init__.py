"""Match: which checked claim a text is about; candidates by words, meaning and other words; a cross-check."""
