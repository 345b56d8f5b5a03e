"""Slopes that come from outside or go there, and steps that spare some layers."""

import numpy as np
import pytest
from block_cases import Case, assert_slopes
from plain_maps import Conv, Drop, Full, Norm, Parallel, Pool, Residual

from network4.engines.native.lowering import OPTIMIZERS

RATE = np.float32(0.5)
NETWORKS = {
    "shallow": [Full(6, "tanh", dropout=0.5), Full(3, dropout=0.2)],
    "one layer": [Full(3)],
    "dropout on maps": [Drop(0.4), Full(5, "sigmoid"), Full(3)],
    "convolution": [Conv(3, pool=(2, 2), activation="relu"), Full(3, dropout=0.3)],
    "pools alone": [
        Pool("average", (2, 2), (2, 2)),
        Pool("max", (2, 2), (1, 1)),
        Full(3),
    ],
    "blocks": [
        Conv(4, padding=(1, 1), biases=False),
        Norm("relu"),
        Drop(0.3),
        Residual([Conv(4, groups=2, padding=(1, 1)), Norm()]),
        Parallel([[Norm("tanh"), Drop(0.2)], [Conv(2, (1, 1))]]),
        Full(6, "tanh", dropout=0.5),
        Norm("sigmoid"),
        Full(7, dropout=0.25, biases=False),
        Norm("tanh"),
        Full(3),
    ],
}


def case_of(name, **changes):
    return Case(NETWORKS[name], (2, 5, 6), **changes)


def gradient_of(core, case, num_threads=2, **changes):
    gradient = core.Gradient(
        case.describe(core), batch_size=case.count, num_threads=num_threads, **changes
    )
    case.write(gradient)
    return gradient


@pytest.mark.parametrize("num_threads", [1, 3])
@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("name", NETWORKS)
def test_slopes_by_images_are_finite_differences(core, name, training, num_threads):
    case = case_of(name)
    gradient = gradient_of(core, case, num_threads)
    masks = case.given_masks() if training else []
    z = gradient.forward(case.images, training=training, masks=masks)
    np.testing.assert_allclose(z, case.z(training), atol=1e-5)
    found = gradient.backward(case.slopes)
    assert found.dtype == np.float32
    expected = case.slopes_by_images(training)
    assert_slopes(found, expected)
    # The way forward is kept: other slopes may follow.
    doubled = gradient.backward(2 * case.slopes)
    np.testing.assert_array_equal(doubled, 2 * found)


def test_slopes_pass_through_blank_paper(core):
    """An input of 0 has a slope, though it has no part in that of the weights."""
    case = case_of("shallow")
    case.images[:, :, ::2] = 0
    gradient = gradient_of(core, case)
    gradient.forward(case.images)
    expected = case.slopes_by_images(training=False)
    assert np.nanmean(np.abs(expected[:, :, ::2])) > 1e-2
    assert_slopes(gradient.backward(case.slopes), expected)


def test_bytes_are_the_numbers_they_stand_for(core):
    case = case_of("convolution")
    images = np.round(255 * case.images).astype(np.uint8)
    numbers = images * (np.float32(1) / np.float32(255))
    gradient = gradient_of(core, case)
    found = []
    for given in (images, numbers):
        found.append((gradient.forward(given), gradient.backward(case.slopes)))
    for of_bytes, of_numbers in zip(*found, strict=True):
        np.testing.assert_array_equal(of_bytes, of_numbers)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_step_by_the_slopes_of_a_cost_is_one_of_the_run(core, name):
    """The quadratic cost of linear outputs has the slopes (z - target) / n."""
    case = case_of(name)
    settings = {"momentum": 0.5, "decay": 0.01}
    running, given = (case.session(core, **settings) for _ in range(2))
    order = np.arange(case.count, dtype=np.int32)
    target = np.array([1, 0, 0], np.float32)
    for step in (4, 5):
        cost = running.run(order, np.full(1, RATE), step, [])
        z = given.forward(case.images, step, [])
        errors = np.float64(z) - target
        assert cost == pytest.approx([(errors**2).sum() / 2 / case.count], rel=1e-5)
        given.backward(np.float32(errors / case.count), RATE)
    for ours, theirs in zip(case.read(given), case.read(running), strict=True):
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-5)


def test_fewer_images_than_the_batch_size(core):
    case = case_of("blocks", count=2)
    few, many = case.session(core), case.session(core, batch_size=9, num_threads=3)
    for session in (few, many):
        session.forward(case.images, 0, case.given_masks())
        session.backward(case.slopes, RATE)
    for ours, theirs in zip(case.read(few), case.read(many), strict=True):
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-5)


# Of "blocks", by layer: some frozen, two at other rates.
FACTORS = [0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.5, 1.0, 0.0, 0.5, 2.0, 0.0, 1.0]


def step(session, case, number):
    session.forward(case.images, number, case.given_masks())
    session.backward(case.slopes, 0.01)


