"""What happens to a page: extract, normalise, group, geotag, classify, match, prioritise, store."""
