"""Train a network: epochs, evaluation, early stopping; the same for every engine."""

import os
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

    v <- momentum * v - rate * (dC/dw + l2 * w); w <- w + v, with C the mean cost of a
    mini-batch, the network's `cost`. After each epoch the network is evaluated on
    validation data; the test data are looked at once, at the end.

    Args:
        network: what to train.
        data: what to train on; images fit the network's input, labels its objective.
        epochs: passes over the training data, 1 or more.
        learning_rate: above 0, or a schedule such as `Cosine(0.1)`.
        batch_size: images in a mini-batch, 1 or more; default 10.
        l2: coefficient of half the sum of squared weights in the cost, 0 or more;
            default 0. The book's lambda is l2 times the number of training images.
        momentum: 0 <= momentum < 1 with "sgd" (Polyak 1964), above 0 with "nesterov",
            0 with the other optimizers; default 0.
        optimizer: "sgd" by the equations above; "nesterov", with
            w <- w + momentum * v - rate * (dC/dw + l2 * w) instead (Nesterov 1983,
            Sutskever et al. 2013); "adam" (Kingma and Ba 2015); "rmsprop" (Tieleman and
            Hinton 2012). With the last two l2 is a decay of weights apart from the
            gradient (AdamW, Loshchilov and Hutter 2019). Default "sgd".
        label_smoothing: 0 <= e < 1: with this probability an image counts as one of any
            class (Szegedy et al. 2016); default 0.
        average_decay: 0 <= d < 1: the network is evaluated and kept with running
            averages of its weights, over some 1/(1 - d) steps, taken at each 32nd
            (Polyak and Juditsky 1992); default 0, the weights themselves.
        clip_norm: above 0; where the gradient of a mini-batch by all that learns,
            without l2, has a larger norm, it is scaled to this one (Pascanu et al.
            2013); default None, it stays as it is.
        rates: factors of 0 or more on the learning rate, by patterns of the paths of
            parameters as `fnmatch` reads them: {"layer1.*": 0.1, "*.biases": 2}. Of
            several patterns that match the last counts. What has 0 keeps its values to
            the bit, the running averages of a `BatchNorm` too; this one goes on to
            normalise by its mini-batch in training. Default None, 1 for all.
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
        distortions: random changes of each training image, drawn anew for each epoch;
            default None, images as they are.
        test_shifts: pixels (down, right); a test image's prediction is the mean over
            the image moved by all of these, as by `Model.predict(shifts=...)`;
            default None, images as they are.
        keep: which weights the model gets, and the figures are of: those of the "best"
            validation epoch or of the "last"; default "best".
        patience: stop after so many epochs without a better validation score; default
            None, never.
        max_seconds: stop after the first epoch that ends later; default None, never.
        initial: a trained model of the same network to go on from; default None,
            weights drawn from the seed.
        checkpoint: a file that is written after each epoch; where there is one, of the
            same training by digests of its data, that goes on from it and comes to the
            same result as if it had never been cut off. On other threads, processors or
            versions it goes on with a warning, and its last bits may differ. Remove it
            to begin anew. Default None.
        observe: is called after each epoch with its number, from 0, and the model as it
            is then; the numbers it returns are kept with the epoch's, in the history
            and the record. Default None.
        engine: "auto", the fastest that can run the network, or an engine's name;
            default "auto".
        num_threads: on how many threads the native engine computes, 1..256; default
            None, NETWORK4_NUM_THREADS or all cores. JAX decides for itself.
        progress: draw a progress bar; default None, in a notebook and where stderr is a
            terminal.

    Returns:
        The run: `model`, `history`, `kept_epoch`, `validation_score`, `test_score`, a
        classifier's `validation_accuracy` and `test_accuracy`, `record()`. After
        Ctrl-C, the run as far as it went.

    Raises:
        ArgumentError: an argument is out of range or does not fit the network, or
            another run writes the checkpoint.
        EngineError: no engine can, or it takes more memory than there is.
        TrainingDivergedError: the cost became NaN or infinite.
        TrainingInterruptedError: Ctrl-C before the first epoch had ended.
        ModelFileError: the checkpoint is damaged, or another network4's.

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
    """Train a network as `fit` does, with its settings as one object."""
    with alone_with(settings.checkpoint):
        return _train(network, data, settings)


def _train(network: Network, data: Dataset, settings: Settings) -> Run:
    prepared = prepare_run(network, data, settings)
    session = prepared.engine.start(prepared.setup())
    with report_epochs(
        settings.progress,
        settings.epochs,
        score_format=network.objective.score_format,
    ) as epoch_ended:
        epochs = prepared.loop.epochs(epoch_ended)
        stopped = drive(epochs, partial(_perform, session, prepared.feed()))
    return prepared.end(stopped, session.num_threads)


def _perform(session: Session, feed: Feed | None, epoch: Epoch) -> EpochOutput:
    rates = epoch.learning_rates
    if feed is None:
        cost = session.run_epoch(epoch.order, rates, warps=epoch.warps)
    else:
        cost = feed.run_epoch(session, epoch.first_step, rates)
    return EpochOutput(cost, session.validation_outputs(), session.state())
