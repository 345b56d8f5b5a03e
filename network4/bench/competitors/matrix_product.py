"""The product of two square matrices: how fast this machine can do arithmetic."""

import numpy as np

from network4.bench.work import Runner, Work
from network4.engines import Order, Outputs
from network4.network import Parameters

_SIZE = 1024
OPERATIONS = 2 * _SIZE**3


class _Product:
    """A step is one float32 product of NumPy, whatever the work."""

    def __init__(self) -> None:
        generator = np.random.Generator(np.random.Philox(0))
        self._factor = generator.random((_SIZE, _SIZE), np.float32)
        self._product = np.empty_like(self._factor)

    def run_steps(self, order: Order) -> None:
        """Multiply once for each row of `order`."""
        for _ in order:
            np.matmul(self._factor, self._factor, out=self._product)

    def outputs(self) -> Outputs:
        """Return the latest product."""
        return self._product

    def parameters(self) -> Parameters:
        """Return none."""
        return {}


def start(work: Work, variant: str) -> Runner:
    """Make the matrices."""
    del work, variant
    return _Product()
