"""Random numbers from a seed: separate streams for separate purposes."""

from typing import Literal

import numpy as np

from network4.utils.checks import check_integer

Purpose = Literal[
    "parameters",
    "order",
    "dropout",
    "split",
    "distortions",
    "corruptions",
    "outliers",
    "letters",
    "quiz",
    "hardening",
    "lessons",
    "flagged ones",
    "others",
]
_STREAMS: dict[Purpose, int] = {
    "parameters": 0,
    "order": 1,
    "dropout": 2,
    "split": 3,
    "distortions": 4,
    "corruptions": 5,
    "outliers": 6,
    "letters": 7,
    "quiz": 8,
    "hardening": 9,
    "lessons": 10,
    "flagged ones": 11,
    "others": 12,
}
LARGEST_SEED = 2**63 - 1


def random_generator(
    seed: int, purpose: Purpose, counter: int = 0
) -> "np.random.Generator":
    """Return NumPy's counter-based generator (Philox) for one purpose.

    Each purpose, and each counter within it (an epoch, say), has a stream of its own,
    so that drawing more of one never changes another.

    Args:
        seed: 0..2**63 - 1, the seed of the whole run.
        purpose: what the numbers are for.
        counter: which of the purpose's streams, 0 or more.

    Returns:
        A generator; the same arguments always give the same numbers.

    Raises:
        ArgumentError: the seed is not a whole number in its range.

    Example:
        >>> int(random_generator(0, "order", 3).integers(1000))
        719
    """
    check_integer("random_generator", "seed", seed, 0, LARGEST_SEED)
    entropy = np.random.SeedSequence((seed, _STREAMS[purpose], counter))
    return np.random.Generator(np.random.Philox(entropy))
