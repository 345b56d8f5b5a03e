"""The native engine as it is chosen, described and missed."""

import os
import subprocess
import sys
from dataclasses import dataclass

import numpy as np
import pytest

from network4.engines import choose_engine, describe_devices, find_engine
from network4.engines.native import default_num_threads, loading
from network4.errors import ArgumentError, EngineError
from network4.layers import Conv, FullyConnected, L2Pool, Sequence, Softmax
from network4.model import Model
from network4.network import Network

NETWORK = Network([Softmax(10)])


def test_it_is_chosen_where_it_can_run_the_network():
    assert choose_engine("auto", NETWORK).name == "native"


def test_what_it_cannot_run_it_says_and_leaves_to_jax():
    network = Network([L2Pool(2), Softmax(3)], (2, 8, 8))
    assert choose_engine("auto", network).name == "jax"
    with pytest.raises(EngineError, match="native: it has no L2Pool layer"):
        choose_engine("native", network)


@dataclass(frozen=True)
class Doubled(Sequence):
    """Twice what its layers give."""

    def weighted_input(self, ops, numbers, a, step):
        return 2 * super().weighted_input(ops, numbers, a, step)

    def forward(self, ops, numbers, a, step):
        return 2 * super().forward(ops, numbers, a, step)


@dataclass(frozen=True)
class Halved(FullyConnected):
    """Half of what it would be."""

    def weighted_input(self, ops, numbers, a, step):
        return super().weighted_input(ops, numbers, a, step) / 2


@pytest.mark.parametrize("layer", [Doubled([Conv(2, 3)]), Halved(3)], ids=repr)
def test_a_subclass_that_computes_something_else_is_left_to_jax(layer):
    network = Network([layer, Softmax(3)], (1, 8, 8))
    assert choose_engine("auto", network).name == "jax"
    with pytest.raises(EngineError, match=f"native: it has no {layer.name} layer"):
        choose_engine("native", network)


@pytest.mark.needs_no_core
def test_it_trains_runs_one_by_one():
    engine = find_engine("native")
    assert engine.keeps_to_threads
    assert not engine.prefers_one_program()
    with pytest.raises(
        EngineError, match="native: runs must be started one by one, received 2"
    ):
        engine.start_as_one_program([None, None])


@pytest.mark.needs_no_core
def test_where_it_was_not_built_it_says_so_and_leaves_to_jax(monkeypatch):
    monkeypatch.setitem(sys.modules, "network4.engines.native._core", None)
    assert "not built, because there was no C++ compiler" in describe_devices("native")
    assert choose_engine("auto", NETWORK).name == "jax"
    with pytest.raises(EngineError, match=r"not built.*use engine='jax'"):
        choose_engine("native", NETWORK)


def test_it_says_on_how_many_threads_of_what_it_computes(core, monkeypatch):
    monkeypatch.setenv("NETWORK4_NUM_THREADS", "3")
    assert describe_devices("native") == f"CPU, 3 threads, {core.level()}"


@pytest.mark.parametrize("value", ["0", "-1", "two", "", "1.5", "257", "²"])
def test_a_number_of_threads_that_is_none_is_refused(monkeypatch, value):
    monkeypatch.setenv("NETWORK4_NUM_THREADS", value)
    with pytest.raises(ArgumentError, match="must be a whole number from 1 to 256"):
        default_num_threads()


def test_a_processor_that_lacks_what_it_needs_is_left_to_jax(monkeypatch, core):
    def level():
        raise RuntimeError("this processor lacks SSE4.2, the least the engine needs")

    monkeypatch.setattr(core, "level", level)
    assert choose_engine("auto", NETWORK).name == "jax"
    with pytest.raises(EngineError, match=r"lacks SSE4\.2.*use engine='jax'"):
        choose_engine("native", NETWORK)


def test_an_unknown_level_is_one_sentence_to_the_user(monkeypatch, core):
    def level():
        raise ValueError("NETWORK4_LEVEL must be one of a, b, received c")

    monkeypatch.setattr(core, "level", level)
    with pytest.raises(ArgumentError, match=r"received c; correct it or unset it\."):
        describe_devices("native")


RUN = """
import sys
import numpy as np
from network4.engines.native import NativeEngine
from stacks import random_step
step = random_step(5)
outputs = NativeEngine().outputs(step.network, step.parameters, step.images)
np.save(sys.argv[1], outputs)
"""


def run_python(code, *arguments, **environment):
    """Run code in a Python that finds the tests' helpers, without a sanitizer."""
    kept = {name: v for name, v in os.environ.items() if name != "LD_PRELOAD"}
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**kept, "PYTHONPATH": paths, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_level_of_instructions_computes_the_same(core, tmp_path):
    found = []
    for level in core.levels():
        path = tmp_path / f"{level}.npy"
        done = run_python(RUN, path, NETWORK4_LEVEL=level)
        assert done.returncode == 0, done.stderr
        found.append(np.load(path))
    for outputs in found[1:]:
        np.testing.assert_allclose(outputs, found[0], atol=1e-6)


def test_an_unknown_level_is_refused_with_those_there_are(core, tmp_path):
    done = run_python(RUN, tmp_path / "x.npy", NETWORK4_LEVEL="x86_64_v9")
    assert f"must be one of {', '.join(core.levels())}" in done.stderr


READ = """
import sys, time
began = time.perf_counter()
import numpy as np
import network4 as n4
model = n4.load_model(sys.argv[1])
image = np.zeros((28, 28), np.uint8)
assert model.predict_proba(image).shape == (1, 10)
print(time.perf_counter() - began)
assert not any(name.split(".")[0] == "jax" for name in sys.modules)
"""


FIND = """
import sys
import numpy as np
import network4 as n4
model, images = n4.load_model(sys.argv[1]), np.ones((2, 28, 28), np.uint8)
assert n4.gradient(model, images, [3, 1]).any()
assert n4.pull_back(model, images, np.eye(10)[:2]).any()
assert not any(name.split(".")[0] == "jax" for name in sys.modules)
"""


def test_slopes_by_inputs_are_found_without_jax(tmp_path):
    network = Network([FullyConnected(30), Softmax(10, initializer="he")])
    path = tmp_path / "model.safetensors"
    Model(network, network.initial_parameters(0)).save(path)
    done = run_python(FIND, path)
    assert done.returncode == 0, done.stderr


def test_a_digit_is_read_without_jax(tmp_path):
    layers = [FullyConnected(30), Softmax(10)]
    network = Network(layers)
    path = tmp_path / "model.safetensors"
    Model(network, network.initial_parameters(0)).save(path)
    done = run_python(READ, path)
    assert done.returncode == 0, done.stderr
    # Half a second is promised of a quiet machine; this one may be busy.
    assert float(done.stdout) < 5


def test_a_core_that_does_not_load_is_said_to_be_there(monkeypatch):
    """It was built, so a compiler is no help."""

    def fail(name):
        raise ImportError("undefined symbol: PyOfAnotherPython")

    monkeypatch.setattr(loading.importlib, "import_module", fail)
    assert loading.why_not() == (
        "it was built, but does not load here (undefined symbol: PyOfAnotherPython); "
        "use engine='jax'"
    )
