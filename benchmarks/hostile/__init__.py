"""Hostile inputs of every kind, and whether network4 refuses them in one sentence."""
