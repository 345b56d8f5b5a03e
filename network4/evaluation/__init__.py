"""How good a model is and how sure: baselines, calibration, robustness."""
