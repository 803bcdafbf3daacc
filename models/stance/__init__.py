"""What a post does with a claim that it is about."""
