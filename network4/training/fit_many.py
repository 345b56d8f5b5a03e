"""Several runs of one network, from several seeds, side by side."""

from dataclasses import replace
from functools import partial
from typing import Any

from network4.datasets import Dataset
from network4.engines import check_room_to_train, choose_engine
from network4.errors import ArgumentError
from network4.network import Network
from network4.training.fit import train
from network4.training.one_program import train_as_one_program
from network4.training.run import Run
from network4.training.settings import check_kinds, settings_for
from network4.utils.checks import check_integer
from network4.utils.processes import map_in_processes, num_cores
from network4.utils.randomness import LARGEST_SEED


def fit_many(
    network: Network,
    data: Dataset,
    *,
    count: int,
    seed: int = 0,
    num_jobs: int | None = None,
    engine: str = "auto",
    **settings: Any,
) -> list[Run]:
    """Train a network from several seeds, as many at a time as there are cores.

    Args:
        network: what to train.
        data: what to train on.
        count: how many runs, 1 or more.
        seed: of the first; the others have the seeds after it.
        num_jobs: how many runs at a time; default None, as many as there are cores,
            each on one of them; one with the JAX engine, which takes all for a run. On
            a GPU, where the default is all of them, as one program.
        engine: as in `fit`.
        settings: all other arguments of `fit`.

    Returns:
        The runs, by seed. Each is what `fit` gives for its seed on as many threads,
        which is one for runs side by side on the native engine.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> import numpy as np
        >>> import network4 as n4
        >>> network = n4.Network([n4.FullyConnected(30), n4.Softmax(10)])
        >>> settings = {"epochs": 2, "learning_rate": 0.5, "num_jobs": 1}
        >>> runs = fit_many(network, n4.load_digits(), count=2, **settings)
        >>> ensemble = n4.Ensemble([run.model for run in runs])
        >>> ensemble.predict_proba(np.zeros((28, 28))).shape
        (1, 10)
    """
    if "checkpoint" in settings:
        raise ArgumentError(
            "fit_many: checkpoint must be left out, since each run would need its own; "
            "call fit for each seed."
        )
    check_integer("fit_many", "count", count, 1)
    check_integer("fit_many", "seed", seed, 0, LARGEST_SEED - count)
    check_kinds(network, data)
    shared = settings_for("fit_many", engine=engine, **settings)
    of_each = [replace(shared, seed=seed + number) for number in range(count)]
    chosen = choose_engine(engine, network, shared)
    if num_jobs is None and data.batches is None and chosen.prefers_one_program():
        return train_as_one_program(network, data, of_each)
    if num_jobs is None:
        num_jobs = min(count, num_cores()) if chosen.keeps_to_threads else 1
    check_integer("fit_many", "num_jobs", num_jobs, 1)
    if num_jobs > 1 and shared.num_threads is None:
        of_each = [replace(each, num_threads=1) for each in of_each]
    check_room_to_train("fit_many", chosen, network, shared, 1, min(num_jobs, count))
    runs = map_in_processes(partial(train, network, data), of_each, num_jobs)
    return sorted(runs, key=lambda run: run.settings["seed"])
