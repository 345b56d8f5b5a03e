"""What holds whenever JAX computes."""

import subprocess
import sys
import threading

import jax
import pytest

from network4.engines.jax.guard import guarded
from network4.errors import EngineError


def test_other_threads_may_compute_too():
    found = []
    thread = threading.Thread(target=lambda: found.append(guarded(lambda: 3)()))
    thread.start()
    thread.join()
    assert found == [3]


def test_a_full_device_is_a_sentence_and_other_faults_are_not_hidden():
    def fail(words):
        raise jax.errors.JaxRuntimeError(words)

    with pytest.raises(
        EngineError, match="must fit into the memory of the device, which"
    ):
        guarded(fail)("RESOURCE_EXHAUSTED: out of memory")
    with pytest.raises(jax.errors.JaxRuntimeError, match="INTERNAL"):
        guarded(fail)("INTERNAL: something else")


PROGRAM = """
import signal, threading, time, sys
import network4 as n4

def interrupt():
    time.sleep(float(sys.argv[1]))
    signal.raise_signal(signal.SIGINT)

layers = [n4.ConvPool(12, 5, activation="relu"), n4.ConvPool(32, 2), n4.Softmax(10)]
threading.Thread(target=interrupt, daemon=True).start()
how = {"epochs": 1000, "learning_rate": 0.1, "engine": "jax", "progress": False}
try:
    n4.fit(n4.Network(layers), n4.load_digits(), **how)
except (KeyboardInterrupt, n4.errors.TrainingInterruptedError):
    print("stopped")
"""


@pytest.mark.parametrize("seconds", [0.2, 0.6, 1.0, 1.4])
def test_ctrl_c_while_jax_compiles_ends_the_process_well(seconds):
    """Torn out of compiling, JAX crashed one process in seven as it ended."""
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM, str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-500:]
