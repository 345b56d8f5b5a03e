"""Each advice is followed here, and leads to what was meant."""

import re

import numpy as np
import pytest

from network4.datasets import Split
from network4.engines import as_batch
from network4.engines.pixels import as_pixels
from network4.errors import ArgumentError, Network4Warning, ShapeError
from network4.layers import Softmax
from network4.network import Network

NETWORK = Network([Softmax(10)])
BYTES = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
SHARES = BYTES / np.float64(255)


def advice_on(batch):
    with pytest.raises(ShapeError) as caught:
        as_pixels(batch)
    return str(caught.value).split(";")[1]


@pytest.mark.parametrize(
    "dtype", [np.float16, np.float32, np.float64, np.longdouble, ">f4", ">f8"]
)
def test_floats_of_every_width_are_the_same(dtype):
    given = SHARES.astype(dtype)
    given.setflags(write=False)
    for view in (given, np.asfortranarray(given), given[:, ::-1][:, ::-1]):
        found = as_pixels(view)
        assert found.dtype == np.dtype("=f4")
        # float16 keeps 11 binary digits.
        np.testing.assert_allclose(found, SHARES, atol=2**-11)


def test_booleans_are_black_and_white():
    bright = BYTES > 127
    np.testing.assert_array_equal(as_pixels(bright), bright.astype(np.float32))
    kept = Split(bright, [0]).images
    np.testing.assert_array_equal(kept, bright.astype(np.float32))


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int64, np.uint64, ">u2"])
def test_zeros_and_ones_are_advised_to_be_booleans(dtype):
    numbers = (BYTES > 127).astype(dtype)
    assert ".astype(bool)" in advice_on(numbers)
    np.testing.assert_array_equal(as_pixels(numbers.astype(bool)), BYTES > 127)


@pytest.mark.parametrize("dtype", [np.int16, np.int64, np.uint16, ">i4"])
def test_bytes_of_another_type_are_advised_to_be_bytes(dtype):
    numbers = BYTES.astype(dtype)
    assert ".astype(np.uint8)" in advice_on(numbers)
    np.testing.assert_array_equal(as_pixels(numbers.astype(np.uint8)), BYTES)


@pytest.mark.parametrize("white", [16, 100, 1023, 4095, 65535])
@pytest.mark.parametrize("dtype", [np.int64, np.float64])
def test_numbers_of_other_depths_are_divided_by_white(white, dtype):
    numbers = np.rint(SHARES * white).astype(dtype)
    advice = advice_on(numbers).replace(",", "")
    found = int(re.search(r"divide by the value of white .* (\d+) here", advice)[1])
    np.testing.assert_allclose(as_pixels(numbers / found), SHARES, atol=0.5 / white)


def test_floats_up_to_255_are_divided_by_it():
    assert advice_on(BYTES.astype(np.float32)).startswith(" divide by 255")
    np.testing.assert_allclose(as_pixels(BYTES / 255), SHARES, atol=1e-7)


@pytest.mark.parametrize("least", [-1e-9, 0])
def test_what_rounding_puts_out_of_range_is_clipped(least):
    numbers = SHARES * (1 + 1e-7) + least
    assert "np.clip(images, 0, 1)" in advice_on(numbers)
    np.testing.assert_allclose(as_pixels(np.clip(numbers, 0, 1)), SHARES, atol=1e-6)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("inputs", ["pixels", "numbers"])
def test_what_is_not_finite_is_named_and_not_scaled(value, inputs):
    images = np.full((2, 3), 0.5)
    images[1, 2] = value
    network = Network([Softmax(10)], (3,), inputs=inputs)
    name = "NaN" if np.isnan(value) else "infinity"
    with pytest.raises(ShapeError, match=rf"{name} \(1 of 6 values\)") as caught:
        as_batch(network, images)
    assert "divide" not in str(caught.value)


def test_negative_values_are_named_and_not_divided():
    for numbers in (SHARES * 2 - 1, BYTES.astype(np.int16) - 128):
        assert "divide" not in advice_on(numbers)
    assert "negative" in advice_on(SHARES * 2 - 1)
    assert "-128..127" in advice_on(BYTES.astype(np.int16) - 128)


def test_numbers_beyond_float32_are_named():
    network = Network([Softmax(10)], (3,), inputs="numbers")
    with pytest.raises(ShapeError, match=r"up to 1e\+300, which float32 cannot hold"):
        as_batch(network, np.full((2, 3), -1e300))


@pytest.mark.parametrize(
    "dtype", [np.complex128, object, str, bytes, "M8[s]", "m8[s]", "f4,f4"]
)
def test_what_is_no_number_is_refused(dtype):
    images = np.zeros((1, 28, 28), dtype)
    with pytest.raises(ShapeError, match="; give an array of numbers"):
        as_batch(NETWORK, images)


@pytest.mark.parametrize(
    "images",
    [
        None,
        {},
        {1},
        "abc",
        b"abc",
        iter([1]),
        [[1], [1, 2]],
        object(),
        [[10**40] * 784],
    ],
)
def test_what_is_no_array_is_refused(images):
    with pytest.raises(
        (ArgumentError, ShapeError), match=r"expects|must be an array"
    ) as c:
        as_batch(NETWORK, images)
    assert len(str(c.value)) <= 300 and "\n" not in str(c.value)


def test_bytes_of_the_other_order_are_turned():
    kept = Split(SHARES.astype(">f4"), [0]).images
    assert kept.dtype.isnative
    np.testing.assert_allclose(kept, SHARES, rtol=1e-6)


def test_bytes_that_are_only_0_and_1_are_warned_of():
    bright = BYTES > 127
    with pytest.warns(Network4Warning, match=r"1 of 255 .*\.astype\(bool\)"):
        as_pixels(bright.astype(np.uint8))
    np.testing.assert_array_equal(as_pixels(bright), bright.astype(np.float32))


@pytest.mark.parametrize("most", [0, 2, 255])
def test_other_bytes_are_taken_in_silence(most):
    assert as_pixels(np.minimum(BYTES, most)).max() == most


def test_bytes_with_a_sign_are_advised_to_be_seen_without():
    numbers = BYTES.view(np.int8)
    assert ".view(np.uint8)" in advice_on(numbers)
    np.testing.assert_array_equal(as_pixels(numbers.view(np.uint8)), BYTES)
