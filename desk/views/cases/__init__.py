"""The pages of cases, one file a concern."""
