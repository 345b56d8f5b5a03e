"""Images that network2 changes anew in each epoch."""

import numpy as np
import pytest
from book_checks import distance

from network4.augment import Distortions, distort, move
from network4.book import network2
from network4.book._distorted import distorted
from network4.errors import ShapeError

MOVES = Distortions(crop=1)


@pytest.fixture
def images():
    """Eleven images of 4 x 4 as columns, with a digit's column each."""
    generator = np.random.default_rng(1)
    return [
        (generator.random((16, 1)).astype(np.float32), np.eye(3)[:, [k % 3]])
        for k in range(11)
    ]


def test_each_image_is_moved_by_itself_and_keeps_its_digit(images, seeded):
    shown = distorted(images, MOVES, 16)
    moved = 0
    for (before, y), (after, same) in zip(images, shown, strict=True):
        assert y is same
        square = before.reshape(4, 4)
        ways = [
            move(square, down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)
        ]
        assert any((way == after.reshape(4, 4)).all() for way in ways)
        moved += (before != after).any()
    assert moved > 3  # of eleven, of which a ninth is expected to stay


def test_in_parts_it_is_what_distort_makes(images, seeded, monkeypatch):
    monkeypatch.setattr("network4.book._distorted._AT_ONCE", 6)
    shown = np.array([x for x, _ in distorted(images, MOVES, 16)])
    seeded()
    squares = np.array([x for x, _ in images]).reshape(11, 4, 4)
    parts = [
        distort(part, MOVES, int(np.random.randint(2**31)))
        for part in (squares[:6], squares[6:])
    ]
    np.testing.assert_array_equal(shown.reshape(11, 4, 4), np.concatenate(parts))


def test_a_network_learns_from_other_images_in_each_epoch(images, seeded):
    seen = []

    class Watching(network2.Network):
        def update_mini_batch(self, mini_batch, eta, lmbda, n):
            seen.append({(x.tobytes(), int(y.argmax())) for x, y in mini_batch})
            super().update_mini_batch(mini_batch, eta, lmbda, n)

    def trained(kind):
        seeded()
        net = kind([16, 5, 3])
        net.SGD(list(images), 2, 11, 0.5, lmbda=1.0, distortions=MOVES)
        return net

    # Two ways to sum the same float64 products.
    assert distance(trained(Watching), trained(network2.Network)) < 1e-12
    assert len(seen) == 2
    assert seen[0] != seen[1]


def test_what_is_no_square_is_refused(images):
    with pytest.raises(ShapeError, match="received a network of 6 inputs"):
        network2.Network([6, 3]).SGD(
            [(np.zeros((6, 1)), np.zeros((3, 1)))], 1, 1, 0.5, distortions=MOVES
        )
