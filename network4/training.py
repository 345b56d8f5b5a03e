"""Train a network: epochs, evaluation, early stopping; the same for every engine."""

import math
import time
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from network4.datasets import Dataset, Split
from network4.engines import (
    Engine,
    Job,
    Order,
    Remainder,
    Session,
    StepSettings,
    as_batch,
    choose_engine,
)
from network4.errors import (
    TrainingDivergedError,
    TrainingInterruptedError,
)
from network4.model import Model, accuracy
from network4.network import Network, Parameters
from network4.progress import EpochEnded, report_epochs
from network4.randomness import random_generator
from network4.runs import EpochResult, Run, Stopped
from network4.schedules import Rates, Schedule, as_schedule
from network4.settings import TrainingSettings, check_data, check_types


def fit(  # noqa: PLR0913  the public face: every setting by name, each with its default
    network: Network,
    data: Dataset,
    *,
    epochs: int,
    learning_rate: float | Schedule,
    batch_size: int = 10,
    l2: float = 0.0,
    momentum: float = 0.0,
    seed: int = 0,
    order: Literal["shuffled", "fixed"] = "shuffled",
    remainder: Remainder = "drop",
    keep: Literal["best", "last"] = "best",
    patience: int | None = None,
    initial: Model | None = None,
    engine: str = "auto",
    num_threads: int | None = None,
    progress: bool | None = None,
) -> Run:
    """Train a network by stochastic gradient descent.

    v <- momentum * v - rate * (dC/dw + l2 * w); w <- w + v, with C the mean cost of a
    mini-batch, the network's `cost`. After each epoch the network is evaluated on
    validation data; the test data are looked at once, at the end.

    Args:
        network: what to train.
        data: what to train on; images fit the network's input, labels its outputs.
        epochs: passes over the training data, 1 or more.
        learning_rate: above 0, or a schedule such as `Cosine(0.1)`.
        batch_size: images in a mini-batch, 1 or more; default 10.
        l2: coefficient of half the sum of squared weights in the cost, 0 or more;
            default 0. The book's lambda is l2 times the number of training images.
        momentum: 0 <= momentum < 1; default 0.
        seed: 0..2**63 - 1, of first weights, order and dropout; default 0. The same
            seed, machine, threads and settings repeat a run exactly.
        order: "shuffled" anew for each epoch, or "fixed", the data's own; default
            "shuffled".
        remainder: images that do not fill a last mini-batch are left out of the epoch
            ("drop") or trained on as a smaller one ("keep"); default "drop".
        keep: which weights the model gets, of the "best" validation epoch or of the
            "last"; default "best".
        patience: stop after so many epochs without a better validation accuracy;
            default None, never.
        initial: a trained model of the same network to go on from; default None,
            weights drawn from the seed.
        engine: "auto", the fastest that can run the network, or an engine's name;
            default "auto".
        num_threads: on how many threads the native engine computes, 1..256; default
            None, NETWORK4_NUM_THREADS or all cores. JAX decides for itself.
        progress: draw a progress bar; default None, if stderr is a terminal.

    Returns:
        The run: `model`, `history`, `best_epoch`, `validation_accuracy`,
        `test_accuracy`, `record()`. After Ctrl-C, the run as far as it went.

    Raises:
        ArgumentError: an argument is out of range or does not fit the network.
        TrainingDivergedError: the cost became NaN or infinite.
        TrainingInterruptedError: Ctrl-C before the first epoch had ended.

    Example:
        >>> import network4 as n4
        >>> network = n4.Network([n4.FullyConnected(30), n4.Softmax(10)])
        >>> run = n4.fit(network, n4.load_digits(), epochs=5, learning_rate=0.5)
        >>> run.validation_accuracy > 0.8
        True

    Source: the book, Chapters 1, 3 and 6.
    """
    check_types(network, data, initial)
    settings = TrainingSettings(
        epochs=epochs,
        step=StepSettings(batch_size, l2, momentum, remainder),
        schedule=as_schedule(learning_rate),
        seed=seed,
        order=order,
        keep=keep,
        patience=patience,
        num_threads=num_threads,
    )
    runner = choose_engine(engine, network)
    check_data(network, data, settings)
    loop = _Loop(data, settings)
    session = _start(runner, network, data, settings, initial)
    with report_epochs(progress, epochs) as epoch_ended:
        stopped = loop.run(session, epoch_ended)
    best = Model(network, loop.best_parameters, {"classes": data.class_names})
    predictions = _predict_test(best, data.test)
    last = Model(network, loop.last_parameters, best.details)
    return Run(
        model=best if keep == "best" else last,
        history=tuple(loop.history),
        best_epoch=loop.best_epoch,
        test_predictions=predictions,
        test_labels=None if data.test is None else data.test.labels,
        settings={
            "data": _describe(data),
            "engine": runner.name,
            **settings.to_dict(),
            "num_threads": session.num_threads,
            "continued": initial is not None,
        },
        stopped=stopped,
    )


