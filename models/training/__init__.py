"""Training of the linear models: texts, folds, calibration. See README.md."""
