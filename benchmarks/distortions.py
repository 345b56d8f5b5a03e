"""What distortions cost: one table.

    python -m benchmarks.distortions [--engine native|jax]

prints for networks of the book the time of an epoch over 5,000 images of MNIST's size
with and without distortions (an affine map and an elastic field), drawing them
included: the median of seven rounds in which the two take turns, on one thread.
"""

import argparse
import statistics
import time

import numpy as np

from network4 import Distortions
from network4.augment import draw_warps
from network4.engines import Session, SessionSetup, StepSettings, choose_engine
from network4.experiments import find_recipe

NETWORKS = ("dbl_conv_relu", "expanded_300", "dropout")
DISTORTIONS = Distortions(shift=1, rotation=6, scale=0.06, skew=0.08, elastic_alpha=10)
NUM_IMAGES, BATCH_SIZE, ROUNDS = 5000, 10, 7


def start(name: str, engine: str) -> Session:
    """Start a session on made-up images, half of whose pixels are ink."""
    network = find_recipe(name).network((1, 28, 28), 10)
    generator = np.random.Generator(np.random.Philox(0))
    images = generator.integers(0, 256, (NUM_IMAGES, 1, 28, 28), np.uint8)
    images[generator.random(images.shape) < 0.5] = 0
    labels = generator.integers(0, 10, NUM_IMAGES, np.uint8)
    settings = StepSettings(BATCH_SIZE)
    parameters = network.initial_parameters(0)
    setup = SessionSetup(
        network, parameters, images, labels, images[:1], settings, 0, 1
    )
    return choose_engine(engine, network).start(setup)


def epoch_seconds(session: Session, number: int, distorted: bool) -> float:
    """Return the time of an epoch, drawing included."""
    order = np.arange(NUM_IMAGES, dtype=np.int32)
    rates = np.full(NUM_IMAGES // BATCH_SIZE, 0.01, np.float32)
    began = time.perf_counter()
    warps = None
    if distorted:
        warps = draw_warps(DISTORTIONS, 0, number, NUM_IMAGES, (1, 28, 28))
    session.run_epoch(order, rates, warps=warps)
    return time.perf_counter() - began


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", default="native", choices=("native", "jax"))
    engine = parser.parse_args().engine
    print("| network | as they are, µs a step | distorted, µs a step | slower by |")
    print("|---|---:|---:|---:|")
    for name in NETWORKS:
        session = start(name, engine)
        for distorted in (False, True):
            epoch_seconds(session, 0, distorted)  # warm, and compiled
        rounds = [
            [epoch_seconds(session, number, distorted) for distorted in (False, True)]
            for number in range(ROUNDS)
        ]
        plain, warped = (
            statistics.median(times) for times in zip(*rounds, strict=True)
        )
        steps = NUM_IMAGES // BATCH_SIZE
        each = f"{plain / steps * 1e6:,.0f} | {warped / steps * 1e6:,.0f}"
        print(f"| {name} | {each} | {warped / plain - 1:.0%} |")


if __name__ == "__main__":
    main()
