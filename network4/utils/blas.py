"""Limit the threads of NumPy's matrix products.

The products of small networks take microseconds. BLAS divides even these among all
cores, and each thread then waits for the others. If the machine does other work too,
the threads wait for their turn, and a product takes milliseconds.
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

    If NETWORK4_NUM_THREADS is set, products use that many threads. If a variable of
    BLAS itself is set, BLAS decides. After a call the limit is what it was before.

    Args:
        function: a function of any arguments; its calls may be nested.

    Raises:
        ArgumentError: when called, if NETWORK4_NUM_THREADS is no number of threads.

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
    """Return the BLAS libraries in this process; none if the user limits them.

    The search takes a millisecond, so it is done once, and again after SciPy has loaded
    its own library.
    """
    del with_scipy
    if any(os.environ.get(name) for name in BLAS_VARIABLES):
        return []
    threadpoolctl: Any = importlib.import_module("threadpoolctl")
    found = threadpoolctl.ThreadpoolController().select(user_api="blas")
    return list(found.lib_controllers)
