"""Networks with all that a step depends on, and its slopes by differences."""

from dataclasses import dataclass

import numpy as np
from plain_maps import Pass, chain

from network4 import Distortions
from network4.augment import draw_warps

MOST_PLACES = 40


def assert_slopes(found, expected, atol=2e-5):
    """Check slopes where differences are at hand; atol is for those of size 1."""
    seen = np.isfinite(expected)
    largest = max(1.0, np.abs(expected[seen]).max(initial=0))
    np.testing.assert_allclose(found[seen], expected[seen], atol=atol * largest)


@dataclass
class Case:
    """A network with numbers, images, masks and slopes dC/dz, all drawn.

    Output and cost are the C++'s codes.
    """

    layers: list
    shape: tuple
    count: int = 5
    seed: int = 0
    output: int = 0
    cost: int = 2

    def __post_init__(self):
        """Draw everything."""
        generator = np.random.Generator(np.random.Philox(self.seed))
        # In the middle of 0..1, so that differences stay inside.
        drawn = generator.uniform(0.1, 0.9, (self.count, *self.shape))
        self.images = np.float32(drawn)
        run = Pass(masks=[], generator=generator)
        z = chain(self.layers, np.float64(self.images), run)
        self.numbers, self.masks = run.numbers, run.masks
        self.slopes = np.float32(generator.standard_normal(z.shape))

    def z(self, training=True, numbers=None, images=None):
        """Return z of the last layer, float64."""
        run = Pass(numbers or self.numbers, self.masks if training else None)
        return chain(
            self.layers, np.float64(self.images if images is None else images), run
        )

    def moments(self):
        """Return means and variances of the mini-batch, by normalisation."""
        run = Pass(self.numbers, self.masks)
        chain(self.layers, np.float64(self.images), run)
        return run.moments

    def slopes_by(self, array, z):
        """Return dC/d(array) by differences; z() is to see what is changed in it.

        Where there are many places some are drawn, and NaN stands at the others.
        """
        found = np.full(array.shape, np.nan)
        generator = np.random.Generator(np.random.Philox(self.seed))
        for place in generator.permutation(list(np.ndindex(array.shape)))[:MOST_PLACES]:
            place = tuple(place)
            kept, step = array[place], 1e-6
            sides = []
            for sign in (1, -1):
                array[place] = kept + sign * step
                sides.append((self.slopes * z()).sum())
            array[place] = kept
            found[place] = (sides[0] - sides[1]) / (2 * step)
        return found

    def slopes_by_numbers(self):
        """Return for each layer dC/d(weights) and dC/d(biases); of averages 0."""
        norms = self.moments()
        return [
            [
                self.slopes_by(part, self.z)
                if name == "weights" or layer not in norms
                else np.zeros(part.shape)
                for name, part in zip(("weights", "biases"), pair, strict=True)
            ]
            for layer, pair in enumerate(self.numbers)
        ]

    def slopes_by_images(self, training):
        """Return dC/d(images)."""
        images = np.float64(self.images)
        return self.slopes_by(images, lambda: self.z(training, images=images))

    def describe(self, core):
        """Return the network for the C++."""
        layers = [layer.describe(core) for layer in self.layers]
        return core.Description(list(self.shape), layers, self.output, self.cost)

    def given_masks(self):
        """Return the masks as the C++ reads them."""
        return [None if m is None else m.astype(np.uint8) for m in self.masks]

    def write(self, target, numbers=None, **which):
        """Write numbers into a session, a gradient or a predictor."""
        for layer, pair in enumerate(numbers or self.numbers):
            target.write(layer, *map(np.float32, pair), **which)

    def read(self, session, **which):
        """Return all numbers of a session."""
        room = [[np.zeros(p.shape, np.float32) for p in pair] for pair in self.numbers]
        for layer, pair in enumerate(room):
            session.read(layer, *pair, **which)
        return room

    def session(self, core, num_threads=2, **changes):
        """Return a training session on the images, with the numbers in it."""
        settings = {
            "batch_size": self.count,
            "num_threads": num_threads,
            "decay": 0.0,
            "momentum": 0.0,
            "label_smoothing": 0.0,
            "seed": 0,
            "images": self.images,
            "labels": np.zeros(self.count, np.int32),
            "shifts": None,
        }
        session = core.TrainingSession(self.describe(core), **{**settings, **changes})
        self.write(session)
        return session


def drawn(*shape):
    """Return numbers in 0..1."""
    generator = np.random.Generator(np.random.Philox(3))
    return generator.uniform(0, 1, shape).astype(np.float32)


def drawn_warps(case):
    """Return a warp for each image."""
    bounds = Distortions(rotation=30, scale=0.3, shift=1)
    return draw_warps(bounds, 0, 0, case.count, case.shape)


def assert_same_steps(case, sessions, orders):
    """Let each session take steps in its order; all are to end with the same bits."""
    found = []
    for session, order in zip(sessions, orders, strict=True):
        rates = np.full(len(order) // case.count, 0.5, np.float32)
        found.append(session.run(np.int32(order), rates, 0, []))
    assert found[0] == found[1]
    assert_same_numbers(case, *sessions)


def assert_same_numbers(case, *sessions, **which):
    """Check that sessions hold the same bits."""
    pairs = [case.read(session, **which) for session in sessions]
    for ours, theirs in zip(*pairs, strict=True):
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(one, other)
