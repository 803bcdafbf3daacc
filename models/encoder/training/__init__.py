"""How the encoder is made: base, adaptation, tasks, export. `python -m models.encoder.training`."""