def _predict_test(model: Model, test: Split | None) -> npt.NDArray[np.int64] | None:
    """Look at the test set, once; Ctrl-C in here costs the figure, not the model."""
    try:
        return None if test is None else model.predict(test.images)
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


def _start(
    engine: Engine,
    network: Network,
    data: Dataset,
    settings: TrainingSettings,
    initial: Model | None,
) -> Session:
    if initial is None:
        parameters = network.initial_parameters(settings.seed)
    else:
        network.check_parameters(initial.parameters)
        parameters = initial.parameters
    job = Job(
        network=network,
        parameters=parameters,
        images=as_batch(network, data.train.images),
        labels=data.train.labels,
        validation_images=as_batch(network, data.validation.images),
        settings=settings.step,
        seed=settings.seed,
        num_threads=settings.num_threads,
    )
    return engine.start(job)


class _Loop:
    """Runs epochs and remembers how they went."""

    def __init__(self, data: Dataset, settings: TrainingSettings) -> None:
        self._validation: Split = data.validation
        self._num_images = len(data.train)
        self._settings = settings
        self._steps = settings.step.num_steps(self._num_images)
        self.history: list[EpochResult] = []
        self.best_epoch = 0
        self._improved_epoch = 0
        self.best_parameters: Parameters = ()
        self.last_parameters: Parameters = ()

    def run(self, session: Session, epoch_ended: EpochEnded) -> Stopped:
        """Train until the epochs are done, patience is lost or Ctrl-C comes."""
        began = time.perf_counter()
        try:
            for epoch in range(self._settings.epochs):
                self._run_epoch(session, epoch, began)
                best = self.history[self.best_epoch].validation_accuracy
                latest = self.history[epoch].validation_accuracy
                epoch_ended(epoch, latest, best)
                if self._out_of_patience(epoch):
                    return "patience"
        except KeyboardInterrupt:
            if not self.history:
                raise TrainingInterruptedError(
                    "fit: stopped before the first epoch had ended; nothing was kept."
                ) from None
            return "interrupted"
        return "finished"

    def _run_epoch(self, session: Session, epoch: int, began: float) -> None:
        rates = self._rates(epoch)
        cost = session.run_epoch(self._order(epoch), rates)
        if not math.isfinite(cost):
            raise self._diverged(cost, epoch)
        outputs = session.validation_outputs()
        if not np.isfinite(outputs).all():
            raise self._diverged(math.nan, epoch)
        predicted = outputs.argmax(axis=1)
        share = accuracy(predicted, self._validation.labels)
        parameters = session.parameters()
        elapsed = time.perf_counter() - began
        result = EpochResult(epoch, cost, share, float(rates[-1]), elapsed)
        self._remember(result, parameters)

    def _remember(self, result: EpochResult, parameters: Parameters) -> None:
        best = max((r.validation_accuracy for r in self.history), default=-1.0)
        self.last_parameters = parameters
        if result.validation_accuracy > best:
            self._improved_epoch = result.epoch
        if result.validation_accuracy >= best:
            self.best_epoch, self.best_parameters = result.epoch, parameters
        # Last, so that Ctrl-C in here leaves no epoch that has no parameters.
        self.history.append(result)

    def _rates(self, epoch: int) -> Rates:
        settings = self._settings
        return settings.schedule.rates(settings.epochs, self._steps, epoch)

    def _order(self, epoch: int) -> Order:
        order = np.arange(self._num_images, dtype=np.int32)
        if self._settings.order == "shuffled":
            random_generator(self._settings.seed, "order", epoch).shuffle(order)
        return order

    def _out_of_patience(self, epoch: int) -> bool:
        patience = self._settings.patience
        return patience is not None and epoch - self._improved_epoch >= patience

    def _diverged(self, cost: float, epoch: int) -> TrainingDivergedError:
        rate = float(max(self._rates(e).max() for e in range(epoch + 1)))
        l2 = self._settings.step.l2
        cause = f"the learning rate, up to {rate:g}, is too large: try {rate / 10:g}"
        # A step multiplies weights by 1 - rate * l2: beyond 2 that alone diverges.
        if rate * l2 > 2:
            cause = f"l2, {l2:g}, is too large for the learning rate {rate:g}: try less"
        return TrainingDivergedError(
            f"fit: the cost became {cost} in epoch {epoch + 1}; probably {cause}, a "
            "warm-up, or less momentum."
        )
