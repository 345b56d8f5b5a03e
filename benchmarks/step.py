"""Time one training step of the book's two-convolution network beside PyTorch's.

    python benchmarks/step.py [--rounds 5] [--steps 300]

Rounds are interleaved, so that a machine whose speed drifts is fair to both; the
median of the rounds is printed, with the least and the most. PyTorch runs eagerly.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np
import torch
from torch import nn

from network4.engines import Job, StepSettings, choose_engine
from network4.experiments import find_recipe

BATCH_SIZE = 10
NUM_IMAGES = 5000


def network4_round(images: np.ndarray, labels: np.ndarray) -> Callable[[int], None]:
    """Return what runs so many steps of network4's JAX engine."""
    network = find_recipe("dbl_conv_relu").network((1, 28, 28), 10)
    job = Job(
        network=network,
        parameters=network.initial_parameters(seed=0),
        images=images[:, None],
        labels=labels,
        validation_images=images[:1, None],
        settings=StepSettings(BATCH_SIZE, l2=2e-5),
        seed=0,
    )
    session = choose_engine("jax", network).start(job)

    def run(num_steps: int) -> None:
        order = np.arange(num_steps * BATCH_SIZE, dtype=np.int32) % NUM_IMAGES
        session.run_epoch(order, np.full(num_steps, 0.03, np.float32))

    return run


def pytorch_round(images: np.ndarray, labels: np.ndarray) -> Callable[[int], None]:
    """Return what runs so many steps of the same network in PyTorch."""
    network = nn.Sequential(
        *(nn.Conv2d(1, 20, 5), nn.MaxPool2d(2), nn.ReLU()),
        *(nn.Conv2d(20, 40, 5), nn.MaxPool2d(2), nn.ReLU()),
        *(nn.Flatten(), nn.Linear(640, 100), nn.ReLU(), nn.Linear(100, 10)),
    )
    optimizer = torch.optim.SGD(network.parameters(), lr=0.03, weight_decay=2e-5)
    cost = nn.CrossEntropyLoss()
    pixels = torch.from_numpy(images)[:, None]
    targets = torch.from_numpy(labels.astype(np.int64))

    def run(num_steps: int) -> None:
        for step in range(num_steps):
            start = step * BATCH_SIZE % NUM_IMAGES
            batch = slice(start, start + BATCH_SIZE)
            optimizer.zero_grad(set_to_none=True)
            cost(network(pixels[batch].float() / 255), targets[batch]).backward()
            optimizer.step()

    return run


def main() -> None:
    """Print microseconds a step, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=300)
    arguments = parser.parse_args()
    generator = np.random.Generator(np.random.Philox(0))
    images = generator.integers(0, 256, (NUM_IMAGES, 28, 28), dtype=np.uint8)
    labels = generator.integers(0, 10, NUM_IMAGES, dtype=np.uint8)
    runs = {
        "network4 (jax)": network4_round(images, labels),
        f"PyTorch {torch.__version__} eager": pytorch_round(images, labels),
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    for run in runs.values():
        run(arguments.steps)
    for _ in range(arguments.rounds):
        for name, run in runs.items():
            began = time.perf_counter()
            run(arguments.steps)
            times[name].append((time.perf_counter() - began) / arguments.steps * 1e6)
    for name, seen in times.items():
        middle, least, most = statistics.median(seen), min(seen), max(seen)
        print(f"{name:24} {middle:7.0f} us a step ({least:.0f} to {most:.0f})")
    ours, theirs = (statistics.median(seen) for seen in times.values())
    print(f"{'ratio':24} {ours / theirs:7.2f}")


if __name__ == "__main__":
    main()
