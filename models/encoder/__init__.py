"""The encoder that signals and matching share: meaning where words differ."""
