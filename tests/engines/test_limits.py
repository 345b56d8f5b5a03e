"""Engines at the end of memory and threads, and in forked processes."""

import subprocess
import sys
import textwrap

import pytest

pytest.importorskip("network4.engines.native._core")
pytest.importorskip("resource")

BEGIN = """
import os, resource, signal, sys, time
import numpy as np
import network4 as n4
from network4.errors import EngineError
from network4.engines import Examples, SessionSetup, StepSettings, find_engine

signal.alarm(80)
images = np.ones((600, 1, 28, 28), np.uint8)
targets = np.arange(600, dtype=np.int32) % 10
labels = targets.astype(np.uint8)
few = n4.Split(images[:100], labels[:100])
data = n4.Dataset(n4.Split(images, labels), few, few)
small = n4.Network([n4.FullyConnected(30), n4.Softmax(10)])

def fit(network=small, **changes):
    settings = {"engine": "native", "num_threads": 2, "batch_size": 300} | changes
    return n4.fit(
        network, data, epochs=1, learning_rate=0.1, progress=False, **settings
    )

def leave_room(num_bytes):
    with open("/proc/self/statm") as file:
        held = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + num_bytes, held + num_bytes))

def in_a_fork(work):
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:
            print(type(error).__name__, error, flush=True)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def said_by(program):
    """Return what a program prints; it ends by itself, and well."""
    code = BEGIN + textwrap.dedent(program)
    command = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


needs_proc = pytest.mark.skipif(
    sys.platform != "linux", reason="another system counts memory otherwise"
)


@needs_proc
def test_threads_that_cannot_be_started_are_a_sentence_and_leave_nothing():
    [sentence, accuracy] = said_by("""
        fit()  # what is loaded at the first run is loaded
        num_threads = len(os.listdir("/proc/self/task"))
        leave_room(600 * 2**20)
        try:
            fit(num_threads=200, batch_size=20)
        except EngineError as error:
            print(error)
        # Those that have ended are still on their way out.
        end = time.monotonic() + 20
        while len(os.listdir("/proc/self/task")) > num_threads + 1:
            assert time.monotonic() < end
            time.sleep(0.01)
        print(fit().validation_accuracy)
        """)
    assert sentence == (
        "native: the system refuses to start 200 threads; ask for fewer by "
        "num_threads or NETWORK4_NUM_THREADS."
    )
    assert float(accuracy) >= 0


@needs_proc
@pytest.mark.parametrize(
    "call",
    ["find_engine('native').start(setup)", "n4.Model(wide, given).outputs(images)"],
)
def test_arrays_that_do_not_fit_the_memory_are_a_sentence(call):
    [sentence, accuracy] = said_by(f"""
        wide = n4.Network([n4.FullyConnected(60_000), n4.Softmax(10)])
        given = wide.initial_parameters(seed=1)
        setup = SessionSetup(
            wide, given, Examples(images, targets), Examples(images, targets),
            StepSettings(batch_size=10), seed=0, num_threads=1,
        )
        fit()
        leave_room(150 * 2**20)
        try:
            {call}
        except EngineError as error:
            print(error)
        print(fit().validation_accuracy)
        """)
    assert "must fit the memory" in sentence
    assert float(accuracy) >= 0


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_a_forked_child_trains_and_predicts_natively():
    [here, there, code] = said_by("""
        def answers():
            model = fit(num_threads=3).model
            print(float(model.outputs(images).sum()), flush=True)

        answers()
        in_a_fork(answers)
        """)
    assert here == there
    assert code == "0"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_a_session_goes_on_in_a_forked_child_to_the_same_bits():
    [there, code, here] = said_by("""
        setup = SessionSetup(
            small, small.initial_parameters(seed=1), Examples(images, targets),
            Examples(images[:1], targets[:1]), StepSettings(batch_size=20), seed=0,
            num_threads=3,
        )
        session = find_engine("native").start(setup)
        order, rates = np.arange(600, dtype=np.int32), np.full(30, 0.1, np.float32)
        session.run_epoch(order, rates)
        go_on = lambda: print(session.run_epoch(order, rates), flush=True)
        in_a_fork(go_on)
        go_on()
        """)
    assert here == there
    assert code == "0"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
@pytest.mark.parametrize(
    "call",
    [
        "model.outputs(images)",
        "fit(engine='jax')",
        "n4.gradient(model, images, labels, by='inputs')",
    ],
)
def test_jax_in_a_forked_child_is_refused_once_it_was_started(call):
    [sentence, code] = said_by(f"""
        jax = n4.Network([n4.Conv(2, 3), n4.L2Pool(2), n4.Softmax(10)])
        model = n4.Model(jax, jax.initial_parameters(seed=1))
        model.outputs(images[:1])
        in_a_fork(lambda: {call})
        """)
    assert sentence == (
        "EngineError jax: JAX must not run in a process that was forked after JAX "
        "had started, as this one was; start processes with 'spawn', or use "
        "engine='native'."
    )
    assert code == "0"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_jax_starts_in_a_forked_child_where_it_was_not_before():
    [shape, code] = said_by("""
        jax = n4.Network([n4.Conv(2, 3), n4.L2Pool(2), n4.Softmax(10)])
        model = n4.Model(jax, jax.initial_parameters(seed=1))
        in_a_fork(lambda: print(model.outputs(images[:2]).shape, flush=True))
        """)
    assert shape == "(2, 10)"
    assert code == "0"


DEEP = (
    "n4.Conv(32, 3, padding=1, activation='relu'), *[n4.Residual("
    "[n4.Conv(32, 3, padding=1), n4.BatchNorm(activation='relu')]) for _ in range(4)],"
    "n4.AveragePool(28)"
)
BOOK = "n4.ConvPool(20, 5), n4.ConvPool(40, 5), n4.FullyConnected(1000)"


@needs_proc
@pytest.mark.parametrize(
    ("layers", "batch_size", "num_threads"),
    [
        (BOOK, 300, 2),
        ("n4.FullyConnected(20_000)", 10, 1),
        (DEEP, 40, 2),
    ],
    ids=["book", "wide", "deep"],
)
def test_memory_needed_is_what_is_taken(layers, batch_size, num_threads):
    """Within 30%, and the some megabytes that a process takes for anything."""
    said = said_by(f"""
        network = n4.Network([{layers}, n4.Softmax(10)])
        engine = find_engine("native")
        fit()
        given = network.initial_parameters(seed=1)

        def megabytes(name):
            with open("/proc/self/status") as file:
                [line] = [line for line in file if line.startswith(name)]
            return int(line.split()[1]) / 1024

        def train():
            setup = SessionSetup(
                network, given, Examples(images, targets), Examples(images, targets),
                StepSettings(batch_size={batch_size}), seed=0,
                num_threads={num_threads},
            )
            session = engine.start(setup)
            order = np.arange({batch_size}, dtype=np.int32)
            session.run_epoch(order, np.full(1, 0.1, np.float32))
            session.validation_outputs()

        os.environ["NETWORK4_NUM_THREADS"] = "{num_threads}"
        predict = lambda: engine.outputs(network, given, images)
        for work, training in [(predict, False), (train, True)]:
            needed = engine.memory_needed(
                network, {batch_size} if training else len(images), {num_threads},
                training=training,
            )
            with open("/proc/self/clear_refs", "w") as file:
                file.write("5")  # the highest is the present from now on
            before = megabytes("VmRSS")
            work()
            print(needed / 2**20, megabytes("VmHWM") - before)
        """)
    for line in said:
        needed, taken = map(float, line.split())
        assert abs(taken - needed) <= 0.3 * needed + 4, said


@needs_proc
@pytest.mark.parametrize("room_mb", [100, 400, 900, 1300])
def test_jax_that_has_no_room_to_start_says_so(room_mb):
    said = said_by(f"""
        leave_room({room_mb} * 10**6)
        try:
            fit(engine="jax")
        except EngineError as error:
            print(error)
        """)
    [sentence] = said
    assert sentence.startswith("jax: JAX must have ")
    assert sentence.endswith("raise `ulimit -v`, or use engine='native'.")


@needs_proc
@pytest.mark.parametrize("room_mb", [5, 20, 50, 70, 120, 250])
def test_jax_that_has_no_room_to_compile_says_so_and_never_ends_the_process(room_mb):
    said = said_by(f"""
        fit(engine="jax")
        deep = [n4.Conv(8, 3, padding=1, activation="relu") for _ in range(12)]
        leave_room({room_mb} * 10**6)
        try:
            fit(n4.Network([*deep, n4.Softmax(10)]), engine="jax", batch_size=50)
        except EngineError as error:
            print(error)
        """)
    [sentence] = said or ["jax: there was room"]
    assert sentence.startswith(("jax: ", "fit: training with batch_size=50 must fit"))
    assert bool(said) or room_mb >= 120
