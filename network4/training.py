"""Train a network: epochs, evaluation, early stopping; the same for every engine."""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from network4.checkpoints import read_checkpoint
from network4.datasets import Dataset, Split
from network4.engines import (
    Engine,
    Job,
    Remainder,
    Session,
    StepSettings,
    as_batch,
    choose_engine,
)
from network4.loop import Loop, Outcome, Request, drive
from network4.model import Model
from network4.network import Network, Parameters
from network4.progress import report_epochs
from network4.runs import Run
from network4.schedules import Schedule, as_schedule
from network4.settings import (
    TrainingSettings,
    as_shifts,
    check_data,
    check_types,
)


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
    shifts: Sequence[tuple[int, int]] | None = None,
    keep: Literal["best", "last"] = "best",
    patience: int | None = None,
    max_seconds: float | None = None,
    initial: Model | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    observe: Callable[[int, Model], Mapping[str, float]] | None = None,
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
        order: "shuffled" anew for each epoch, or "fixed": the data's own, or with
            shifts one that is drawn once; default "shuffled".
        remainder: images that do not fill a last mini-batch are left out of the epoch
            ("drop") or trained on as a smaller one ("keep"); default "drop".
        shifts: pixels (down, right) by which each training image is moved, 0 moving
            in; an epoch shows it once for each, so that n images count as n times the
            number of shifts. `ONE_PIXEL_SHIFTS` is the book's expanded set; default
            None, images as they are.
        keep: which weights the model gets, of the "best" validation epoch or of the
            "last"; default "best".
        patience: stop after so many epochs without a better validation accuracy;
            default None, never.
        max_seconds: stop after the first epoch that ends later; default None, never.
        initial: a trained model of the same network to go on from; default None,
            weights drawn from the seed.
        checkpoint: a file that is written after each epoch; where there is one, of the
            same training, that goes on from it and comes to the same result as if it
            had never been cut off. Remove it to begin anew. Default None.
        observe: is called after each epoch with its number, from 0, and the model as it
            is then; the numbers it returns are kept with the epoch's, in the history
            and the record. Default None.
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
        ModelFileError: the checkpoint is damaged.

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
        max_seconds=max_seconds,
        num_threads=num_threads,
        shifts=as_shifts(shifts),
    )
    runner = choose_engine(engine, network)
    check_data(network, data, settings)
    details = {"classes": data.class_names}

    def observe_parameters(epoch: int, parameters: Parameters) -> Mapping[str, float]:
        return observe(epoch, Model(network, parameters, details)) if observe else {}

    first = _first_parameters(network, seed, initial)
    loop = Loop(data, settings, first, observe_parameters)
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
    session = _start(runner, network, data, settings, loop)
    with report_epochs(progress, epochs) as epoch_ended:
        stopped = drive(loop.epochs(epoch_ended), partial(_perform, session))
    best = Model(network, loop.best_parameters, details)
    predictions = _predict_test(best, data.test)
    last = Model(network, loop.last_parameters, best.details)
    return Run(
        model=best if keep == "best" else last,
        history=tuple(loop.history),
        best_epoch=loop.best_epoch,
        test_predictions=predictions,
        test_labels=None if data.test is None else data.test.labels,
        settings={**described, "num_threads": session.num_threads},
        stopped=stopped,
    )


def _perform(session: Session, request: Request) -> Outcome:
    cost = session.run_epoch(*request)
    outputs = session.validation_outputs()
    return Outcome(cost, outputs, session.parameters(), session.velocities())


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


def _first_parameters(network: Network, seed: int, initial: Model | None) -> Parameters:
    if initial is None:
        return network.initial_parameters(seed)
    network.check_parameters(initial.parameters)
    return initial.parameters


def _start(
    engine: Engine,
    network: Network,
    data: Dataset,
    settings: TrainingSettings,
    loop: Loop,
) -> Session:
    job = Job(
        network=network,
        parameters=loop.last_parameters,
        images=as_batch(network, data.train.images),
        labels=data.train.labels,
        validation_images=as_batch(network, data.validation.images),
        settings=settings.step,
        seed=settings.seed,
        num_threads=settings.num_threads,
        shifts=None if settings.shifts is None else np.array(settings.shifts, np.int32),
        velocities=loop.velocities,
        num_steps=loop.num_steps,
    )
    return engine.start(job)
