"""Who takes part: network4 on each of its engines, and its peers.

None is imported before its use: each lives in a worker process of its own.
"""

import importlib.util
from dataclasses import dataclass

from network4.engines import ENGINES
from network4.utils.checks import check_choice


@dataclass(frozen=True)
class Competitor:
    """One way to take training steps.

    Args:
        name: what records and options call it.
        label: what tables call it.
        module: the module whose `start(work, variant)` makes it ready.
        variant: which of the module's ways.
        is_peer: whether it is somebody else's work.
    """

    name: str
    label: str
    module: str
    variant: str = ""
    is_peer: bool = True


def keras_backend() -> str:
    """Return the backend on which Keras is timed: JAX, or else PyTorch."""
    return "jax" if importlib.util.find_spec("jax") else "torch"


_ROOM = "network4.bench.competitors"
MATRIX_PRODUCT = Competitor("matrix-product", "", f"{_ROOM}.matrix_product")
OURS: tuple[Competitor, ...] = tuple(
    Competitor(engine, f"network4 ({engine})", f"{_ROOM}.engine", engine, False)
    for engine in ENGINES
)
PEERS: tuple[Competitor, ...] = (
    Competitor("pytorch", "PyTorch", f"{_ROOM}.pytorch", "contiguous_format"),
    Competitor(
        "pytorch-channels-last",
        "PyTorch channels-last",
        f"{_ROOM}.pytorch",
        "channels_last",
    ),
    Competitor("keras", f"Keras 3 ({keras_backend()})", f"{_ROOM}.keras_fit"),
    Competitor("numpy", "NumPy by hand", f"{_ROOM}.by_hand"),
)


def find_peer(name: str) -> Competitor:
    """Return the peer of that name.

    Raises:
        ArgumentError: there is none; the message suggests the nearest.

    Example:
        >>> find_peer("numpy").label
        'NumPy by hand'
    """
    by_name = {peer.name: peer for peer in PEERS}
    return by_name[check_choice("bench", "peer", name, by_name)]
