"""The stance: what a post does with a claim that it is about."""
