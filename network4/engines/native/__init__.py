"""The native engine: backpropagation by hand in C++, on the threads of a CPU.

The C++ stands under `native/`; docs/engine.md explains it. Where it was not built,
because there was no compiler when network4 was installed, this engine says so.
"""

import copy
import os
import sys
import time
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.augment import Warps
from network4.datasets import NO_CLASS
from network4.engines.base import (
    AVERAGED_STEPS,
    MOST_THREADS,
    Engine,
    Images,
    Labels,
    Masks,
    Order,
    Outputs,
    Rates,
    Session,
    SessionSetup,
    SessionState,
    StepSettings,
    averages_after,
)
from network4.engines.native.loading import find_core, loaded_core, why_not
from network4.engines.native.lowering import (
    describe,
    image_shape,
    leaves,
    numbers_of,
    pack,
    unpack,
    unsupported,
)
from network4.errors import ArgumentError
from network4.layers import FloatArray, Parameter, map_tree
from network4.network import Network, Parameters
from network4.utils.processes import num_cores
from network4.utils.randomness import random_generator

# Ctrl-C is heard between calls into C++, so none of them lasts long.
_SECONDS_PER_CALL = 0.1
_IMAGES_PER_CALL = 4096
_IMAGES_PER_THREAD = 64


def default_num_threads() -> int:
    """Return NETWORK4_NUM_THREADS, or how many cores this process may use.

    Raises:
        ArgumentError: the variable holds no whole number from 1 to 256.
    """
    asked = os.environ.get("NETWORK4_NUM_THREADS")
    if asked is None:
        return min(num_cores(), MOST_THREADS)
    if not asked.isdecimal() or not 1 <= int(asked) <= MOST_THREADS:
        raise ArgumentError(
            "native: NETWORK4_NUM_THREADS must be a whole number from 1 to "
            f"{MOST_THREADS}, received {asked!r}; correct it or unset it."
        )
    return int(asked)


class NativeSession:
    """One network being trained; its parameters live in C++."""

    def __init__(self, setup: SessionSetup) -> None:
        """Copy the parameters; the images stay where they are."""
        core = loaded_core()
        self._setup = setup
        seed = random_generator(setup.seed, "dropout").integers(0, 2**63)
        self._num_threads = setup.num_threads or default_num_threads()
        shape = image_shape(setup.network)
        self._session = core.TrainingSession(
            describe(core, setup.network),
            batch_size=setup.settings.batch_size,
            num_threads=self._num_threads,
            decay=setup.settings.l2,
            momentum=setup.settings.momentum,
            label_smoothing=setup.settings.label_smoothing,
            seed=int(seed),
            images=np.ascontiguousarray(setup.images).reshape(-1, *shape),
            labels=_signed(setup.labels),
            shifts=setup.shifts,
            adam=setup.settings.optimizer == "adam",
        )
        state = setup.state or SessionState(setup.parameters)
        _write(self._session, setup.network, state.parameters)
        _write(self._session, setup.network, state.velocities, velocities=True)
        _write(self._session, setup.network, state.squares, squares=True)
        self._averages: Parameters = {}
        if setup.settings.average_decay:
            self._averages = copy.deepcopy(state.shown)
        self._num_steps = setup.num_steps
        self._steps_per_call = 1

    @property
    def num_threads(self) -> int | None:
        """On how many threads it computes."""
        return self._num_threads

    def run_epoch(
        self,
        order: Order,
        learning_rates: Rates,
        masks: Masks | None = None,
        warps: Warps | None = None,
    ) -> float:
        """See `network4.engines.base.Session.run_epoch`."""
        if warps is None:
            self._session.unwarp()
        else:
            self._session.warp(*map(np.ascontiguousarray, warps))
        size = self._setup.settings.batch_size
        whole = len(order) // size
        costs: list[float] = []
        step = 0
        while step < whole:
            last = min(step + self._steps_per_call, whole, self._next_averaging(step))
            began = time.perf_counter()
            costs += self._run(
                order[step * size : last * size],
                learning_rates[step:last],
                None if masks is None else self._parts(masks, step, last),
            )
            self._adapt(last - step, time.perf_counter() - began)
            step = last
        if whole < len(learning_rates):
            costs += self._run(order[whole * size :], learning_rates[whole:], None)
        return float(np.mean(costs))

    def _parts(self, masks: Masks, first: int, last: int) -> list[Any]:
        """Return the masks of some steps, for each layer its own or None."""
        paths = [leaf.path for leaf in leaves(self._setup.network)]
        return [_part(masks.get(path), first, last) for path in paths]

    def _run(self, order: Order, rates: Rates, masks: list[Any] | None) -> list[float]:
        costs: list[float] = self._session.run(
            order, rates, self._num_steps, masks or []
        )
        self._num_steps += len(rates)
        if self._averages and self._num_steps % AVERAGED_STEPS == 0:
            self._average()
        return costs

    def _next_averaging(self, step: int) -> int:
        """Return up to which of an epoch's steps nothing is to be averaged."""
        if not self._averages:
            return sys.maxsize
        return step + AVERAGED_STEPS - self._num_steps % AVERAGED_STEPS

    def _average(self) -> None:
        num_times = self._num_steps // AVERAGED_STEPS
        decay = np.float32(self._setup.settings.averaging(num_times))

        def take_in(average: FloatArray, now: FloatArray) -> None:
            average[...] = decay * average + (1 - decay) * now

        map_tree(take_in, self._averages, self.parameters())

    def _adapt(self, num_steps: int, elapsed_seconds: float) -> None:
        """Take so many steps in a call that one lasts about a tenth of a second."""
        fitting = int(num_steps * _SECONDS_PER_CALL / max(elapsed_seconds, 1e-6))
        self._steps_per_call = max(1, min(fitting, 4 * self._steps_per_call))

    def parameters(self) -> Parameters:
        """See `network4.engines.base.Session.parameters`."""
        return self._read()

    def state(self) -> SessionState:
        """See `network4.engines.base.Session.state`."""
        settings = self._setup.settings
        adam = settings.optimizer == "adam"
        return SessionState(
            self.parameters(),
            self._read(velocities=True) if adam or settings.momentum else {},
            self._read(squares=True) if adam else {},
            averages=copy.deepcopy(averages_after(self._num_steps, self._averages)),
        )

    def _read(self, **which: bool) -> Parameters:
        network = self._setup.network
        room = map_tree(_room_for, network.parameters)
        for number, leaf in enumerate(leaves(network)):
            numbers = numbers_of(room, leaf)
            if numbers:
                weights, biases = pack(numbers)
                self._session.read(number, weights, biases, **which)
                numbers.update(unpack(weights, biases, numbers))
        return room

    def validation_outputs(self) -> Outputs:
        """See `network4.engines.base.Session.validation_outputs`."""
        setup = self._setup
        return _outputs(
            setup.network,
            averages_after(self._num_steps, self._averages) or self.parameters(),
            setup.validation_images,
            self._num_threads,
        )


