"""Trains the models of a text: texts, copies, folds, second stage, calibration. See README.md."""
