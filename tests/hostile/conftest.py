import pytest


@pytest.fixture(scope="session")
def hostile():
    """The modules of benchmarks that make hostile inputs."""
    pytest.importorskip("benchmarks.hostile", reason="needs a checkout")
    from benchmarks.hostile import kinds

    return kinds
