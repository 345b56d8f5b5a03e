"""How sure the network is of what it was shown."""

import numpy as np
import pytest

from network4.reader.joining import Split
from network4.reader.recognizing import Seen


def test_sureness_is_a_softmax_of_weighted_outputs_divided_by_a_temperature(generator):
    weighted = generator.normal(scale=4, size=(5, 10))

    def softmax(z):
        return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)

    said = softmax(weighted).astype(np.float32)
    seen = Seen(Split(2, (), {}), probabilities=dict(enumerate(said)))
    softened = softmax(weighted / 1.75).max(axis=1)
    # Probabilities in float32 are off by 2^-24 of themselves, which a root makes less.
    assert list(seen.sureness.values()) == pytest.approx(softened, rel=2**-22)


def test_what_is_certain_stays_so():
    certain, undecided = np.float32([0, 1, 0]), np.float32([0.25] * 4)
    seen = Seen(Split(2, (), {}), probabilities={3: certain, 5: undecided})
    assert seen.sureness == {3: 1.0, 5: 0.25}
