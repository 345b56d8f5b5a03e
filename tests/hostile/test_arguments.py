"""Arguments that Hypothesis makes, the simplest that fails."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import network4 as n4

kinds = pytest.importorskip("benchmarks.hostile.kinds", reason="needs a checkout")
from benchmarks.hostile.arguments import arguments_of, bounded  # noqa: E402
from benchmarks.hostile.judging import judged  # noqa: E402
from benchmarks.hostile.targets import GOOD, is_drawn, targets  # noqa: E402

PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.binary(max_size=5)
)
ARRAYS = arrays.arrays(
    arrays.scalar_dtypes(), arrays.array_shapes(min_dims=0, max_dims=4, max_side=3)
)
VALUES = st.recursive(
    PLAIN | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)


@pytest.mark.slow
@settings(max_examples=1000)
@given(st.data())
def test_arguments_of_any_type_bring_only_our_errors(data):
    known = [target for target in targets() if not is_drawn(target)]
    target = data.draw(st.sampled_from(known))
    names = sorted({*target.required, *target.others})
    unknown = {name for name in target.required if name not in GOOD}
    picked = unknown | {data.draw(st.sampled_from(names))}
    hostile = {name: bounded(name, data.draw(VALUES)) for name in sorted(picked)}
    with kinds.prepared():
        found = judged(
            lambda: target.call(**arguments_of(target, hostile)), also=(OSError,)
        )
    assert not found.fault, f"{target.name}({hostile})"


def test_every_public_name_that_takes_arguments_is_tried():
    tried = {target.name for target in targets()}
    left_out = {name for name in n4.__all__ if name not in tried}
    # An estimator has a kind of its own; the others take nothing, or cannot be called.
    assert left_out == {
        *("DigitClassifier", "Network4Error", "Objective", "load_digits"),
        *("BinaryCrossEntropy", "SquaredError"),
        *("ONE_PIXEL_SHIFTS", "SAMPLE_PICTURE", "__version__", "architectures"),
    }


def test_what_is_made_by_a_class_and_what_is_drawn_are_tried():
    known = {target.name: target for target in targets()}
    assert "class_names" in known["Dataset.from_arrays"].others
    drawn = {name for name, target in known.items() if is_drawn(target)}
    assert {"plot_errors", "plot_run", "plot_evaluation", "plot_reading"} <= drawn


@pytest.mark.parametrize("name", ["plot_run", "plot_evaluation", "plot_reading"])
def test_a_result_of_good_data_is_drawn(name):
    target = next(each for each in targets() if each.name == name)
    with kinds.prepared():
        target.call(**arguments_of(target, {}))
