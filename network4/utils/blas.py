"""NumPy's matrix products on the threads that they are worth.

The products of small networks take microseconds. BLAS divides even those among all
cores, and each of its threads then waits for the others. On a machine that does other
work as well they wait for a turn, and a product takes milliseconds.
"""

import functools
import importlib
import os
import sys
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from network4.utils.processes import asked_num_threads

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
BLAS_VARIABLES = (
    "OPENBLAS_NUM_THREADS",
    "GOTO_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def on_few_threads(
    function: Callable[Arguments, Result],
) -> Callable[Arguments, Result]:
    """Return the function with its matrix products on one thread.

    They take NETWORK4_NUM_THREADS instead where that is set, and as many as they would
    where a variable of BLAS's own is set. Afterwards the number is what it was.

    Args:
        function: of any arguments; its calls may be nested.

    Raises:
        ArgumentError: at a call, NETWORK4_NUM_THREADS is no number of threads.

    Example:
        >>> import numpy as np
        >>> on_few_threads(lambda a: a @ a)(np.eye(2))
        array([[1., 0.],
               [0., 1.]])
    """
    # Before the first call, which would take milliseconds longer.
    _libraries("scipy.linalg" in sys.modules)

    @functools.wraps(function)
    def limited(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        before = _limit()
        try:
            return function(*args, **kwargs)
        finally:
            for library, num_threads in before:
                library.set_num_threads(num_threads)

    return limited


def _limit() -> list[tuple[Any, int]]:
    """Limit the threads of each library; return those that had more, and how many."""
    most = asked_num_threads() or 1
    before: list[tuple[Any, int]] = []
    for library in _libraries("scipy.linalg" in sys.modules):
        num_threads: int = library.num_threads
        if num_threads > most:
            before.append((library, num_threads))
            library.set_num_threads(most)
    return before


@functools.cache
def _libraries(with_scipy: bool) -> list[Any]:
    """Return the libraries of BLAS in this process; none where its user decides.

    They are looked for once, since that takes a millisecond, and again when SciPy has
    brought its own.
    """
    del with_scipy
    if any(os.environ.get(name) for name in BLAS_VARIABLES):
        return []
    threadpoolctl: Any = importlib.import_module("threadpoolctl")
    found = threadpoolctl.ThreadpoolController().select(user_api="blas")
    return list(found.lib_controllers)
