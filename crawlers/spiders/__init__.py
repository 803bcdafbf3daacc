"""One spider a kind of source."""
