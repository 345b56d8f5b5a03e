"""Train a network, in the same way on every engine."""

import os
from collections.abc import Callable
from functools import partial

from network4.augment import Distortions, Shifts
from network4.datasets import Dataset
from network4.engines import Optimizer, RatesByPath, Remainder, Session
from network4.model import Model
from network4.network import Network
from network4.training.feed import Feed
from network4.training.keeper import alone_with
from network4.training.loop import Epoch, EpochOutput, drive
from network4.training.prepared_run import prepare_run
from network4.training.progress import report_epochs
from network4.training.run import Run
from network4.training.schedules import Schedule
from network4.training.settings import ImageOrder, Kept, Observe, Settings
from network4.utils.interrupts import interrupts_noted


def fit(  # noqa: PLR0913  the public face: every setting by name
    network: Network,
    data: Dataset,
    *,
    epochs: int,
    learning_rate: float | Schedule,
    batch_size: int = Settings.batch_size,
    l2: float = Settings.l2,
    momentum: float = Settings.momentum,
    optimizer: Optimizer = Settings.optimizer,
    label_smoothing: float = Settings.label_smoothing,
    average_decay: float = Settings.average_decay,
    clip_norm: float | None = Settings.clip_norm,
    rates: RatesByPath | None = Settings.rates,
    seed: int = Settings.seed,
    order: ImageOrder = Settings.order,
    remainder: Remainder = Settings.remainder,
    shifts: Shifts | None = Settings.shifts,
    distortions: Distortions | None = Settings.distortions,
    test_shifts: Shifts | None = Settings.test_shifts,
    keep: Kept = Settings.keep,
    patience: int | None = Settings.patience,
    max_seconds: float | None = Settings.max_seconds,
    initial: Model | None = Settings.initial,
    checkpoint: str | os.PathLike[str] | None = Settings.checkpoint,
    observe: Observe | None = Settings.observe,
    engine: str = Settings.engine,
    num_threads: int | None = Settings.num_threads,
    progress: bool | None = Settings.progress,
) -> Run:
    """Train a network by stochastic gradient descent.

    Each step computes v <- momentum * v - rate * (dC/dw + l2 * w) and w <- w + v. Here
    C is the mean of the network's `cost` over a mini-batch. After each epoch the
    network is evaluated on the validation data. The test data are used once, at the
    end.

    Args:
        network: the network to train.
        data: the training, validation and test data; images must fit the network's
            input, labels its objective. A classifier learns from labels, or from rows
            of probabilities, such as another model's (Hinton et al. 2015).
        epochs: passes over the training data, 1 or more.
        learning_rate: a number above 0, or a schedule such as `Cosine(0.1)`.
        batch_size: images in a mini-batch, 1 or more; default 10.
        l2: c in the regularisation term (c/2) * (sum of squared weights) of the cost, 0
            or more; default 0. The book's lambda is l2 times the number of training
            images.
        momentum: 0 <= momentum < 1 with "sgd" (Polyak 1964), above 0 with "nesterov",
            0 with the other optimizers; default 0.
        optimizer: "sgd" follows the equations above. "nesterov" replaces the second by
            w <- w + momentum * v - rate * (dC/dw + l2 * w) (Nesterov 1983, Sutskever et
            al. 2013). "adam" is that of Kingma and Ba 2015, "rmsprop" that of Tieleman
            and Hinton 2012; with these two, l2 shrinks the weights apart from the
            gradient (AdamW, Loshchilov and Hutter 2019). Default "sgd".
        label_smoothing: e, 0 <= e < 1; with this probability an image counts as one of
            any class (Szegedy et al. 2016); default 0.
        average_decay: d, 0 <= d < 1; the model gets running averages of the weights
            over about 1/(1 - d) steps, updated at every 32nd step (Polyak and Juditsky
            1992); default 0, the weights themselves. Epochs are evaluated with them.
        clip_norm: largest norm of a mini-batch's gradient, without l2, above 0; a
            gradient with a larger norm is scaled down to it (Pascanu et al. 2013);
            default None, no gradient is scaled.
        rates: factors of 0 or more on the learning rate, by patterns of parameter paths
            for `fnmatch`, such as {"layer1.*": 0.1, "*.biases": 2}; default None, 1 for
            all. If several patterns match a path, the last one counts. Parameters with
            the factor 0 do not change by a bit. Neither do the running averages of a
            `BatchNorm`, which still normalises by its mini-batch in training.
        seed: seed of first weights, order of images and dropout, 0..2**63 - 1; default
            0. The same seed, machine, threads and settings repeat a run exactly.
        order: the order of images, "shuffled" anew for each epoch or "fixed"; default
            "shuffled". With shifts, a fixed order is drawn once; else it is the data's.
        remainder: what to do with images that do not fill a last mini-batch: "drop"
            leaves them out of the epoch, "keep" trains on a smaller mini-batch; default
            "drop".
        shifts: pairs of pixels (down, right); an epoch shows each training image moved
            by each of these, with zeros at the free border. So n images count as n
            times the number of shifts. `ONE_PIXEL_SHIFTS` gives the book's expanded
            set. Default None, images as they are.
        distortions: random changes of each training image, drawn anew for each epoch;
            default None, images as they are.
        test_shifts: pairs of pixels (down, right); a test image's prediction is the
            mean over the image moved by all of these, as in
            `Model.predict(shifts=...)`; default None, images as they are.
        keep: the epoch whose weights the model gets, the "best" on validation data or
            the "last"; default "best". All figures of the run are of this epoch.
        patience: stop after this number of epochs without a better validation score, 1
            or more; default None, never.
        max_seconds: stop after the first epoch that ends later than this many seconds
            after the start, 0 or more; default None, never.
        initial: a trained model of the same network to start from; default None,
            weights drawn from the seed.
        checkpoint: a file that is written after each epoch; default None. If the file
            exists and is of the same training, by digests of its data, the run
            continues from it and gives the result of a run without interruption. With
            other threads, processors or versions it warns, and the last bits may
            differ. Remove the file to start anew.
        observe: a function that is called after each epoch with the epoch's number,
            from 0, and the current model; the dict of finite numbers that it returns
            goes into the history and the record. Default None.
        engine: "native", "jax", or "auto" for the fastest engine that can run the
            network; default "auto".
        num_threads: threads of the native engine, 1..256; default None,
            NETWORK4_NUM_THREADS or all cores. JAX chooses its threads itself.
        progress: whether to draw a progress bar; default None, in a notebook, and
            where stderr is a terminal.

    Returns:
        The run, with `model`, `history`, `kept_epoch`, `validation_score`, `test_score`
        and `record()`; for classifiers also `validation_accuracy` and `test_accuracy`.
        After Ctrl-C it is the run up to the last finished epoch.

    Raises:
        ArgumentError: an argument is out of range or does not fit the network, or
            another run is writing the checkpoint.
        ShapeError: images or labels do not fit the network.
        EngineError: no engine can run the network, or there is too little memory.
        TrainingDivergedError: the cost became NaN or infinite.
        TrainingInterruptedError: Ctrl-C came before the first epoch had ended.
        ModelFileError: the checkpoint is damaged, or another version's.

    Example:
        >>> import network4 as n4
        >>> network = n4.Network([n4.FullyConnected(30), n4.Softmax(10)])
        >>> run = n4.fit(network, n4.load_digits(), epochs=5, learning_rate=0.5)
        >>> run.validation_accuracy > 0.8
        True

    Source: the book, Chapters 1, 3 and 6.
    """
    settings = Settings(
        epochs=epochs,
        learning_rate=learning_rate,
        batch_size=batch_size,
        l2=l2,
        momentum=momentum,
        optimizer=optimizer,
        label_smoothing=label_smoothing,
        average_decay=average_decay,
        clip_norm=clip_norm,
        rates=rates,
        seed=seed,
        order=order,
        remainder=remainder,
        shifts=shifts,
        distortions=distortions,
        test_shifts=test_shifts,
        keep=keep,
        patience=patience,
        max_seconds=max_seconds,
        initial=initial,
        checkpoint=checkpoint,
        observe=observe,
        engine=engine,
        num_threads=num_threads,
        progress=progress,
    )
    return train(network, data, settings)


