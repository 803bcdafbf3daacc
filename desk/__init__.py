"""The desk: the web pages on which the team reviews, decides and works together."""
