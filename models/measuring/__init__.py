"""Sets that only measure: nothing here is learned from, tuned on or looked at for design."""
