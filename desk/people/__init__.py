"""Who works here: accounts, roles, sessions, in `desk.sqlite` beside the store."""
