"""What a signal is: one folder each, with its card, its weights and the code that made them."""
