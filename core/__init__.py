"""What every room shares: records, settings, the clock, text, keys, the mandate. Imports nothing of ours."""
