"""The small interface behind which every engine runs a network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from network4.augment import Warps, check_is_image
from network4.engines.examples import Examples, Images, Lengths, Outputs
from network4.engines.rules import AVERAGED_STEPS, StepSettings
from network4.engines.slopes import FindsSlopes
from network4.errors import ShapeError
from network4.network import Network, Parameters

Order = npt.NDArray[np.int32]
Rates = npt.NDArray[np.float32]
Masks = Mapping[str, npt.NDArray[np.bool_]]
Shifts = npt.NDArray[np.int32]


_NOTHING: Parameters = {}


class SessionState(NamedTuple):
    """All that training changes.

    Args:
        parameters: the present weights and biases.
        velocities: v with momentum, m with "adam"; otherwise {}.
        squares: s with "adam" and "rmsprop"; otherwise {}.
        averages: running averages of the parameters if they are kept; otherwise {}.
    """

    parameters: Parameters
    velocities: Parameters = _NOTHING
    squares: Parameters = _NOTHING
    averages: Parameters = _NOTHING

    @property
    def shown(self) -> Parameters:
        """The parameters to predict with: the averages if there are any."""
        return self.averages or self.parameters


def averages_after(num_steps: int, averages: Parameters) -> Parameters:
    """Return running averages, or {} before the first step that they include."""
    return averages if num_steps >= AVERAGED_STEPS else {}


@dataclass(frozen=True, eq=False)
class SessionSetup:
    """What a session trains, on which data, and how.

    Args:
        network: the network to train.
        parameters: its first weights and biases, float32.
        examples: the examples to train on.
        validation: the examples to evaluate on.
        settings: what a step does.
        seed: the run's seed; dropout masks are drawn from it.
        num_threads: number of threads, 1 or more; default None, the engine's choice.
            The JAX engine leaves this to JAX.
        shifts: (k, 2) int32, pixels down and right, or None for (0, 0) alone. There are
            n * k examples: example e is image e % n moved by shifts[e // n], with 0
            where nothing moves in. So the book's expanded set costs no memory.
        state: the state to continue from, instead of `parameters`; default None.
        num_steps: number of steps already taken, which dropout depends on; default 0.

    Raises:
        ShapeError: shifts have another form, or the network reads vectors.
    """

    network: Network
    parameters: Parameters
    examples: Examples
    validation: Examples
    settings: StepSettings
    seed: int
    num_threads: int | None = None
    shifts: Shifts | None = None
    state: SessionState | None = None
    num_steps: int = 0

    def __post_init__(self) -> None:
        """Refuse shifts that are not pairs, and inputs that are not images."""
        if self.shifts is None:
            return
        if self.shifts.ndim != 2 or self.shifts.shape[1] != 2 or not len(self.shifts):
            raise ShapeError(
                "SessionSetup: shifts must be (k, 2), pixels down and right, received "
                f"{self.shifts.shape}."
            )
        check_is_image("fit: shifts", self.network.input_shape)


class Session(Protocol):
    """One network being trained on one set of images.

    Attributes:
        num_threads: number of threads; None if the framework chooses it.
    """

    @property
    def num_threads(self) -> int | None:
        """See above."""
        ...

    def take_data(self, examples: Examples) -> None:
        """Train on these examples from now on, without shifts."""
        ...

    def run_epoch(
        self,
        order: Order,
        learning_rates: Rates,
        masks: Masks | None = None,
        warps: Warps | None = None,
    ) -> float:
        """Train on the images in the order given; return the mean data cost.

        Args:
            order: (n,) int32, indices of examples; each `batch_size` of them
                make a mini-batch.
            learning_rates: (num_steps(n),) float32, one for each step.
            masks: by the paths of layers ("layer2") the dropout masks of their inputs,
                (steps, batch size, *input shape) bool with True for what stays, for
                DropConnect those of its weights; default None, the engine draws them.
                Only for whole mini-batches.
            warps: a distortion for each image; default None, no distortions. Only
                without shifts.

        Returns:
            The mean over all steps of the mini-batch's cost before the step, without
            the l2 term; NaN or infinite if training has diverged.
        """
        ...

    def forward(self, images: Images, lengths: Lengths | None = None) -> Outputs:
        """Return z of the last layer for a mini-batch, as in training.

        Args:
            images: images of up to `batch_size` examples.
            lengths: the number of steps of each sequence that count; default None, all.
        """
        ...

    def backward(self, slopes: Outputs, learning_rate: float) -> None:
        """Take a step by the slopes dC/dz, for the images of the last `forward`.

        Args:
            slopes: dC/dz, of the shape that `forward` returned.
            learning_rate: the learning rate of this step.
        """
        ...

    def outputs(self, images: Images, lengths: Lengths | None = None) -> Outputs:
        """Return the outputs for images, with the present parameters."""
        ...

    def parameters(self) -> Parameters:
        """Return a copy of the present parameters."""
        ...

    def state(self) -> SessionState:
        """Return a copy of all that training changes."""
        ...

    def validation_outputs(self) -> Outputs:
        """Return the outputs for the validation examples, with `SessionState.shown`."""
        ...


class Sessions(Protocol):
    """Several runs of one network on one set of images, trained side by side.

    Methods are those of `Session`, with a list over the runs.
    """

    def run_epoch(
        self,
        orders: Sequence[Order],
        learning_rates: Sequence[Rates],
        warps: Sequence[Warps | None],
    ) -> list[float]:
        """Train each run on its own order; return the mean data costs."""
        ...

    def states(self) -> list[SessionState]:
        """Return copies of all that training changes."""
        ...

    def validation_outputs(self) -> list[Outputs]:
        """Return the outputs for the validation images."""
        ...


class Engine(FindsSlopes, Protocol):
    """A way to run networks. Other code asks what an engine can do, not for its name.

    Attributes:
        name: the name that users and records give it.
        keeps_to_threads: whether a run uses only the threads that it is given, so that
            several can run at the same time; False if it takes the whole machine.
    """

    name: str
    keeps_to_threads: bool

    def devices(self) -> str:
        """Describe the devices on which the engine computes."""
        ...

    def conditions(self, num_threads: int | None) -> Mapping[str, int | str]:
        """Return, by name, the conditions that the last bits of a result depend on.

        Args:
            num_threads: number of threads; None for the engine's choice.
        """
        ...

    def unsupported(
        self, network: Network, settings: StepSettings | None = None
    ) -> str | None:
        """Return what in the network or settings it cannot run; None if it can."""
        ...

    def memory_needed(
        self,
        network: Network,
        batch_size: int,
        num_threads: int | None,
        *,
        training: bool,
    ) -> int:
        """Return how many bytes the engine needs besides given data and parameters.

        Args:
            network: the network to run.
            batch_size: images in a mini-batch, 1 or more; the number of all images if
                it only predicts.
            num_threads: number of threads; None for the engine's choice.
            training: whether it trains and predicts after each epoch, or only predicts.
                Momentum needs one more number for each parameter, and Adam two; they
                are not counted.

        Raises:
            EngineError: the engine cannot compute with a network of such sizes.
        """
        ...

    def start(self, setup: SessionSetup) -> Session:
        """Start a session, with data and parameters where the engine needs them."""
        ...

    def prefers_one_program(self) -> bool:
        """Return whether several runs should start as one program here.

        Raises:
            EngineError: the engine cannot start.
        """
        ...

    def start_as_one_program(self, setups: Sequence[SessionSetup]) -> Sessions:
        """Start several runs of one network as one program.

        Args:
            setups: one or more, which differ in nothing but parameters, state, seed and
                steps taken.

        Raises:
            EngineError: the engine has no such program.
        """
        ...

    def outputs(
        self,
        network: Network,
        parameters: Parameters,
        images: Images,
        lengths: Lengths | None = None,
    ) -> Outputs:
        """Return the activations of the last layer, (n, *output shape) float32."""
        ...
