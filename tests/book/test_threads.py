"""The programs keep small products on one thread, and give back what they took."""

import numpy as np
import pytest

from network4.book import network, network2
from network4.scratch.backprop import FullyConnected, Softmax, Stack
from network4.utils import blas

PAIR = np.full((6, 1), 0.5), np.eye(3)[:, [1]]


class Library:
    """Has a number of threads, as threadpoolctl's libraries have."""

    num_threads = 2

    def set_num_threads(self, num_threads):
        self.num_threads = num_threads


@pytest.fixture
def library(monkeypatch):
    monkeypatch.delenv("NETWORK4_NUM_THREADS", raising=False)
    one = Library()
    monkeypatch.setattr(blas, "_libraries", lambda with_scipy: [one])
    return one


@pytest.mark.parametrize("program", [network, network2])
@pytest.mark.parametrize(
    "call",
    [
        lambda net: net.feedforward(PAIR[0]),
        lambda net: net.SGD([PAIR], 1, 1, 0.5),
        lambda net: getattr(net, "evaluate", getattr(net, "accuracy", None))([PAIR]),
        lambda net: getattr(net, "total_cost", lambda *_: net.SGD([PAIR], 1, 1, 0.5))(
            [PAIR], 0.5
        ),
    ],
)
def test_products_are_on_one_thread(program, call, library, monkeypatch):
    seen, own = [], np.dot
    monkeypatch.setattr(
        np, "dot", lambda *arrays: (seen.append(library.num_threads), own(*arrays))[1]
    )
    call(program.Network([6, 5, 3]))
    assert set(seen) == {1}
    assert library.num_threads == 2


def test_they_come_back_after_ctrl_c(library):
    class Stopped(network.Network):
        def update_mini_batch(self, *_):
            assert library.num_threads == 1
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Stopped([6, 3]).SGD([PAIR], 1, 1, 0.5)
    assert library.num_threads == 2


def test_first_principles_too(library):
    seen = []

    class Watching(FullyConnected):
        def forward(self, a, generator=None):
            seen.append(library.num_threads)
            return super().forward(a, generator)

    layer = Watching(np.ones((6, 4)), np.zeros(4), "tanh")
    stack = Stack([layer, Softmax(np.ones((4, 3)), np.zeros(3))])
    stack.step(np.ones((2, 6)), np.array([0, 2]), rate=0.1)
    stack.forward(np.ones((2, 6)))
    assert (seen, library.num_threads) == ([1, 1], 2)
