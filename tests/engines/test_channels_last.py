"""Images with their channels last are what they are with them first."""

import numpy as np
import pytest

import network4 as n4
from network4.engines import as_batch
from network4.errors import ShapeError


def network(shape):
    return n4.Network([n4.Conv(2, 3), n4.Softmax(4)], shape)


@pytest.mark.parametrize("shape", [(1, 6, 5), (3, 6, 5), (2, 6, 6), (7, 4, 4)])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_the_network_says_which_axis_has_the_channels(shape, dtype):
    draw = np.random.default_rng(0)
    first = draw.integers(0, 2, (5, *shape)).astype(dtype)
    first[0, 0, 0, 0] = 255 if dtype is np.uint8 else 1
    last = first.transpose(0, 2, 3, 1)
    np.testing.assert_array_equal(as_batch(network(shape), last), first)
    np.testing.assert_array_equal(as_batch(network(shape), last[0]), first[:1])


def test_an_open_order_is_the_network_s_own():
    cube = np.random.default_rng(0).random((2, 3, 3, 3), np.float32)
    np.testing.assert_array_equal(as_batch(network((3, 3, 3)), cube), cube)


@pytest.mark.parametrize("shape", [(2, 6, 1, 5), (2, 5, 6, 1), (2, 6, 5, 3)])
def test_other_orders_are_refused(shape):
    with pytest.raises(ShapeError, match=r"\(n, 6, 5, 1\), received"):
        as_batch(network((1, 6, 5)), np.zeros(shape, np.uint8))


@pytest.mark.parametrize("engine", ["native", "jax"])
def test_whatever_takes_images_takes_channels_last(engine):
    draw = np.random.default_rng(0)
    first = draw.integers(0, 256, (30, 3, 6, 5), dtype=np.uint8)
    last = first.transpose(0, 2, 3, 1)
    labels = draw.integers(0, 4, 30)

    def results(images):
        split = n4.Split(images, labels)
        run = n4.fit(
            network((3, 6, 5)),
            n4.Dataset(split, split, split),
            epochs=2,
            learning_rate=0.1,
            shifts=n4.ONE_PIXEL_SHIFTS,
            engine=engine,
            num_threads=1,
        )
        model = run.model
        return (
            run.test_accuracy,
            model.predict(images),
            model.predict_proba(images, shifts=n4.ONE_PIXEL_SHIFTS),
            n4.gradient(model, images, labels),
            n4.activations(model, images, "layer1"),
            n4.Ensemble([model, model]).predict(images),
        )

    np.testing.assert_equal(results(last), results(first))
