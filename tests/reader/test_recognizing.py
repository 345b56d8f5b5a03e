"""How sure the network is of what it was shown."""

import numpy as np
import pytest

from network4.reader.recognizing import sureness_by_class


def test_sureness_is_a_softmax_of_weighted_outputs_divided_by_a_temperature(generator):
    weighted = generator.normal(scale=4, size=(5, 10))

    def softmax(z):
        return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)

    said = softmax(weighted).astype(np.float32)
    softened = softmax(weighted / 1.75).max(axis=1)
    assert softened.min() > 0.18
    wanted = (softened - 0.09) / 0.91
    # Probabilities in float32 are off by 2^-24 of themselves, which a root makes less.
    # Of 0.18 or more, half is left at least, so the share of the error doubles at most.
    found = sureness_by_class(said).max(axis=1)
    assert found == pytest.approx(wanted, rel=2**-21)


def test_what_is_certain_stays_so_and_an_equal_share_is_next_to_nothing():
    assert sureness_by_class(np.float32([[0, 1, 0]])).tolist() == [[0, 1, 0]]
    equal = sureness_by_class(np.float32([[0.25] * 4]))
    assert equal == pytest.approx(0.025 / 0.775)
