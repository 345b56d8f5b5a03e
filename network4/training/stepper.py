"""Training steps by slopes that you give: for games and for costs of your own."""

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
    """A network that you train step by step, by the slopes of any cost.

    Call `forward` on a mini-batch, compute the slopes dC/dz of your cost, then call
    `backward`. The parameters stay in the engine between steps.

    Args:
        network: the network to train.
        batch_size: largest number of images in a mini-batch, 1 or more; default 10.
        l2: as in `fit`; default 0.
        momentum: as in `fit`; default 0.
        optimizer: as in `fit`; default "sgd".
        average_decay: as in `fit`; default 0.
        clip_norm: as in `fit`; default None.
        rates: as in `fit`; default None.
        initial: a trained model to start from; default None, weights drawn from the
            seed.
        seed: seed of first weights and dropout, 0..2**63 - 1; default 0.
        engine: "native", "jax" or "auto"; default "auto".
        num_threads: as in `fit`; default None.

    Raises:
        ArgumentError: an argument is out of range.
        EngineError: the engine cannot run the network, or there is too little memory.
        ShapeError: `initial` is a model of another network.

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

    Source: the book, Chapter 2. You give the slopes of equation (BP1); the engine
    computes (BP2) to (BP4).
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
        chosen = choose_engine(engine, network, settings, owner="Stepper")
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
        """Return z, the weighted inputs of the last layer, as in training.

        Args:
            images: 1 to `batch_size` images, as for `Model.outputs`.
            lengths: as for `Model.outputs`; default None.

        Returns:
            (n, *output shape) float32.

        Raises:
            ShapeError: images have the wrong shape, dtype or range.
            ArgumentError: there are no images, or too many.

        Example:
            >>> import network4 as n4
            >>> stepper = Stepper(n4.Network([n4.Softmax(10)]), batch_size=2)
            >>> stepper.forward(np.zeros((2, 28, 28))).shape
            (2, 10)
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
        """Take one step down the cost, for the images of the last `forward`.

        Args:
            slopes: dC/dz, finite numbers of the shape that `forward` returned. If C is
                a mean over the images, divide the slopes by the number of images.
            learning_rate: the learning rate of this step, above 0.

        Raises:
            ArgumentError: `forward` was not called since the last step, slopes are not
                finite, or the learning rate is out of range.
            ShapeError: slopes have the wrong shape.

        Example:
            >>> import network4 as n4
            >>> stepper = Stepper(n4.Network([n4.Softmax(10)]), batch_size=2)
            >>> z = stepper.forward(np.ones((2, 28, 28)))
            >>> stepper.backward(z - z.mean(), learning_rate=0.1)
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
        """Return the network's outputs as in prediction, with its present parameters.

        Args:
            images: as for `Model.outputs`.
            lengths: as for `Model.outputs`; default None.

        Returns:
            (n, *output shape) float32.

        Raises:
            ShapeError: images have the wrong shape, dtype or range.

        Example:
            >>> import network4 as n4
            >>> stepper = Stepper(n4.Network([n4.Softmax(10)]), batch_size=2)
            >>> stepper.outputs(np.zeros((1, 28, 28))).round(1)[0, 0]
            np.float32(0.1)
        """
        batch = as_batch(self._network, images)
        return self._session.outputs(
            batch, as_lengths("Stepper", self._network, batch, lengths)
        )

    def model(self) -> Model:
        """Return a model with the present parameters.

        Returns:
            A model with a copy of the parameters, or of their running averages with
            `average_decay`.

        Example:
            >>> import network4 as n4
            >>> stepper = Stepper(n4.Network([n4.Softmax(10)]))
            >>> stepper.model().network.num_parameters
            7850
        """
        return Model(self._network, self._session.state().shown)


def _nothing(network: Network) -> Examples:
    """Return no examples, of the types that the network reads and gives."""
    shape = (0, *(side or 1 for side in network.input_shape))
    images = as_batch(network, np.zeros(shape, np.uint8))
    labels = np.zeros((0, *network.output_shape), np.float32)
    is_classifier = network.objective.names_classes
    whole = np.zeros((0,) * len(network.output_shape), np.int32)
    return Examples(images, whole if is_classifier else labels)
