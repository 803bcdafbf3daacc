"""How matching learns: its lexical model, gate, look and cross-check (`models/match/train.py` runs them)."""
