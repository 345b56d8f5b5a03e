"""A network being trained in C++."""

import copy
import sys
import time
from typing import Any

import numpy as np

from network4.augment import Warps
from network4.engines.base import (
    Masks,
    Order,
    Rates,
    SessionSetup,
    SessionState,
    averages_after,
)
from network4.engines.examples import Examples, Images, Lengths, Outputs
from network4.engines.native.loading import loaded_core, refusals
from network4.engines.native.lowering import (
    OPTIMIZERS,
    arrays_of,
    batch_of,
    describe,
    dropout_seed,
    layer_factors,
    leaves,
    numbers_of,
    pack,
    unpack,
)
from network4.engines.native.objectives import objective_of
from network4.engines.native.predicting import (
    default_num_threads,
    network_outputs,
    write_parameters,
)
from network4.engines.rules import AVERAGED_STEPS, rate_factors
from network4.layers import FloatArray, Parameter, map_tree, named
from network4.network import Parameters

# Ctrl-C is heard between calls into C++, so none of them lasts long.
_SECONDS_PER_CALL = 0.1


class NativeSession:
    """One network being trained; its parameters live in C++."""

    @refusals()
    def __init__(self, setup: SessionSetup) -> None:
        """Copy the parameters; the images stay where they are."""
        core = loaded_core()
        self._setup = setup
        self._num_threads = setup.num_threads or default_num_threads()
        objective = objective_of(setup.network)
        self._session = core.TrainingSession(
            describe(core, setup.network),
            batch_size=setup.settings.batch_size,
            num_threads=self._num_threads,
            decay=setup.settings.l2,
            momentum=setup.settings.momentum,
            label_smoothing=objective.label_smoothing,
            seed=dropout_seed(setup.seed),
            **arrays_of(setup.network, setup.examples),
            shifts=setup.shifts,
            optimizer=OPTIMIZERS[setup.settings.optimizer],
        )
        rates = setup.settings.rates
        factors = layer_factors(setup.network, rates)
        self._session.set_rate_factors(
            [max(of_layer, default=1.0) for of_layer in factors]
        )
        self._factors = rate_factors(dict(named(setup.network.parameters)), rates)
        state = setup.state or SessionState(setup.parameters)
        write_parameters(self._session, setup.network, state.parameters)
        write_parameters(
            self._session, setup.network, state.velocities, velocities=True
        )
        write_parameters(self._session, setup.network, state.squares, squares=True)
        self._averages: Parameters = {}
        if setup.settings.average_decay:
            self._averages = copy.deepcopy(state.shown)
        self._num_steps = setup.num_steps
        self._steps_per_call = 1

    @property
    def num_threads(self) -> int | None:
        """On how many threads it computes."""
        return self._num_threads

    @refusals()
    def take_data(self, examples: Examples) -> None:
        """See `network4.engines.base.Session.take_data`."""
        self._session.set_data(**arrays_of(self._setup.network, examples))

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

    @refusals()
    def _run(self, order: Order, rates: Rates, masks: list[Any] | None) -> list[float]:
        costs: list[float] = self._session.run(
            order, rates, self._num_steps, masks or []
        )
        self._count(len(rates))
        return costs

    def _count(self, num_steps: int) -> None:
        self._num_steps += num_steps
        if self._averages and self._num_steps % AVERAGED_STEPS == 0:
            self._average()

    def _next_averaging(self, step: int) -> int:
        """Return up to which of an epoch's steps nothing is to be averaged."""
        if not self._averages:
            return sys.maxsize
        return step + AVERAGED_STEPS - self._num_steps % AVERAGED_STEPS

    def _average(self) -> None:
        num_times = self._num_steps // AVERAGED_STEPS
        decay = np.float32(self._setup.settings.averaging(num_times))

        now = dict(named(self.parameters()))
        for path, average in named(self._averages):
            # Even a mean of equal numbers may be off by a rounding.
            if self._factors[path]:
                average[...] = decay * average + (1 - decay) * now[path]

    def _adapt(self, num_steps: int, elapsed_seconds: float) -> None:
        """Take so many steps in a call that one lasts about a tenth of a second."""
        fitting = int(num_steps * _SECONDS_PER_CALL / max(elapsed_seconds, 1e-6))
        self._steps_per_call = max(1, min(fitting, 4 * self._steps_per_call))

    @refusals()
    def forward(self, images: Images, lengths: Lengths | None = None) -> Outputs:
        """See `network4.engines.base.Session.forward`."""
        del lengths  # it reads no sequences
        batch = batch_of(self._setup.network, images)
        z: Outputs = self._session.forward(batch, self._num_steps, [])
        return z.reshape(len(batch), *self._setup.network.output_shape)

    @refusals()
    def backward(self, slopes: Outputs, learning_rate: float) -> None:
        """See `network4.engines.base.Session.backward`."""
        given = np.ascontiguousarray(slopes, np.float32).reshape(len(slopes), -1)
        self._session.backward(given, learning_rate)
        self._count(1)

    def outputs(self, images: Images, lengths: Lengths | None = None) -> Outputs:
        """See `network4.engines.base.Session.outputs`."""
        del lengths  # it reads no sequences
        now, threads = self.parameters(), self._num_threads
        return network_outputs(self._setup.network, now, images, threads)

    def parameters(self) -> Parameters:
        """See `network4.engines.base.Session.parameters`."""
        return self._read()

    def state(self) -> SessionState:
        """See `network4.engines.base.Session.state`."""
        keeps_velocities = self._session.keeps_velocities
        return SessionState(
            self.parameters(),
            self._read(velocities=True) if keeps_velocities else {},
            self._read(squares=True) if self._session.keeps_squares else {},
            averages=copy.deepcopy(averages_after(self._num_steps, self._averages)),
        )

    @refusals()
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
        return network_outputs(
            setup.network,
            averages_after(self._num_steps, self._averages) or self.parameters(),
            setup.validation.images,
            self._num_threads,
        )


def _room_for(each: Parameter) -> FloatArray:
    return np.zeros(each.shape, np.float32)


def _part(mask: Any, first: int, last: int) -> Any:
    if mask is None:
        return None
    return np.ascontiguousarray(mask[first:last]).view(np.uint8)
