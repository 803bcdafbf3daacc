"""Speed, memory and quality against named baselines."""
