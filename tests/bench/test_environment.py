"""The variables that keep a worker to its number of threads."""

import os
from pathlib import Path

import network4
from network4.bench import environment
from network4.bench.environment import worker_environment


def test_every_library_is_told_the_number_of_threads():
    made = worker_environment(3, {"HOME": "/home", "OMP_NUM_THREADS": "8"})
    libraries = ("OMP", "OPENBLAS", "MKL", "NETWORK4")
    for name in (f"{library}_NUM_THREADS" for library in libraries):
        assert made[name] == "3"
    assert made["HOME"] == "/home"
    assert made["JAX_PLATFORMS"] == "cpu"
    assert made["KERAS_BACKEND"] in ("jax", "torch")
    assert "XLA_FLAGS" not in made


def test_this_network4_is_found_first():
    made = worker_environment(2, {"PYTHONPATH": "/elsewhere"})
    root = str(Path(network4.__file__).parents[1])
    assert made["PYTHONPATH"].split(os.pathsep) == [root, "/elsewhere"]


def test_flags_are_added_only_where_jax_takes_them(monkeypatch):
    given = {"XLA_FLAGS": "--mine"}
    monkeypatch.setattr(environment, "_jax_accepts", lambda flag: True)
    assert worker_environment(1, given)["XLA_FLAGS"].startswith("--mine --xla_cpu")
    assert worker_environment(2, given)["XLA_FLAGS"] == "--mine"
    monkeypatch.setattr(environment, "_jax_accepts", lambda flag: False)
    assert worker_environment(1, given)["XLA_FLAGS"] == "--mine"


def test_a_flag_that_jax_does_not_know_is_not_accepted():
    assert not environment._jax_accepts("--no_such_flag=1")