def train(network: Network, data: Dataset, settings: Settings) -> Run:
    """Train a network as `fit` does, with the settings as one object."""
    with alone_with(settings.checkpoint), interrupts_noted() as check_interrupts:
        return _train(network, data, settings, check_interrupts)


def _train(
    network: Network,
    data: Dataset,
    settings: Settings,
    check_interrupts: Callable[[], None],
) -> Run:
    prepared = prepare_run(network, data, settings)
    session = prepared.engine.start(prepared.setup())
    with report_epochs(
        settings.progress,
        settings.epochs,
        score_format=network.objective.score_format,
    ) as epoch_ended:
        epochs = prepared.loop.epochs(epoch_ended)
        perform = partial(_perform, session, prepared.feed(), check_interrupts)
        stopped = drive(epochs, perform)
    return prepared.end(stopped, session.num_threads)


def _perform(
    session: Session,
    feed: Feed | None,
    check_interrupts: Callable[[], None],
    epoch: Epoch,
) -> EpochOutput:
    check_interrupts()
    rates = epoch.learning_rates
    if feed is None:
        cost = session.run_epoch(epoch.order, rates, warps=epoch.warps)
    else:
        cost = feed.run_epoch(session, epoch.first_step, rates)
    return EpochOutput(cost, session.validation_outputs(), session.state())
