import pytest

from network4 import load_digits
from network4.experiments import reproduction


@pytest.fixture(scope="session")
def digits():
    return load_digits()


@pytest.fixture
def on_digits(monkeypatch, digits):
    """Reproduce on the small digits, and in this process."""
    monkeypatch.setattr(reproduction, "_load", lambda where: digits)
    return digits
