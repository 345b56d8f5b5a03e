"""Small files that would become large networks are refused before they do."""

import time
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from onnx_graphs import chain, helper, model_of, node, onnx

from network4.errors import ModelFileError
from network4.export import read_onnx


def shared(times):
    """One matrix in many layers, each of which scales it otherwise."""
    nodes = [("MatMul", "w", {}), ("Relu", "", {}), ("Mul", "half", {})] * times
    return model_of(chain(*nodes), (512,), {"w": np.ones((512, 512)), "half": 0.5})


def computed(times):
    """Sums of constants, all of which would be kept."""
    sums = [node("Add", "w,w", f"s{n}") for n in range(times)]
    names = ",".join(f"s{n}" for n in range(times))
    nodes = [*sums, node("Concat", names, "c", axis=0), node("MatMul", "x,c")]
    return model_of(nodes, (512,), {"w": np.ones((512, 2048))})


def transposed(times):
    nodes = [("Transpose", "", {"perm": [0, 2, 3, 1]})] * times
    return model_of(chain(*nodes, ("Relu", "", {})), (2, 1000, 1000), {})


def padded(maps):
    """Maps of zeros behind the others."""
    nodes = chain(("Pad", "pads", {}), ("Relu", "", {}))
    pads = np.array([0, 0, 0, 0, 0, maps, 0, 0])
    return model_of(nodes, (1, 2, 2), {"pads": pads})


def wide(side):
    return model_of(chain(("Relu", "", {})), (side,), {})


def reordered(side):
    nodes = chain(("Transpose", "", {"perm": [0, 3, 1, 2]}), ("Relu", "", {}))
    return model_of(nodes, (side, side, 2), {})


def ended(side):
    """Each output would be weighted by each value before."""
    return model_of(chain(("Softmax", "", {})), (side,), {})


BOMBS = {
    "shared": (shared(600), "numbers would become more than"),
    "computed": (computed(1000), "numbers would become more than"),
    "transposed": (transposed(300), "transposes move more than"),
    "padded": (padded(2**30), r"maps must be a whole number in 1\.\.16777216"),
    "wide": (wide(2**40), "it scales 1099511627776 channels"),
    "reordered": (reordered(2**20), "to be reordered"),
    "ended": (ended(10**5), "it has 100000 outputs"),
}


@pytest.mark.parametrize(("model", "words"), BOMBS.values(), ids=BOMBS)
def test_what_would_fill_memory_or_time_is_refused(tmp_path, model, words):
    onnx.save(model, tmp_path / "a.onnx")
    begin = time.process_time()
    tracemalloc.start()
    try:
        with pytest.raises(ModelFileError, match=words):
            read_onnx(tmp_path / "a.onnx")
        assert tracemalloc.get_traced_memory()[1] < 3 * 10**8
    finally:
        tracemalloc.stop()
    assert time.process_time() - begin < 5  # while others are at work


def test_weights_may_be_shared_in_reason(generator, tmp_path):
    onnx.save(shared(5), tmp_path / "a.onnx")
    network = read_onnx(tmp_path / "a.onnx", outputs="numbers").network
    assert len(network.layers) == 6


@pytest.mark.parametrize("depth", [5, 3000])
def test_constants_of_constants_end(tmp_path, depth):
    """However deep they are."""
    names = ["w", *(f"v{n}" for n in range(depth))]
    nodes = [helper.make_node("Identity", [a], [b]) for a, b in pairwise(names)]
    model = model_of([*nodes, node("MatMul", f"x,{names[-1]}")], (6,), {"w": np.eye(6)})
    onnx.save(model, tmp_path / "a.onnx")
    if depth < 100:
        assert read_onnx(tmp_path / "a.onnx").network.output_shape == (6,)
    else:
        with pytest.raises(ModelFileError, match="recursion"):
            read_onnx(tmp_path / "a.onnx")
