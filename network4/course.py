"""One run from its settings to its end: what to start, and what came of it."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.augment import Distortions, Shifts, as_shifts
from network4.checkpoints import read_checkpoint
from network4.datasets import Dataset, Split
from network4.engines import (
    Engine,
    Job,
    Optimizer,
    Remainder,
    StepSettings,
    as_batch,
    choose_engine,
)
from network4.loop import Loop
from network4.model import Model
from network4.network import Network, Parameters
from network4.runs import Run, Stopped
from network4.schedules import Schedule, as_schedule
from network4.settings import TrainingSettings, check_data, check_types


@dataclass(frozen=True, eq=False)
class Course:
    """A run that is ready to be trained.

    Attributes:
        network, data, settings: what is trained, on what, and how.
        engine: what computes.
        loop: asks for epochs, and remembers how they went.
        described: what a record says of all that.
    """

    network: Network
    data: Dataset
    settings: TrainingSettings
    engine: Engine
    loop: Loop
    described: Mapping[str, Any]

    def job(self) -> Job:
        """Return what an engine is to start."""
        network, data, settings = self.network, self.data, self.settings
        shifts = settings.shifts
        return Job(
            network=network,
            parameters=self.loop.state.parameters,
            images=as_batch(network, data.train.images),
            labels=data.train.labels,
            validation_images=as_batch(network, data.validation.images),
            settings=settings.step,
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


def plan_course(  # noqa: PLR0913  the arguments of `fit`, which says what they are
    network: Network,
    data: Dataset,
    *,
    epochs: int,
    learning_rate: float | Schedule,
    batch_size: int,
    l2: float,
    momentum: float,
    optimizer: Optimizer,
    label_smoothing: float,
    average_decay: float,
    seed: int,
    order: str,
    remainder: Remainder,
    shifts: Sequence[tuple[int, int]] | None,
    distortions: Distortions | None,
    test_shifts: Sequence[tuple[int, int]] | None,
    keep: str,
    patience: int | None,
    max_seconds: float | None,
    initial: Model | None,
    checkpoint: str | os.PathLike[str] | None,
    observe: Callable[[int, Model], Mapping[str, float]] | None,
    engine: str,
    num_threads: int | None,
) -> Course:
    """Check the arguments of `fit` and return the run, where a checkpoint left it.

    Raises:
        ArgumentError: an argument is out of range or does not fit the network.
        ModelFileError: the checkpoint is damaged.
    """
    check_types(network, data, initial)
    settings = TrainingSettings(
        epochs=epochs,
        step=StepSettings(
            batch_size,
            l2,
            momentum,
            remainder,
            optimizer,
            label_smoothing,
            average_decay,
        ),
        schedule=as_schedule(learning_rate),
        seed=seed,
        order=order,
        keep=keep,
        patience=patience,
        max_seconds=max_seconds,
        num_threads=num_threads,
        shifts=as_shifts("fit", shifts),
        distortions=distortions,
        test_shifts=as_shifts("fit", test_shifts, "test_shifts"),
    )
    runner = choose_engine(engine, network, settings.step)
    check_data(network, data, settings)

    def observe_parameters(epoch: int, parameters: Parameters) -> Mapping[str, float]:
        details = {"classes": data.class_names}
        return observe(epoch, Model(network, parameters, details)) if observe else {}

    first = _first_parameters(network, seed, initial)
    loop = Loop(data, settings, first, observe_parameters, network.input_shape)
    described = {
        "network": network.to_dict(),
        "data": _describe(data),
        "engine": runner.name,
        **settings.to_dict(),
        "continued": initial is not None,
    }
    if checkpoint is not None:
        loop.keep_checkpoints(checkpoint, described)
        loop.resume(read_checkpoint(checkpoint, network, described))
    return Course(network, data, settings, runner, loop, described)


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


def _first_parameters(network: Network, seed: int, initial: Model | None) -> Parameters:
    if initial is None:
        return network.initial_parameters(seed)
    network.check_parameters(initial.parameters)
    return initial.parameters
