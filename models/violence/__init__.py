"""Signal: see signal.yml and MODEL_CARD.md."""
