"""What the page of one story shows: its text, marked; its copies, matches, archived page and originals."""
