"""Matching: which checked claim a text is about. Candidates by words, by meaning and by other words; then a
cross-check of each pair."""
