"""What a second thread is worth on a busy machine: one table.

    python -m benchmarks.busy

times `fit` of small networks of the book on one thread and on two, beside processes
that compute without end. The two take turns. The table has the medians of their rounds,
and how many times as long two threads take as one.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

import click
import numpy as np

import network4 as n4

NETWORKS = {
    "784-30-10": n4.Network([n4.FullyConnected(30), n4.Softmax(10)]),
    "784-100-10": n4.Network([n4.FullyConnected(100), n4.Softmax(10)]),
    "ConvPool20-100-10": n4.Network(
        [
            n4.ConvPool(20, field=5, activation="relu"),
            n4.FullyConnected(100, activation="relu"),
            n4.Softmax(10),
        ]
    ),
}
NUM_IMAGES = 5000
THREADS = (1, 2)


@contextmanager
def busy_processes(count: int) -> Generator[None]:
    """Keep so many processes computing, and end them afterwards."""
    command = [sys.executable, "-c", "while True: pass"]
    processes = [subprocess.Popen(command) for _ in range(count)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def drawn_data() -> n4.Dataset:
    """Return images of which four pixels in five are blank, as in MNIST."""
    generator = np.random.Generator(np.random.Philox(4))
    drawn = generator.integers(1, 256, (NUM_IMAGES, 1, 28, 28), np.uint8)
    images = np.where(generator.random(drawn.shape) > 0.8, drawn, np.uint8(0))
    labels = generator.integers(0, 10, NUM_IMAGES, np.uint8)
    few = n4.Split(images[:100], labels[:100])
    return n4.Dataset(n4.Split(images, labels), few, few)


def fit_seconds(
    network: n4.Network, data: n4.Dataset, num_threads: int, epochs: int
) -> float:
    """Return how long so many epochs take."""
    began = time.perf_counter()
    n4.fit(
        network,
        data,
        epochs=epochs,
        learning_rate=0.01,
        engine="native",
        num_threads=num_threads,
        progress=False,
    )
    return time.perf_counter() - began


def fitting_epochs(network: n4.Network, data: n4.Dataset, seconds: float) -> int:
    """Return how many epochs one thread takes in about so many seconds."""
    return max(1, round(5 * seconds / fit_seconds(network, data, 1, epochs=5)))


def medians(
    network: n4.Network, data: n4.Dataset, epochs: int, rounds: int
) -> list[float]:
    """Return the median seconds on each number of threads, which take turns."""
    turns = [
        [fit_seconds(network, data, threads, epochs) for threads in THREADS]
        for _ in range(rounds)
    ]
    return [statistics.median(times) for times in zip(*turns, strict=True)]


@click.command()
@click.option("--rounds", default=5, show_default=True, help="Turns of each number.")
@click.option("--seconds", default=2.0, show_default=True, help="Of a quiet turn.")
@click.option("--busy", default=(0, 1, 2, 4, 8), multiple=True, help="Processes.")
@click.option("--only", help="The one network to time.")
def main(rounds: int, seconds: float, busy: tuple[int, ...], only: str | None) -> None:
    """Print the table."""
    data = drawn_data()
    print("| network | busy processes | 1 thread, s | 2 threads, s | 2 to 1 |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, network in NETWORKS.items():
        if only is not None and name != only:
            continue
        epochs = fitting_epochs(network, data, seconds)
        for count in busy:
            with busy_processes(count):
                one, two = medians(network, data, epochs, rounds)
            print(
                f"| {name} | {count} | {one:.2f} | {two:.2f} | {two / one:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
