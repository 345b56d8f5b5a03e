"""A run before it begins: what an engine will start, and what the record will say."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from network4.datasets import Dataset
from network4.engines import (
    Engine,
    Examples,
    SessionSetup,
    as_examples,
    check_room_to_train,
    choose_engine,
    score,
)
from network4.errors import ArgumentError
from network4.layers import named
from network4.model import Model
from network4.network import Network, Parameters
from network4.objectives import NO_CLASS, likeliest_classes, predicted_classes
from network4.training.feed import Feed
from network4.training.identity import conditions_of, content_of
from network4.training.keeper import Keeper
from network4.training.loop import Loop
from network4.training.run import Run, Stopped
from network4.training.settings import Settings, check_data
from network4.training.steps import first_parameters


class _Seen(NamedTuple):
    """Results on the test data; only a classifier has labels and predictions."""

    score: float | None = None
    predictions: npt.NDArray[np.int64] | None = None
    labels: npt.NDArray[np.int32] | None = None


@dataclass(frozen=True, eq=False)
class PreparedRun:
    """A run that is ready to be trained.

    Attributes:
        network, data, settings: what to train, on which data, and how.
        engine: the engine that computes.
        validation, test: these data in the engine's form; `test` is None without test
            data.
        loop: asks for epochs and remembers their results.
        described: the description for the record.
    """

    network: Network
    data: Dataset
    settings: Settings
    engine: Engine
    validation: Examples
    test: Examples | None
    loop: Loop
    described: Mapping[str, Any]

    def feed(self) -> Feed | None:
        """Return what makes mini-batches; None if they are drawn from images."""
        batches, settings = self.data.batches, self.settings
        if batches is None:
            return None
        return Feed(self.network, batches, settings.batch_size, settings.seed)

    def setup(self) -> SessionSetup:
        """Return the setup from which an engine starts."""
        settings, feed = self.settings, self.feed()
        shifts = settings.shifts
        return SessionSetup(
            network=_smoothed(self.network, settings),
            parameters=self.loop.state.parameters,
            examples=as_examples("fit", self.network, self.data.train)
            if feed is None
            else feed.examples(self.loop.num_steps),
            validation=self.validation,
            settings=settings,
            seed=settings.seed,
            num_threads=settings.num_threads,
            shifts=None if shifts is None else np.array(shifts, np.int32),
            state=self.loop.state if self.loop.history else None,
            num_steps=self.loop.num_steps,
        )

    def end(self, stopped: Stopped, num_threads: int | None) -> Run:
        """Return the run; the test data are used here, once."""
        loop = self.loop
        names = self.network.objective.names_classes and self.data.class_names
        details = {"classes": names} if names else {}
        last = Model(self.network, loop.state.shown, details)
        best = Model(self.network, loop.best_parameters, details)
        kept = best if self.settings.keep == "best" else last
        seen = self._look_at_test(kept)
        if seen.score is None and self.test is not None:
            stopped = "interrupted"
        return Run(
            model=kept,
            last_model=last,
            history=tuple(loop.history),
            best_epoch=loop.best_epoch,
            test_score=seen.score,
            test_predictions=seen.predictions,
            test_labels=seen.labels,
            settings={**self.described, "num_threads": num_threads},
            stopped=stopped,
        )

    def _look_at_test(self, model: Model) -> _Seen:
        """Evaluate the test data; Ctrl-C here loses the result, but not the model."""
        test, objective = self.test, self.network.objective
        if test is None:
            return _Seen()
        labels = _classes_of(test) if objective.names_classes else None
        shifts = self.settings.test_shifts
        try:
            outputs = model.outputs(test.images, shifts=shifts, lengths=test.lengths)
        except KeyboardInterrupt:
            return _Seen(labels=labels)
        predictions = predicted_classes(outputs) if objective.names_classes else None
        return _Seen(score(self.network, test, outputs), predictions, labels)


def _of_examples_there_are(settings: Settings, data: Dataset) -> Settings:
    """Return settings with mini-batches no larger than the number of examples."""
    # Engines set aside memory for as many as a mini-batch may hold.
    count = min(settings.batch_size, settings.num_examples_of(data))
    return replace(settings, batch_size=count)


def prepare_run(
    network: Network, data: Dataset, settings: Settings, num_runs: int = 1
) -> PreparedRun:
    """Return the run, in the state of its checkpoint if there is one.

    Args:
        network: the network to train.
        data: the data to train on.
        settings: how to train.
        num_runs: number of such runs at the same time; default 1.

    Raises:
        ArgumentError: the settings do not fit the network or the data.
        EngineError: there is too little memory for training.
        ModelFileError: the checkpoint is damaged.
    """
    check_data(network, data, settings)
    settings = _of_examples_there_are(settings, data)
    trained = _smoothed(network, settings)
    engine = choose_engine(settings.engine, trained, settings, owner="fit")
    check_room_to_train(
        "fit", engine, trained, settings, settings.num_threads, num_runs
    )
    parameters = first_parameters(network, settings.initial, settings.seed)
    validation = as_examples("fit", network, data.validation)
    test = None if data.test is None else as_examples("fit", network, data.test)
    for judge in (validation, test):
        _check_judge(network, judge)
    loop = Loop(network, data, validation, settings, parameters)
    described = {
        "network": network.to_dict(),
        "data": _describe(data),
        "engine": engine.name,
        **settings.to_dict(),
        "continued": settings.initial is not None,
    }
    if settings.checkpoint is not None:
        identity = {**described, "content": content_of(data, settings)}
        conditions = conditions_of(engine, settings.num_threads)
        keeper = Keeper(settings.checkpoint, identity, conditions)
        loop.go_on(keeper)
        if len(loop.history) < settings.epochs:
            keeper.check_can_write(_size_of(parameters))
        described |= keeper.said()
    return PreparedRun(
        network, data, settings, engine, validation, test, loop, described
    )


def _check_judge(network: Network, examples: Examples | None) -> None:
    """Refuse a classifier's validation or test data if none has a class."""
    if examples is None or not network.objective.names_classes:
        return
    if (_classes_of(examples) == NO_CLASS).all():
        raise ArgumentError(
            "fit: labels of validation and test data must name the class of at least "
            f"one example or step, received only {NO_CLASS}."
        )


def _classes_of(examples: Examples) -> npt.NDArray[Any]:
    return likeliest_classes(np.asarray(examples.targets))


def _size_of(parameters: Parameters) -> int:
    """Return about how many bytes the state and the best parameters need."""
    return 2 * sum(array.nbytes for _, array in named(parameters))


def _smoothed(network: Network, settings: Settings) -> Network:
    """Return the network with the labels of the data that it is trained on."""
    return network.with_objective(network.objective.smoothed(settings.label_smoothing))


def _describe(data: Dataset) -> dict[str, Any]:
    splits = {"train": data.train, "validation": data.validation, "test": data.test}
    batches = data.batches
    made = {} if batches is None else {"num_batches": batches.num_batches}
    return {
        "name": data.name,
        "is_mnist": data.is_mnist,
        "note": "MNIST, checked" if data.is_mnist else "these images are not MNIST",
        "source": data.source,
        "classes": list(data.class_names),
        "num_images": {name: len(split or ()) for name, split in splits.items()},
        **made,
    }
