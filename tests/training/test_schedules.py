import math
from fractions import Fraction

import numpy as np
import pytest

from network4.errors import ArgumentError
from network4.training.schedules import (
    Constant,
    Cosine,
    Exponential,
    Linear,
    OneCycle,
    Step,
    as_schedule,
)


@pytest.mark.parametrize(
    ("schedule", "rate_at"),
    [
        (Constant(0.3), lambda t: 0.3),
        (Step(0.8, factor=0.5, every_epochs=2), lambda t: [0.8, 0.4, 0.2][t // 8]),
        (Linear(0.5, 0.1), lambda t: 0.5 - 0.4 * t / 19),
        (Cosine(0.5, 0.1), lambda t: 0.1 + 0.2 * (1 + math.cos(math.pi * t / 19))),
        (Exponential(1e-3, 1e-6), lambda t: 10 ** (-3 - 3 * t / 19)),
    ],
)
@pytest.mark.parametrize("warmup_epochs", [0, 1.5])
def test_rate_of_every_step(schedule, rate_at, warmup_epochs):
    """Five epochs of four steps; a warm-up of 1.5 epochs is one of six steps."""
    warmed = type(schedule)(**{**vars(schedule), "warmup_epochs": warmup_epochs})
    share = [min(1, (t + 1) / 6) if warmup_epochs else 1 for t in range(20)]
    expected = [rate_at(t) * share[t] for t in range(20)]
    np.testing.assert_allclose(warmed.rates(5, 4), expected, rtol=1e-6)
    by_epoch = [warmed.rates(5, 4, epoch) for epoch in range(5)]
    np.testing.assert_array_equal(np.concatenate(by_epoch), warmed.rates(5, 4))


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: Constant(0), "Constant: rate must be a finite number above 0"),
        (lambda: Constant(math.nan), "Constant: rate .* received nan"),
        (lambda: Constant(0.1, warmup_epochs=-1), "warmup_epochs .* at least 0"),
        (lambda: Step(0.1, factor=0), "Step: factor must be"),
        (lambda: Step(0.1, every_epochs=0), "Step: every_epochs must be"),
        (lambda: Linear(0.1, -0.1), "Linear: end must be"),
        (lambda: Cosine(-1), "Cosine: start must be"),
        (lambda: OneCycle(0), "OneCycle: peak must be"),
        (lambda: OneCycle(1, start=0), "OneCycle: start must be"),
        (lambda: OneCycle(1, end=-1), "OneCycle: end must be"),
        (lambda: OneCycle(1, start=2), "OneCycle: start must be at most peak"),
        (lambda: OneCycle(1, rise=1), "OneCycle: rise must be .* below 1"),
        (lambda: Exponential(0.1, 0), "Exponential: end must be .* above 0"),
        (lambda: as_schedule("fast"), "fit: learning_rate must be a number above 0 or"),
        (lambda: as_schedule(-0.5), r"received -0\.5"),
    ],
)
def test_impossible_schedules_are_refused(build, words):
    with pytest.raises(ArgumentError, match=words):
        build()


def test_one_cycle_rises_and_falls_along_half_waves():
    rates = OneCycle(0.5, start=0.02, end=0.001, rise=0.25).rates(7, 3)
    assert rates[[0, 5, 20]].tolist() == pytest.approx([0.02, 0.5, 0.001])
    assert (np.diff(rates[:6]) > 0).all()
    assert (np.diff(rates[5:]) < 0).all()
    half_way = 0.02 + 0.48 * (1 - math.cos(math.pi * 2 / 5)) / 2
    assert rates[2] == pytest.approx(half_way)
    assert OneCycle(0.5).rates(1, 9)[0] == pytest.approx(0.02)


def test_a_single_step_takes_the_first_rate():
    assert Linear(0.5, 0.1).rates(1, 1).tolist() == [0.5]


def test_a_record_can_hold_a_schedule():
    assert Linear(0.5).to_dict() == {
        "type": "Linear",
        "start": 0.5,
        "end": 0.0,
        "warmup_epochs": 0.0,
    }


@pytest.mark.parametrize(
    ("fractions", "floats"),
    [
        (OneCycle(Fraction(1, 2), end=Fraction(1, 8)), OneCycle(0.5, end=0.125)),
        (Linear(Fraction(1, 2), Fraction(1, 4)), Linear(0.5, 0.25)),
        (Constant(Fraction(1, 2), warmup_epochs=1), Constant(0.5, warmup_epochs=1)),
    ],
)
def test_a_fraction_is_kept_as_a_float(fractions, floats):
    assert repr(fractions) == repr(floats)
    np.testing.assert_array_equal(fractions.rates(3, 4), floats.rates(3, 4))


def test_a_fraction_is_too_much_in_a_sentence():
    with pytest.raises(ArgumentError, match=r"at most peak, 0\.5, received"):
        OneCycle(Fraction(1, 2), end=Fraction(3, 4))
