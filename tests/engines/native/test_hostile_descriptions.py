"""Whatever numbers reach the C++, an exception comes out of it, or an answer."""

import numpy as np
import pytest

NUMBERS = (
    *(-(2**63), -(2**31), -(2**31) + 1, -2, -1, 0, 1, 2, 3, 5, 6, 7),
    *(15, 16, 17, 255, 256, 257, 2**15, 2**16, 2**20, 2**28, 2**28 + 1),
    *(2**30, 2**31 - 1, 2**31, 2**32, 2**32 + 1, 2**63, 2**64),
)
SMALL = (1, 1, 1, 2, 2, 3, 4, 5)
RATES = (0.0, 0.5, 0.9, 1.0, -1.0, 1e-45, 1 - 2**-24, 1e39, np.inf, -np.inf, np.nan)
REFUSALS = (TypeError, ValueError, RuntimeError, OverflowError)
# A description that is taken is tried where its arrays are smaller than this.
MOST_BYTES = 2 * 10**8


class Descriptions:
    """Draws descriptions, of which about half a number each is hostile."""

    def __init__(self, core, seed):
        self.core = core
        self.generator = np.random.Generator(np.random.Philox(seed))
        self.share = self.generator.choice([0.0, 0.02, 0.1, 0.3])

    def one_of(self, choices):
        return choices[int(self.generator.integers(len(choices)))]

    def is_hostile(self):
        return self.generator.random() < self.share

    def size(self):
        return self.one_of(NUMBERS if self.is_hostile() else SMALL)

    def rate(self):
        return self.one_of(RATES if self.is_hostile() else RATES[:2])

    def sizes(self, least=1):
        count = self.one_of((0, 1, 3)) if self.is_hostile() else 2
        return [self.size() - 1 + least for _ in range(count)]

    def activation(self):
        return self.one_of(NUMBERS) if self.is_hostile() else self.one_of((0, 1, 2, 3))

    def layer(self, depth=0):
        core = self.core
        return self.one_of(
            [
                lambda: core.convolution(
                    *(self.size(), self.sizes(), self.sizes(), self.sizes(0)),
                    self.sizes(),
                    self.activation(),
                    self.one_of((1, 1, self.size())),
                ),
                lambda: core.max_pool(self.sizes(), self.sizes(), self.sizes(0), True),
                lambda: core.average_pool(self.sizes(), self.sizes(), self.sizes(0)),
                lambda: core.batch_norm(self.activation(), self.rate(), self.rate()),
                lambda: core.dropout(self.rate()),
                lambda: core.zero_padding_shortcut(self.size() + 3, self.sizes()),
                lambda: core.parallel(self.branches(depth), self.one_of((0, 1))),
                lambda: core.residual(self.layers(depth), [], self.activation()),
            ]
        )()

    def layers(self, depth):
        count = 0 if depth > 2 else int(self.generator.integers(3))
        return [self.layer(depth + 1) for _ in range(count)]

    def branches(self, depth):
        return [self.layers(depth) for _ in range(int(self.generator.integers(4)))]

    def dense(self):
        return self.core.dense(self.size(), self.activation(), self.rate())

    def description(self):
        inputs = [self.size(), *(self.size() + 5 for _ in range(2))]
        layers = [*self.layers(0), self.dense(), self.core.dense(3, 0, self.rate())]
        if self.is_hostile():
            self.generator.shuffle(layers)
        codes = NUMBERS if self.is_hostile() else (0, 1, 2, 4)
        return inputs, self.core.Description(inputs, layers, self.one_of(codes), 2)


def run_all(core, inputs, description, batch_size, num_threads):
    """Predict and take steps, where the arrays are small."""
    needed = core.memory_needed(description, num_threads, batch_size)
    if needed + core.memory_needed(description, num_threads) > MOST_BYTES:
        return False
    images = np.ones((3, *inputs), np.uint8)
    core.Predictor(description, num_threads).run(images, np.zeros((3, 3), np.float32))
    session = core.TrainingSession(
        description,
        *(batch_size, num_threads, 1e-3, 0.5, 0.0, 7),
        images=images,
        labels=np.array([0, 1, -1], np.int32),
    )
    count = min(batch_size, 3)
    order = np.zeros(2 * count, np.int32)
    session.run(order, np.full(2, 0.1, np.float32), 2**64 - 1, [])
    return True


