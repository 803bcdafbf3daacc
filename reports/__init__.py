"""What the team tells others: the weekly report, the page of a day, the map."""
