"""Sets that only measure. Nothing here is learned from, tuned on or looked at for design."""
