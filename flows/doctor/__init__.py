"""`pantau doctor`: what is installed, configured and healthy, and the remedy. It looks; it mends nothing."""
