"""Skip what needs the C++ where it was not built; test another build where asked.

NETWORK4_TEST_CORE names the file of another build of it, such as the one that checks
every address.
"""

import importlib.util
import os
import sys

import pytest

CORE = "network4.engines.native._core"


def _load(path):
    spec = importlib.util.spec_from_file_location(CORE, path)
    sys.modules[CORE] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[CORE])


if "NETWORK4_TEST_CORE" in os.environ:
    _load(os.environ["NETWORK4_TEST_CORE"])


@pytest.fixture
def core():
    """The C++ itself, behind the engine."""
    return pytest.importorskip(CORE)


@pytest.fixture(autouse=True)
def _needs_core(request):
    if "needs_no_core" not in request.keywords:
        pytest.importorskip(CORE)
