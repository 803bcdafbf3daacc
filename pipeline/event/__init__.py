"""What a report tells of an event: its words, its place and day, and which reports may be of one event."""
