"""`network4 bench` as a user meets it."""

import json
import os
import signal
import subprocess
import sys

import pytest
from command_line import started

from network4.bench.competitors import PEERS
from network4.bench.work import NETWORKS
from network4.engines import ENGINES
from network4.utils.extras import install_command

TINY = (
    *("--network", "shallow", "--peer", "numpy", "--threads", "1"),
    *("--batch-size", "10", "--rounds", "1", "--seconds", "0.01"),
)


def bench(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "network4", "bench", *arguments],
        capture_output=True,
        text=True,
        timeout=250,
    )


@pytest.fixture(scope="module")
def done():
    return bench(*TINY, "--inference", "--json")


def test_stdout_ends_with_one_json_object(done):
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout.splitlines()[-1])
    assert set(record) == {
        *("machine", "versions", "matrix_product_gflops", "results", "inference"),
    }
    names = [*ENGINES, "numpy"]
    assert [result["competitor"] for result in record["results"]] == names
    assert [result["competitor"] for result in record["inference"]] == names
    by_name = {result["competitor"]: result for result in record["results"]}
    for name in ("jax", "numpy"):
        assert by_name[name]["error"] is None
        assert by_name[name]["microseconds_per_step"] > 0
    assert by_name["numpy"]["ratio_to_best_peer"] == 1
    assert record["matrix_product_gflops"]["1"] > 0
    assert {"python", "numpy", "jax"} <= set(record["versions"])


def test_tables_go_to_stdout_and_progress_to_stderr(done):
    assert "shallow · 1 thread · matrix product" in done.stdout
    assert "network4 (jax)" in done.stdout
    assert "floor" in done.stdout
    assert "shallow, mini-batch 10, 1 thread:" in done.stderr
    assert "mini-batch 10, 1 thread:" not in done.stdout
    assert max(map(len, done.stdout.splitlines()[3:-1])) <= 100


def test_markdown():
    done = bench(*TINY, "--markdown")
    assert done.returncode == 0, done.stderr
    assert "| --- | ---: |" in done.stdout
    assert "| 10 | NumPy by hand |" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--network", "shalow"), "Did you mean 'shallow'?"),
        (("--peer", "pytorhc"), "Did you mean 'pytorch'?"),
        (("--threads", "0"), "threads must be a whole number in 1.."),
        (("--threads", "100000"), "threads must be a whole number in 1.."),
        (("--batch-size", "0"), "batch_size must be a whole number in 1..10000"),
        (("--rounds", "0"), "x>=1"),
        (("--seconds", "0"), "seconds must be a finite number above 0"),
        (("--seconds", "nan"), "seconds must be a finite number above 0"),
    ],
)
def test_wrong_usage_exits_2_with_a_hint(arguments, words):
    done = bench(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "network4 bench --help" in done.stderr or "-h" in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_help_names_every_network_and_peer():
    text = bench("--help").stdout
    for name in (*NETWORKS, *(peer.name for peer in PEERS)):
        assert name in text


@pytest.mark.skipif(sys.platform == "win32", reason="needs process groups")
def test_ctrl_c_leaves_no_process():
    """Ctrl-C in a terminal reaches every process of the group."""
    with started("bench", *TINY, "--batch-size", "20") as process:
        first = process.stderr.readline()
        os.killpg(process.pid, signal.SIGINT)
        _, rest = process.communicate(timeout=60)
        assert "mini-batch 10" in first
        assert rest.splitlines()[-1] == "Stopped."
        assert process.returncode == 130
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)


def test_help_says_how_the_peers_are_installed_here():
    printed = " ".join(bench("--help").stdout.split())
    assert printed.endswith(f"To install the peers: {install_command('bench')}")
