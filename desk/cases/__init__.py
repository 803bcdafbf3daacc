"""What the desk does with cases: forms checked, then written in one transaction."""
