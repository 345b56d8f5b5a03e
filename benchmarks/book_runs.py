"""The book's runs of Chapters 1 and 3, through its own programs.

    python -m benchmarks.book_runs

trains 784-30-10 (eta 3.0) with three seeds, 784-100-10 likewise with twelve, and
784-100-10 (network2, eta 0.1, lambda 5.0) with one, mini-batches of 10, and prints
accuracies and seconds. Chapter 1 reports test accuracies, as the book did; Chapter 3
accuracies on validation data.
"""

import contextlib
import io
import random
import re
import time

import numpy as np

from network4.book import mnist_loader, network, network2


def seed_all(seed: int) -> None:
    """Seed both global generators."""
    random.seed(seed)
    np.random.seed(seed)


def chapter1(seed: int, hidden: int = 30) -> list[int]:
    """Return the right answers on test data after each of 30 epochs."""
    training_data, _, test_data = mnist_loader.load_data_wrapper()
    seed_all(seed)
    printed = io.StringIO()
    began = time.perf_counter()
    with contextlib.redirect_stdout(printed):
        net = network.Network([784, hidden, 10])
        net.SGD(training_data, 30, 10, 3.0, test_data=test_data)
    counts = [int(n) for n in re.findall(r": (\d+) /", printed.getvalue())]
    print(
        f"784-{hidden}-10, seed {seed}: {counts[2]} after 3 epochs, {counts[29]} after "
        f"30, best {max(counts)}, in {time.perf_counter() - began:.1f} s",
        flush=True,
    )
    return counts


def chapter3(seed: int) -> None:
    """Print the accuracy on validation data of the 100-neuron run."""
    training_data, validation_data, _ = mnist_loader.load_data_wrapper()
    seed_all(seed)
    began = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        net = network2.Network([784, 100, 10], cost=network2.CrossEntropyCost)
        net.large_weight_initializer()
        _, counts, _, _ = net.SGD(
            training_data,
            60,
            10,
            0.1,
            lmbda=5.0,
            evaluation_data=validation_data,
            monitor_evaluation_accuracy=True,
        )
    print(
        f"network2 784-100-10, seed {seed}: {counts[-1]} after 60 epochs, best "
        f"{max(counts)}, in {time.perf_counter() - began:.1f} s"
    )


def main() -> None:
    """Print a line for each run and the best of the three."""
    runs = [chapter1(seed) for seed in (0, 1, 2)]
    early, late, best = (
        max(pick(counts) for counts in runs)
        for pick in (lambda c: c[2], lambda c: c[29], max)
    )
    print(f"best of three: {early} after 3 epochs, {late} after 30, {best} at best")
    wide = [max(chapter1(seed, 100)) for seed in range(12)]
    learned = sum(count > 9_000 for count in wide)
    print(f"784-100-10: {learned} of {len(wide)} learn every digit, best {max(wide)}")
    chapter3(0)


if __name__ == "__main__":
    main()
