"""The work that every competitor is given: networks, images, settings of a step."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from network4.engines import Order, Outputs
from network4.experiments.chapter6 import RECIPES
from network4.network import Network, Parameters
from network4.utils.checks import check_choice

LEARNING_RATE = 0.03
L2 = 2e-5
NUM_IMAGES = 10_000
# At once in a forward pass: what fits a cache serves every framework best.
PREDICTION_BATCH = 250
_INPUT_SHAPE = (1, 28, 28)
_NUM_CLASSES = 10
_SHARE_OF_ZEROS = 0.8
_SEED = 2015

NETWORKS: dict[str, str] = {recipe.name: recipe.summary for recipe in RECIPES}
DEFAULT_NETWORKS = ("shallow", "basic_conv", "dbl_conv_relu", "dropout")


@dataclass(frozen=True, eq=False)
class Work:
    """What a competitor is to train, on what, and on how many threads.

    Args:
        network: what to train: ConvPool layers with steps of 1 and no padding, then
            FullyConnected ones, then a Softmax trained by its log-likelihood.
        parameters: its first weights and biases.
        images: (n, 1, 28, 28) uint8.
        labels: (n,) uint8.
        batch_size: images in a mini-batch.
        num_threads: on how many threads to compute.
    """

    network: Network
    parameters: Parameters
    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.uint8]
    batch_size: int
    num_threads: int

    def order(self, num_steps: int) -> Order:
        """Return shuffled indices of images, (num_steps, batch_size) int32.

        Each pass over all images has an order of its own.
        """
        generator = np.random.Generator(np.random.Philox(_SEED))
        count = num_steps * self.batch_size
        passes = -(-count // len(self.images))
        orders = [generator.permutation(len(self.images)) for _ in range(passes)]
        order = np.concatenate(orders)[:count].astype(np.int32)
        return order.reshape(num_steps, self.batch_size)


class Runner(Protocol):
    """One competitor, ready to train on the work it was started with."""

    def run_steps(self, order: Order) -> None:
        """Take one step for each row of indices (steps, batch size); wait for them."""
        ...

    def outputs(self) -> Outputs:
        """Return the outputs (n, classes) for all images of the work."""
        ...

    def parameters(self) -> Parameters:
        """Return the parameters as network4 has them, to be held against others."""
        ...


def find_network(name: str) -> Network:
    """Return the network of that name, for images of 28 x 28 and ten classes.

    Raises:
        ArgumentError: there is none among `NETWORKS`; the message suggests the nearest.

    Example:
        >>> find_network("shallow").num_parameters
        79510
    """
    check_choice("bench", "network", name, NETWORKS)
    recipe = next(recipe for recipe in RECIPES if recipe.name == name)
    return recipe.network(_INPUT_SHAPE, _NUM_CLASSES)


def make_work(
    name: str, batch_size: int, num_threads: int, num_images: int = NUM_IMAGES
) -> Work:
    """Return the work for a network of `NETWORKS`, the same in every process.

    Args:
        name: the network's.
        batch_size: images in a mini-batch, 1 or more.
        num_threads: on how many threads to compute, 1 or more.
        num_images: how many images; default 10,000.

    Raises:
        ArgumentError: there is no such network.
    """
    network = find_network(name)
    return Work(
        network=network,
        parameters=network.initial_parameters(seed=0),
        **_make_images(num_images),
        batch_size=batch_size,
        num_threads=num_threads,
    )


def _make_images(num_images: int) -> dict[str, npt.NDArray[np.uint8]]:
    """Make images that are, like MNIST's, four fifths zeros, in connected patches.

    Zeros matter: a program that multiplies every number takes the same time whatever
    the numbers are, but one that skips zeros, or what follows from them, is faster the
    more there are. Noise without zeros would hide that, blank images overstate it.
    Each class has a pattern of its own that images vary, so that there is something to
    learn and activations stay as they are in real training.
    """
    generator = np.random.Generator(np.random.Philox(_SEED))
    labels = generator.integers(0, _NUM_CLASSES, num_images, dtype=np.uint8)
    side = _INPUT_SHAPE[1] // 4
    patterns = generator.standard_normal((_NUM_CLASSES, side, side))
    fields = patterns[labels] + generator.standard_normal((num_images, side, side))
    has_ink = fields > np.quantile(fields, _SHARE_OF_ZEROS)
    ink = has_ink.repeat(4, axis=1).repeat(4, axis=2)
    shades = generator.integers(1, 256, ink.shape, dtype=np.uint8)
    images = np.where(ink, shades, np.uint8(0))
    return {"images": images.reshape(-1, *_INPUT_SHAPE), "labels": labels}
