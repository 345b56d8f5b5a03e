"""Several runs of one network with different seeds, at the same time."""

from dataclasses import replace
from functools import partial
from typing import Any

from network4.datasets import Dataset
from network4.engines import check_room_to_train, choose_engine
from network4.errors import ArgumentError, named_as
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
    """Train a network with several seeds, several runs at the same time.

    Args:
        network: the network to train.
        data: the data to train on.
        count: number of runs, 1 or more.
        seed: seed of the first run, 0 or more; default 0. The others have the seeds
            that follow.
        num_jobs: runs at the same time, 1 or more; default None. On a CPU the native
            engine then runs one on each core, and the JAX engine one after another,
            since each uses all cores. On a GPU all run together, as one program.
        engine: as in `fit`; default "auto".
        settings: all other arguments of `fit`, except `checkpoint`.

    Returns:
        The runs, ordered by seed. Each is the run that `fit` gives for its seed and
        number of threads. Native runs at the same time have one thread each.

    Raises:
        ArgumentError: an argument is out of range.
        ShapeError, EngineError, TrainingDivergedError: as in `fit`.

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
            "fit_many: checkpoint must be left out, since each run needs a file of its "
            "own; call fit for each seed."
        )
    check_integer("fit_many", "count", count, 1)
    check_integer("fit_many", "seed", seed, 0, LARGEST_SEED - count)
    check_kinds("fit_many", network, data)
    shared = settings_for("fit_many", engine=engine, **settings)
    of_each = [replace(shared, seed=seed + number) for number in range(count)]
    chosen = choose_engine(engine, network, shared, owner="fit_many")
    if num_jobs is None and data.batches is None and chosen.prefers_one_program():
        with named_as("fit_many", "fit"):
            return train_as_one_program(network, data, of_each)
    if num_jobs is None:
        num_jobs = min(count, num_cores()) if chosen.keeps_to_threads else 1
    check_integer("fit_many", "num_jobs", num_jobs, 1)
    if num_jobs > 1 and shared.num_threads is None:
        of_each = [replace(each, num_threads=1) for each in of_each]
    check_room_to_train("fit_many", chosen, network, shared, 1, min(num_jobs, count))
    runs = map_in_processes(partial(train, network, data), of_each, num_jobs)
    with named_as("fit_many", "fit"):
        return sorted(runs, key=lambda run: run.settings["seed"])
