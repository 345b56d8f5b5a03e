"""A run before it begins: what an engine is to start, and what a record will say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.augment import Shifts
from network4.datasets import Dataset, Split
from network4.engines import Engine, SessionSetup, as_batch, choose_engine
from network4.model import Model
from network4.network import Network, Parameters
from network4.training.checkpoints import read_checkpoint
from network4.training.loop import Loop
from network4.training.run import Run, Stopped
from network4.training.settings import Settings, check_data


@dataclass(frozen=True, eq=False)
class PreparedRun:
    """A run that is ready to be trained.

    Attributes:
        network, data, settings: what is trained, on what, and how.
        engine: what computes.
        loop: asks for epochs, and remembers how they went.
        described: what a record says of all that.
    """

    network: Network
    data: Dataset
    settings: Settings
    engine: Engine
    loop: Loop
    described: Mapping[str, Any]

    def setup(self) -> SessionSetup:
        """Return what an engine is to start from."""
        network, data, settings = self.network, self.data, self.settings
        shifts = settings.shifts
        return SessionSetup(
            network=network,
            parameters=self.loop.state.parameters,
            images=as_batch(network, data.train.images),
            labels=data.train.labels,
            validation_images=as_batch(network, data.validation.images),
            settings=settings,
            seed=settings.seed,
            num_threads=settings.num_threads,
            shifts=None if shifts is None else np.array(shifts, np.int32),
            state=self.loop.state if self.loop.history else None,
            num_steps=self.loop.num_steps,
        )

    def end(self, stopped: Stopped, num_threads: int | None) -> Run:
        """Return the run; the test data are looked at here, once."""
        loop, test = self.loop, self.data.test
        details = {"classes": self.data.class_names}
        last = Model(self.network, loop.state.shown, details)
        best = Model(self.network, loop.best_parameters, details)
        kept = best if self.settings.keep == "best" else last
        predictions = _predict_test(kept, test, self.settings.test_shifts)
        if predictions is None and test is not None:
            stopped = "interrupted"
        return Run(
            model=kept,
            last_model=last,
            history=tuple(loop.history),
            best_epoch=loop.best_epoch,
            test_predictions=predictions,
            test_labels=None if test is None else test.labels,
            settings={**self.described, "num_threads": num_threads},
            stopped=stopped,
        )


def prepare_run(network: Network, data: Dataset, settings: Settings) -> PreparedRun:
    """Return the run, where its checkpoint left it.

    Raises:
        ArgumentError: the settings do not fit network or data.
        ModelFileError: the checkpoint is damaged.
    """
    check_data(network, data, settings)
    engine = choose_engine(settings.engine, network, settings)
    parameters = _first_parameters(network, settings)
    loop = Loop(network, data, settings, parameters)
    described = {
        "network": network.to_dict(),
        "data": _describe(data),
        "engine": engine.name,
        **settings.to_dict(),
        "continued": settings.initial is not None,
    }
    if settings.checkpoint is not None:
        loop.keep_checkpoints(settings.checkpoint, described)
        loop.resume(read_checkpoint(settings.checkpoint, network, described))
    return PreparedRun(network, data, settings, engine, loop, described)


def _predict_test(
    model: Model, test: Split | None, shifts: Shifts | None
) -> npt.NDArray[np.int64] | None:
    """Look at the test set, once; Ctrl-C in here costs the figure, not the model."""
    try:
        return None if test is None else model.predict(test.images, shifts=shifts)
    except KeyboardInterrupt:
        return None


def _describe(data: Dataset) -> dict[str, Any]:
    splits = {"train": data.train, "validation": data.validation, "test": data.test}
    return {
        "name": data.name,
        "is_mnist": data.is_mnist,
        "note": "MNIST, checked" if data.is_mnist else "these images are not MNIST",
        "source": data.source,
        "classes": list(data.class_names),
        "num_images": {name: len(split or ()) for name, split in splits.items()},
    }


def _first_parameters(network: Network, settings: Settings) -> Parameters:
    if settings.initial is None:
        return network.initial_parameters(settings.seed)
    network.check_parameters(settings.initial.parameters)
    return settings.initial.parameters
