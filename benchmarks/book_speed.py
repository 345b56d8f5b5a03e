"""The networks of Chapters 1 and 3: matrices against one example after another.

    python -m benchmarks.book_speed

prints, for mini-batches of 10 on a 784-30-10 and a 784-100-10 network, the seconds of
an epoch of `SGD` both ways (the least of three rounds) and their ratio, on MNIST.
"""

import contextlib
import io
import time
from typing import Any

import numpy as np

from network4.book import mnist_loader, network, network2

ROUNDS = 3


def one_by_one(kind: type[Any]) -> type[Any]:
    """Return a subclass that replaces `update_mini_batch` by itself."""

    def update_mini_batch(self: Any, *arguments: Any) -> None:
        kind.update_mini_batch(self, *arguments)

    return type("OneByOne", (kind,), {"update_mini_batch": update_mini_batch})


class EpochTimes(io.StringIO):
    """Takes what is printed, and the time at each line that ends an epoch."""

    def __init__(self) -> None:
        """Begin with no times."""
        super().__init__()
        self.times: list[float] = []

    def write(self, text: str, /) -> int:
        """Note the time where an epoch ends."""
        if text.startswith("Epoch"):
            self.times.append(time.perf_counter())
        return super().write(text)


def epoch_seconds(kind: type[Any], hidden: int, data: list[Any], eta: float) -> float:
    """Return the seconds of the second epoch, the first having warmed things up."""
    np.random.seed(1)
    net = kind([784, hidden, 10])
    with contextlib.redirect_stdout(EpochTimes()) as printed:
        net.SGD(list(data), 2, 10, eta)
    first, second = printed.times
    return second - first


def main() -> None:
    """Print a line for each network."""
    data = mnist_loader.load_data_wrapper()[0]
    for module, eta in ((network, 3.0), (network2, 0.1)):
        for hidden in (30, 100):
            kinds = (module.Network, one_by_one(module.Network))
            rounds = [
                [epoch_seconds(kind, hidden, data, eta) for kind in kinds]
                for _ in range(ROUNDS)
            ]
            fast, slow = (min(times) for times in zip(*rounds, strict=True))
            print(
                f"{module.__name__.split('.')[-1]} 784-{hidden}-10: {fast:.3f} s an "
                f"epoch, one by one {slow:.3f} s, {slow / fast:.1f} times faster"
            )


if __name__ == "__main__":
    main()