@pytest.mark.parametrize("seed", range(600))
def test_a_drawn_description_raises_or_runs(core, seed):
    drawn = Descriptions(core, seed)
    batch_size, num_threads = drawn.size(), drawn.size()
    try:
        run_all(core, *drawn.description(), batch_size, num_threads)
    except REFUSALS as refusal:
        assert str(refusal)


def test_some_drawn_descriptions_run(core):
    """Else the test above would try nothing but refusals."""
    num_run = 0
    for seed in range(60):
        drawn = Descriptions(core, seed)
        drawn.share = 0.0
        try:
            num_run += run_all(core, *drawn.description(), 2, 2)
        except ValueError:
            continue
    assert num_run >= 10


@pytest.mark.parametrize("large", [2**28, 2**28 + 1, 2**30, 2**31 - 1])
@pytest.mark.parametrize("place", ["maps", "field", "stride", "padding", "pool"])
def test_a_large_number_in_a_convolution_is_refused_or_runs(core, place, large):
    sizes = {name: [1, 1] for name in ("field", "stride", "pool")} | {"padding": [0, 0]}
    sizes["maps"] = 1
    sizes[place] = large if place == "maps" else [large, large]
    try:
        layers = [core.convolution(**sizes, activation=0), core.dense(3, 0, 0.0)]
        run_all(core, [1, 6, 6], core.Description([1, 6, 6], layers, 4, 0), 2, 1)
    except ValueError as refusal:
        assert place != "stride" or large > 2**28, refusal
    else:
        assert place == "stride" and large <= 2**28


def test_a_large_padding_and_a_large_stride_are_refused_together(core):
    most = 2**31 - 1
    layers = [
        core.convolution(1, [1, 1], [most] * 2, [most] * 2, [1, 1], 0),
        core.max_pool([1, 1], [3, 3]),
        core.dense(10, 0, 0.0),
    ]
    with pytest.raises(ValueError, match=r"none above 2\^28"):
        core.Predictor(core.Description([1, 28, 28], layers, 4, 0), 1)


@pytest.mark.parametrize("sides", [(2**10, 2**10, 2**10), (1, 2**28, 4), (2**28, 1, 4)])
def test_an_input_of_two_to_the_thirtieth_is_refused(core, sides):
    description = core.Description(list(sides), [core.dense(1, 0, 0.0)], 1, 2)
    with pytest.raises(ValueError, match="too large"):
        core.memory_needed(description, 1)


@pytest.mark.parametrize("count", [0, -1, 257, 2**31 - 1])
def test_a_number_of_threads_out_of_range_is_refused(core, count):
    description = core.Description([1, 6, 6], [core.dense(3, 0, 0.0)], 4, 0)
    with pytest.raises(ValueError, match="num_threads must be"):
        core.Predictor(description, count)


@pytest.mark.parametrize("batch_size", [2**25, 2**28])
def test_a_mini_batch_near_all_numbers_is_counted_or_refused(core, batch_size):
    description = core.Description([1, 1, 1], [core.dense(1, 0, 0.0)], 1, 2)
    assert core.memory_needed(description, 1, batch_size) > 4 * batch_size
    with pytest.raises(ValueError, match=r"up to 2\^28"):
        core.memory_needed(description, 1, 2**28 + 1)


def test_blocks_within_blocks_have_a_bound(core):
    block = core.residual([], [], 3)
    with pytest.raises(ValueError, match="50 deep"):
        for _ in range(1000):
            block = core.residual([block], [], 3)


@pytest.mark.parametrize("far", [-(2**31), 2**31 - 1])
def test_a_shift_to_the_end_of_all_numbers_is_refused(core, far):
    description = core.Description([1, 6, 6], [core.dense(3, 0, 0.0)], 4, 0)
    with pytest.raises(ValueError, match="shift is too large"):
        core.TrainingSession(
            description,
            *(2, 1, 0.0, 0.0, 0.0, 0),
            images=np.zeros((2, 1, 6, 6), np.uint8),
            labels=np.zeros(2, np.int32),
            shifts=np.array([[far, 0]], np.int32),
        )
