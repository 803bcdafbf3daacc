"""How one saved page becomes title, text, author, time and address (used by `pipeline.extract`)."""