def test_layers_step_at_their_own_rates(core):
    """Their running averages, which have no rate, go their way unless frozen."""
    case = case_of("blocks")
    plain, factored = (case.session(core, decay=0.1) for _ in range(2))
    factored.set_rate_factors(FACTORS)
    for session in (plain, factored):
        step(session, case, 0)
    norms = case.moments()
    compared = zip(
        FACTORS, case.numbers, case.read(plain), case.read(factored), strict=True
    )
    for layer, (factor, before, one, other) in enumerate(compared):
        for part in range(2):
            averages = layer in norms and part == 1 and factor > 0
            expected = (1.0 if averages else factor) * (one[part] - before[part])
            np.testing.assert_allclose(other[part] - before[part], expected, atol=1e-6)


@pytest.mark.parametrize("rule", [{"momentum": 0.9}, {"optimizer": OPTIMIZERS["adam"]}])
def test_frozen_layers_stay_as_they_are_to_the_bit(core, rule):
    """Though they have velocities from a step before; those stay too."""
    case = case_of("blocks")
    session = case.session(core, decay=0.1, **rule)
    step(session, case, 0)
    kept = ["velocities", "squares"] if session.keeps_squares else ["velocities"]
    parts = [{}] + [{name: True} for name in kept]
    before = [case.read(session, **part) for part in parts]
    session.set_rate_factors([float(factor > 0) for factor in FACTORS])
    step(session, case, 1)
    for part, held in zip(parts, before, strict=True):
        after = case.read(session, **part)
        for factor, old, new in zip(FACTORS, held, after, strict=True):
            same = all(map(np.array_equal, old, new))
            assert same == (factor == 0 or not old[0].size)


def test_frozen_layers_pass_slopes_on(core):
    """What learns below them learns as if they did."""
    case = case_of("blocks")
    frozen = [1.0] + [0.0] * (len(case.numbers) - 1)
    after = []
    for factors in (None, frozen):
        session = case.session(core)
        if factors:
            session.set_rate_factors(factors)
        step(session, case, 0)
        after.append(case.read(session))
    np.testing.assert_array_equal(after[0][0][0], after[1][0][0])
    assert (after[0][-1][0] != after[1][-1][0]).any()


@pytest.mark.parametrize(
    ("factors", "words"),
    [
        ([1.0], "for each layer"),
        ([1.0, -1.0], "0 or more"),
        ([1.0, np.nan], "0 or more"),
    ],
)
def test_rate_factors_are_refused(core, factors, words):
    session = case_of("convolution").session(core)
    with pytest.raises(ValueError, match=words):
        session.set_rate_factors(factors)


@pytest.mark.parametrize("kind", ["session", "gradient"])
def test_slopes_without_a_way_forward_are_refused(core, kind):
    case = case_of("convolution")
    if kind == "session":
        session = case.session(core)
        back = lambda slopes: session.backward(slopes, 0.1)  # noqa: E731
    else:
        back = gradient_of(core, case).backward
    with pytest.raises(ValueError, match="must follow a way forward"):
        back(case.slopes)


def test_a_step_uses_up_the_way_forward(core):
    case = case_of("convolution")
    session = case.session(core)
    step(session, case, 0)
    with pytest.raises(ValueError, match="must follow a way forward"):
        session.backward(case.slopes, 0.1)
    session.forward(case.images, 1, case.given_masks())
    session.run(np.zeros(1, np.int32), np.full(1, RATE), 1, [])
    with pytest.raises(ValueError, match="must follow a way forward"):
        session.backward(case.slopes, 0.1)


def test_a_session_needs_no_images_of_its_own(core):
    case = case_of("convolution")
    none = {"images": case.images[:0], "labels": np.zeros(0, np.int32)}
    sessions = [case.session(core), case.session(core, batch_size=5, **none)]
    for session in sessions:
        step(session, case, 0)
    for ours, theirs in zip(*map(case.read, sessions), strict=True):
        np.testing.assert_array_equal(ours[0], theirs[0])


@pytest.mark.parametrize("shape", [(4, 3), (5, 2), (15,), (5, 3, 1)])
def test_slopes_of_another_shape_are_refused(core, shape):
    case = case_of("convolution")
    session = case.session(core)
    session.forward(case.images, 0, case.given_masks())
    with pytest.raises(ValueError, match="slopes must be"):
        session.backward(np.zeros(shape, np.float32), 0.1)


def test_images_and_masks_of_another_shape_are_refused(core):
    case = case_of("convolution")
    session, gradient = case.session(core), gradient_of(core, case)
    more = np.zeros((6, 2, 5, 6), np.float32)
    for images, words in [
        (more, "no more than the batch size"),
        (more[:0], "there must be images"),
        (more[:5, :, :4].copy(), "input shape"),
    ]:
        with pytest.raises(ValueError, match=words):
            session.forward(images, 0, [])
        with pytest.raises(ValueError, match=words):
            gradient.forward(images)
    with pytest.raises(ValueError, match="go with the layers that drop"):
        session.forward(case.images, 0, [None, None])
    with pytest.raises(ValueError, match="for every image"):
        session.forward(case.images, 0, [None, np.ones(3, np.uint8)])
