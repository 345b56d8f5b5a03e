"""How good a model is, and how sure: what to beat, calibration, robustness."""
