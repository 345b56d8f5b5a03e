"""Slopes by inputs, found in C++ on the threads of a CPU."""

import numpy as np

from network4.engines.examples import Examples, Outputs
from network4.engines.native.loading import loaded_core, refusals
from network4.engines.native.lowering import arrays_of, describe, dropout_seed
from network4.engines.native.objectives import objective_of
from network4.engines.native.predicting import default_num_threads, write_parameters
from network4.engines.slopes import Wanted
from network4.network import Network, Parameters


def unsupported_slopes(wanted: Wanted) -> str | None:
    """Say which slopes the native engine cannot find; None if it can.

    Example:
        >>> unsupported_slopes(Wanted("parameters"))
        "it finds slopes by inputs only; use engine='jax'"
    """
    if wanted.by != "inputs":
        return "it finds slopes by inputs only; use engine='jax'"
    if wanted.unit is not None:
        return "it finds no slopes of inner units; use engine='jax'"
    return None


@refusals()
def slopes(
    network: Network,
    parameters: Parameters,
    examples: Examples,
    wanted: Wanted,
    seed: int | None,
) -> Outputs:
    """Return slopes by inputs; see `network4.engines.slopes.FindsSlopes.slopes`."""
    core = loaded_core()
    gradient = core.Gradient(
        describe(core, network),
        batch_size=len(examples),
        num_threads=default_num_threads(),
        seed=dropout_seed(seed or 0),
        label_smoothing=objective_of(network).label_smoothing,
    )
    write_parameters(gradient, network, parameters)
    arrays = arrays_of(network, examples)
    gradient.forward(arrays["images"], training=seed is not None)
    if wanted.at is None:
        found = gradient.of_costs(**arrays)
    else:
        given = np.ascontiguousarray(examples.targets)
        found = gradient.backward(given, at_outputs=wanted.at == "outputs")
    return found.reshape(examples.images.shape)
