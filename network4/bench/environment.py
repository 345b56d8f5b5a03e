"""The environment of a worker: so many threads in every library that counts them."""

import functools
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from network4.bench.competitors import keras_backend

_ONE_THREAD_FLAG = "--xla_cpu_multi_thread_eigen=false"
_THREAD_COUNTS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NETWORK4_NUM_THREADS",
    "NPROC",  # what XLA's own pool of threads goes by
)


def worker_environment(
    num_threads: int, given: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Return environment variables for a worker that computes on so many threads.

    Everything is computed on the processor, whatever else the machine has.

    Args:
        num_threads: 1 or more.
        given: the variables to start from; default this process's.

    Example:
        >>> worker_environment(2, {})["OMP_NUM_THREADS"]
        '2'
    """
    environment = {
        **given,
        **dict.fromkeys(_THREAD_COUNTS, str(num_threads)),
        "CUDA_VISIBLE_DEVICES": "",
        "JAX_PLATFORMS": "cpu",
        "KERAS_BACKEND": keras_backend(),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        # So that it finds this very network4, wherever it was imported from.
        "PYTHONPATH": os.pathsep.join(
            filter(None, (_package_root(), given.get("PYTHONPATH")))
        ),
    }
    if num_threads == 1 and _jax_accepts(_ONE_THREAD_FLAG):
        flags = given.get("XLA_FLAGS", ""), _ONE_THREAD_FLAG
        environment["XLA_FLAGS"] = " ".join(filter(None, flags))
    return environment


def _package_root() -> str:
    return str(Path(__file__).parents[2])


@functools.cache
def _jax_accepts(flag: str) -> bool:
    """Return whether JAX starts with this XLA flag; it aborts on one it lacks."""
    done = subprocess.run(
        [sys.executable, "-c", "import jax; jax.devices()"],
        env={**os.environ, "XLA_FLAGS": flag, "JAX_PLATFORMS": "cpu"},
        capture_output=True,
        check=False,
    )
    return done.returncode == 0
