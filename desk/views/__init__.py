"""One file a group of pages; each view takes what was asked and gives a response."""
