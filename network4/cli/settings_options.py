"""The options of `network4 train` that change a network's settings."""

from collections.abc import Callable
from typing import TypeVar

import click

from network4.cli.numbers import FiniteNumber

Command = TypeVar("Command", bound=Callable[..., None])

_OPTIONS = (
    click.option(
        "--epochs",
        type=click.IntRange(1),
        metavar="N",
        help="Passes over the training images; default: the network's own.",
    ),
    click.option(
        "--batch-size",
        type=click.IntRange(1),
        metavar="N",
        help="Images in a mini-batch; default: the network's own.",
    ),
    click.option(
        "--learning-rate",
        type=FiniteNumber(),
        metavar="RATE",
        help="A constant learning rate above 0; default: the network's own schedule.",
    ),
    click.option(
        "--seed",
        type=click.IntRange(0, 2**63 - 1),
        metavar="N",
        show_default="0",
        help="Seed of first weights, order of images and dropout.",
    ),
    click.option(
        "--engine",
        type=click.Choice(["auto", "native", "jax"]),
        show_default="auto",
        help="What computes: native is the fastest on a CPU, jax runs every network, "
        "auto takes the fastest that can run this one.",
    ),
    click.option(
        "--threads",
        "num_threads",
        type=click.IntRange(1, 256),
        metavar="N",
        help="Threads of native; default: NETWORK4_NUM_THREADS or all cores.",
    ),
)


def settings_options(command: Command) -> Command:
    """Add the options, in the order in which the help lists them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
