"""`make bench-quality`: how good the signals are, each row beside its baselines in the same run."""
