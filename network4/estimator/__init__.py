"""Scikit-learn's interface."""

from network4.estimator.classifier import DigitClassifier

__all__ = ["DigitClassifier"]
