"""Experiments that end soon."""

from dataclasses import replace

from network4.experiments.reproduction import find


def shortened(name, epochs=3):
    """An experiment with fewer epochs."""
    experiment = find(name)
    return replace(experiment, recipe=experiment.recipe.with_settings(epochs=epochs))
