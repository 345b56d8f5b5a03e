"""Steps by slopes that one gives: for games, Boltzmann machines, costs of one's own."""

import numpy as np
import numpy.typing as npt

from network4.engines import (
    Examples,
    Optimizer,
    Outputs,
    RatesByPath,
    SessionSetup,
    StepSettings,
    as_batch,
    as_lengths,
    as_slopes,
    check_room_to_train,
    choose_engine,
)
from network4.errors import ArgumentError
from network4.model import Model
from network4.network import Network
from network4.training.steps import (
    as_rates,
    check_rates,
    check_start,
    check_step,
    checked,
    first_parameters,
)
from network4.utils.checks import check_number


class Stepper:
    """A network that is trained step by step, by the slopes of any cost.

    Its parameters stay in the engine between steps.

    Args:
        network: what to train.
        batch_size: the most images in a mini-batch, 1 or more; default 10.
        l2: as of `fit`; default 0.
        momentum: as of `fit`; default 0.
        optimizer: as of `fit`; default "sgd".
        average_decay: as of `fit`; default 0.
        clip_norm: as of `fit`; default None.
        rates: as of `fit`; default None.
        initial: a model to go on from; default None, first weights by the seed.
        seed: of first weights and dropout; default 0.
        engine: "auto" or an engine's name; default "auto".
        num_threads: as of `fit`; default None.

    Raises:
        ArgumentError: an argument is out of range.
        EngineError: the engine cannot run the network, or there is too little memory.

    Example:
        >>> import network4 as n4
        >>> network = n4.Network([n4.Softmax(10)])
        >>> stepper = Stepper(network, batch_size=2, optimizer="rmsprop")
        >>> images, labels = np.ones((2, 28, 28)), [3, 1]
        >>> z = stepper.forward(images)
        >>> slopes = stepper.outputs(images) - np.eye(10)[labels]
        >>> stepper.backward(slopes / 2, learning_rate=0.1)
        >>> stepper.model().predict(images).shape
        (2,)

    Source: the book, Chapter 2: equation (BP1) is what one gives, the others follow.
    """

    def __init__(  # noqa: PLR0913  all that a step does, by name
        self,
        network: Network,
        *,
        batch_size: int = 10,
        l2: float = StepSettings.l2,
        momentum: float = StepSettings.momentum,
        optimizer: Optimizer = StepSettings.optimizer,
        average_decay: float = StepSettings.average_decay,
        clip_norm: float | None = StepSettings.clip_norm,
        rates: RatesByPath | None = StepSettings.rates,
        initial: Model | None = None,
        seed: int = 0,
        engine: str = "auto",
        num_threads: int | None = None,
    ) -> None:
        """Start a session of the engine, without data of its own."""
        checked("Stepper", "network", network, Network)
        settings = StepSettings(
            batch_size=batch_size,
            l2=l2,
            momentum=momentum,
            optimizer=optimizer,
            average_decay=average_decay,
            clip_norm=clip_norm,
            rates=as_rates("Stepper", rates),
        )
        check_step("Stepper", settings)
        check_rates("Stepper", network, settings.rates)
        check_start("Stepper", initial, seed, num_threads)
        self._network = network
        self._batch_size = batch_size
        self._shown_shape: tuple[int, ...] | None = None
        nothing = _nothing(network)
        chosen = choose_engine(engine, network, settings)
        check_room_to_train("Stepper", chosen, network, settings, num_threads)
        self._session = chosen.start(
            SessionSetup(
                network=network,
                parameters=first_parameters(network, initial, seed),
                examples=nothing,
                validation=nothing,
                settings=settings,
                seed=seed,
                num_threads=num_threads,
            )
        )

    def forward(
        self, images: npt.ArrayLike, *, lengths: npt.ArrayLike | None = None
    ) -> Outputs:
        """Return z, the weighted inputs of the last layer, seen as in training.

        Args:
            images: as for `Model.outputs`, at most `batch_size` of them.
            lengths: as for `Model.outputs`.

        Returns:
            (n, *output shape) float32.

        Raises:
            ShapeError, ArgumentError: images of another form, or too many.
        """
        batch = as_batch(self._network, images)
        if not 1 <= len(batch) <= self._batch_size:
            raise ArgumentError(
                f"Stepper: images must be 1 to {self._batch_size}, the batch size, "
                f"received {len(batch)}."
            )
        z = self._session.forward(
            batch, as_lengths("Stepper", self._network, batch, lengths)
        )
        self._shown_shape = z.shape
        return z

    def backward(self, slopes: npt.ArrayLike, learning_rate: float) -> None:
        """Take a step down a cost, for the images that `forward` was shown last.

        Args:
            slopes: dC/dz, finite numbers of the shape that `forward` returned. Where C
                is the mean over the images, they are divided by their number.
            learning_rate: of this step, above 0.

        Raises:
            ArgumentError: there was no `forward` since the last step, slopes are not
                finite, or the rate is out of range.
            ShapeError: slopes of another shape.
        """
        if self._shown_shape is None:
            raise ArgumentError(
                "Stepper: backward must follow forward, received slopes for no images; "
                "call forward first."
            )
        given = as_slopes("Stepper", slopes, self._shown_shape)
        name = "learning_rate"
        check_number("Stepper", name, learning_rate, 0.0, minimum_allowed=False)
        self._session.backward(given, learning_rate)
        self._shown_shape = None

    def outputs(
        self, images: npt.ArrayLike, *, lengths: npt.ArrayLike | None = None
    ) -> Outputs:
        """Return the network's outputs as in prediction, by its parameters as they are.

        Args:
            images: as for `Model.outputs`.
            lengths: as for `Model.outputs`.
        """
        batch = as_batch(self._network, images)
        return self._session.outputs(
            batch, as_lengths("Stepper", self._network, batch, lengths)
        )

    def model(self) -> Model:
        """Return the network with a copy of its parameters; of averages where kept."""
        return Model(self._network, self._session.state().shown)


def _nothing(network: Network) -> Examples:
    """Return no examples, of the types that the network reads and gives."""
    shape = (0, *(side or 1 for side in network.input_shape))
    images = as_batch(network, np.zeros(shape, np.uint8))
    labels = np.zeros((0, *network.output_shape), np.float32)
    is_classifier = network.objective.names_classes
    whole = np.zeros((0,) * len(network.output_shape), np.int32)
    return Examples(images, whole if is_classifier else labels)
