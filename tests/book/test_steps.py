import numpy as np
import pytest

from network4.book._steps import Rolling, aligned_zeros


@pytest.mark.parametrize("num_columns", [1, 7, 8, 785])
def test_every_row_begins_a_cache_line_and_shares_none(num_columns):
    rows = aligned_zeros(3, num_columns)
    assert rows.shape[0] == 3
    assert num_columns <= rows.shape[1] < num_columns + 8
    assert [row.ctypes.data % 64 for row in rows] == [0, 0, 0]
    np.testing.assert_array_equal(rows, 0)


class Falling:
    """Two numbers that each step lowers by what is given; a step of ones own."""

    def __init__(self):
        self.biases, self.weights = [np.zeros((1, 1))], [np.ones((1, 1))]

    def step(self):
        self.biases = [b - 1 for b in self.biases]
        self.weights[0] -= 2  # in place, as some do


@pytest.mark.parametrize("momentum", [0.5, -0.25])
def test_velocities_are_a_geometric_series(momentum):
    """A constant force s gives v_n = s (1 - m^n) / (1 - m)."""
    net, rolling = Falling(), Rolling(momentum)
    fallen = 0.0
    for n in range(1, 6):
        rolling.roll(net, net.step)
        speed = (1 - momentum**n) / (1 - momentum)
        fallen += speed
        assert rolling.velocities[0] == pytest.approx(-speed)
        assert net.biases[0] == pytest.approx(-fallen)
        assert net.weights[0] == pytest.approx(1 - 2 * fallen)
