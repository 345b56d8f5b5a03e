"""The work is the same for all, and like MNIST in what matters."""

import numpy as np
import pytest
from layered import arrays_of

from network4.bench.work import DEFAULT_NETWORKS, NETWORKS, find_network, make_work
from network4.errors import ArgumentError
from network4.experiments import find_recipe


def test_networks_are_the_books():
    assert set(DEFAULT_NETWORKS) < set(NETWORKS)
    recipe = find_recipe("dbl_conv_relu")
    assert find_network("dbl_conv_relu") == recipe.network((1, 28, 28), 10)
    assert [getattr(s, "dropout", 0) for s in find_network("dropout").layers] == [
        *(0, 0),
        *(0.5, 0.5, 0.5),
    ]


def test_an_unknown_network_is_refused_with_a_hint():
    with pytest.raises(ArgumentError, match="Did you mean 'shallow'"):
        find_network("shalow")


def test_images_are_four_fifths_zeros_and_the_same_each_time():
    work, again = (make_work("shallow", 10, 1, num_images=500) for _ in range(2))
    assert work.images.shape == (500, 1, 28, 28)
    assert work.images.dtype == work.labels.dtype == np.uint8
    assert np.mean(work.images == 0) == pytest.approx(0.8, abs=0.01)
    assert work.images.max() > 250
    assert set(work.labels) == set(range(10))
    np.testing.assert_array_equal(work.images, again.images)
    np.testing.assert_array_equal(work.labels, again.labels)
    both = (arrays_of(each.parameters) for each in (work, again))
    for one, other in zip(*both, strict=True):
        np.testing.assert_array_equal(one, other)


def test_each_pass_is_in_an_order_of_its_own():
    order = make_work("shallow", 10, 1, num_images=50).order(num_steps=12)
    assert order.shape == (12, 10)
    assert order.dtype == np.int32
    first, second = order[:5].ravel(), order[5:10].ravel()
    assert sorted(first) == sorted(second) == list(range(50))
    assert first.tolist() != second.tolist()
    assert first.tolist() != sorted(first)
