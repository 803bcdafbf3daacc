"""Match: which checked claim a text is about; candidates by words and by meaning, a cross-check decides."""
