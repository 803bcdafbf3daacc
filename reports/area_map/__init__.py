"""The map of areas: what is counted of each kecamatan; as equal tiles, or with the team's boundaries."""
