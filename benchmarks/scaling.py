"""How the native engine's time for a step grows with the work: one table, no cliffs.

    python -m benchmarks.scaling

varies one thing at a time around a network of two convolutions: images in a mini-batch,
threads, feature maps, units. For each it prints the time of a step (the least of some
rounds, all settings taking turns), and the rate at which the needed operations
(network4.bench.floor) were done. Where the cost grows no faster than the work, the rate
does not fall.
"""

import time
from dataclasses import dataclass, replace

import click
import numpy as np

from network4.bench.floor import needed_operations
from network4.engines import SessionSetup, StepSettings, choose_engine
from network4.engines.native import default_num_threads
from network4.layers import ConvPool, FullyConnected, Softmax
from network4.network import Network

NUM_IMAGES = 5000
SHARE_OF_ZEROS = 0.8


@dataclass(frozen=True)
class Setting:
    """One row of the table: what varies, and all that does not."""

    varied: str
    batch_size: int = 10
    num_threads: int = 1
    maps: int = 20
    units: int = 100

    def network(self) -> Network:
        """Return the network of the row."""
        return Network(
            [
                ConvPool(self.maps, field=5, activation="relu"),
                ConvPool(2 * self.maps, field=5, activation="relu"),
                FullyConnected(self.units, activation="relu"),
                Softmax(10),
            ]
        )


def settings() -> list[Setting]:
    """Return all rows."""
    most = default_num_threads()
    base = Setting("")
    varied = {
        "batch_size": (1, 2, 3, 5, 10, 20, 50, 100, 200, 500),
        "num_threads": tuple(range(1, most + 1)),
        "maps": (3, 5, 10, 20, 40, 80),
        "units": (10, 30, 100, 300, 1000, 3000),
    }
    return [
        replace(base, varied=name, **{name: value})
        for name, values in varied.items()
        for value in values
    ]


class Turn:
    """A setting with its session, ready to take some steps."""

    def __init__(self, setting: Setting, seconds: float) -> None:
        """Start the session; find out how many steps take so many seconds."""
        self.setting, self.network = setting, setting.network()
        self.best_seconds = np.inf
        self._generator = np.random.Generator(np.random.Philox(4))
        self._session = choose_engine("native", self.network).start(self._setup())
        self._num_steps = 1
        while (elapsed := self.take()) < seconds / 4:
            self._num_steps = max(2 * self._num_steps, int(seconds / 8 / elapsed))

    def _setup(self) -> SessionSetup:
        drawn = self._generator.integers(1, 256, (NUM_IMAGES, 1, 28, 28), np.uint8)
        inked = self._generator.random(drawn.shape) > SHARE_OF_ZEROS
        images = np.where(inked, drawn, np.uint8(0))
        return SessionSetup(
            self.network,
            self.network.initial_parameters(seed=1),
            images,
            self._generator.integers(0, 10, NUM_IMAGES, np.uint8),
            images[:1],
            StepSettings(self.setting.batch_size, l2=2e-5),
            seed=0,
            num_threads=self.setting.num_threads,
        )

    def take(self) -> float:
        """Take the steps; remember the best time of a step; return all seconds."""
        count = self._num_steps * self.setting.batch_size
        order = self._generator.integers(0, NUM_IMAGES, count, np.int32)
        rates = np.full(self._num_steps, 0.003, np.float32)
        began = time.perf_counter()
        self._session.run_epoch(order, rates)
        elapsed = time.perf_counter() - began
        self.best_seconds = min(self.best_seconds, elapsed / self._num_steps)
        return elapsed

    def row(self) -> str:
        """Return the row, as Markdown."""
        operations = needed_operations(self.network, self.setting.batch_size)
        name = self.setting.varied
        cells = (
            name.replace("_", " ").replace("num ", ""),
            f"{getattr(self.setting, name):,}",
            f"{operations / 1e6:,.1f}",
            f"{self.best_seconds * 1e6:,.0f}",
            f"{1 / self.best_seconds:,.0f}",
            f"{operations / self.best_seconds / 1e9:,.1f}",
        )
        return f"| {' | '.join(cells)} |"


@click.command()
@click.option("--rounds", default=7, show_default=True, help="Turns of each row.")
@click.option("--seconds", default=0.2, show_default=True, help="Of a turn.")
def main(rounds: int, seconds: float) -> None:
    """Print the table."""
    turns = [Turn(setting, seconds) for setting in settings()]
    for _ in range(rounds):
        for turn in turns:
            turn.take()
    print("| varied | value | Mflop a step | µs a step | steps a second | Gflop/s |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    print(*(turn.row() for turn in turns), sep="\n")


if __name__ == "__main__":
    main()
