"""Medians and ratios, against arithmetic by hand."""

import pytest

from network4.bench.competitors import Competitor
from network4.bench.results import (
    Outcome,
    Slices,
    inference_results,
    ratios_to_best_peer,
    step_results,
)

OURS = Competitor("jax", "network4 (jax)", "", is_peer=False)
PEER, OTHER = Competitor("torch", "PyTorch", ""), Competitor("numpy", "NumPy", "")


def test_the_best_peer_is_the_one_with_the_least_median():
    field = [
        Slices(OURS, (1e-3, 2e-3, 9e-3)),
        Slices(PEER, (4e-3, 3e-3, 20e-3)),
        Slices(OTHER, (8e-3, 8e-3, 1e-3)),
    ]
    assert ratios_to_best_peer(field) == pytest.approx([0.5, 1.0, 2.0])


def test_without_a_peer_there_is_no_ratio():
    field = [Slices(OURS, (1.0,)), Slices(PEER, (1.0,), error="crashed")]
    assert ratios_to_best_peer(field) == [None, None]


def test_step_results_are_in_microseconds_and_keep_errors():
    field = [Slices(OURS, (1e-3, 2e-3, 3e-3)), Slices(PEER, (), "torch is missing")]
    good, bad = step_results(("shallow", 10, 1), field, floor_microseconds=7.0)
    assert good.microseconds_per_step == pytest.approx(2000)
    assert (good.min, good.max) == pytest.approx((1000, 3000))
    assert (good.network, good.batch_size, good.threads) == ("shallow", 10, 1)
    assert bad.microseconds_per_step is bad.min is bad.max is None
    assert bad.error == "torch is missing"
    assert bad.floor_microseconds == 7.0


def test_inference_results_are_images_a_second():
    field = [Slices(OURS, (0.5, 1.0, 2.0)), Slices(PEER, (0.25,))]
    ours, peer = inference_results(("shallow", 2), field, num_images=100)
    assert (ours.min, ours.images_per_second, ours.max) == (50, 100, 200)
    assert ours.ratio_to_best_peer == 4
    assert peer.ratio_to_best_peer == 1


def test_an_outcome_is_plain_data():
    steps = step_results(("shallow", 10, 1), [Slices(OURS, (1e-6,))], None)
    record = Outcome({1: 80.0}, steps).to_dict()
    assert record["matrix_product_gflops"] == {"1": 80.0}
    assert record["inference"] == []
    assert set(record["results"][0]) == {
        *("network", "batch_size", "threads", "competitor", "label"),
        *("microseconds_per_step", "min", "max", "ratio_to_best_peer"),
        *("floor_microseconds", "error"),
    }