class NativeEngine:
    """Runs the book's family of networks on a CPU."""

    name = "native"

    def devices(self) -> str:
        """Say how many threads of what kind it uses, or why it cannot."""
        reason = why_not()
        if reason is not None:
            return reason
        return f"CPU, {default_num_threads()} threads, {find_core().level()}"

    def unsupported(
        self, network: Network, settings: StepSettings | None = None
    ) -> str | None:
        """See `network4.engines.base.Engine.unsupported`."""
        del settings  # it descends by every rule
        return why_not() or unsupported(network)

    def start(self, setup: SessionSetup) -> Session:
        """See `network4.engines.base.Engine.start`."""
        return NativeSession(setup)

    def outputs(
        self, network: Network, parameters: Parameters, images: Images
    ) -> Outputs:
        """See `network4.engines.base.Engine.outputs`."""
        return _outputs(network, parameters, images, None)


ENGINE: Engine = NativeEngine()


def _write(
    target: Any, network: Network, parameters: Parameters, **which: bool
) -> None:
    """Hand over arrays layer by layer; {} holds none."""
    for number, leaf in enumerate(leaves(network)):
        numbers = numbers_of(parameters, leaf)
        if numbers:
            target.write(number, *pack(numbers), **which)


def _signed(labels: Labels) -> npt.NDArray[np.int32]:
    """Return labels as the C++ reads them: -1 is no class."""
    signed = labels.astype(np.int32)
    signed[labels == NO_CLASS] = -1
    return signed


def _room_for(each: Parameter) -> FloatArray:
    return np.zeros(each.shape, np.float32)


def _part(mask: Any, first: int, last: int) -> Any:
    if mask is None:
        return None
    return np.ascontiguousarray(mask[first:last]).view(np.uint8)


def _outputs(
    network: Network, parameters: Parameters, images: Images, num_threads: int | None
) -> Outputs:
    core = loaded_core()
    most = num_threads or default_num_threads()
    threads = max(1, min(most, len(images) // _IMAGES_PER_THREAD))
    predictor = core.Predictor(describe(core, network), threads)
    _write(predictor, network, parameters)
    batch = np.ascontiguousarray(images).reshape(-1, *image_shape(network))
    outputs = np.empty((len(batch), network.num_classes), np.float32)
    for first in range(0, len(batch), _IMAGES_PER_CALL):
        part = slice(first, first + _IMAGES_PER_CALL)
        predictor.run(batch[part], outputs[part])
    return outputs
