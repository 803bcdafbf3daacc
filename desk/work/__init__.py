"""What the team does: holds, decisions, second opinions, claims of its own, incidents, entries by hand."""
