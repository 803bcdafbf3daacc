"""How matching learns: its lexical model, gate, look and cross-check, run in order by `models/match/train.py`."""
