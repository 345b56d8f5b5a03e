"""docs/python.md runs, prints what it shows, and what it says of its results holds."""

import pytest
from documented import run_page

# Two epochs of few images serve as well to see that each line runs.
SMALLER = {
    "data = n4.load_mnist()  # .train, .validation and .test, each with .images and "
    ".labels": "data = n4.load_mnist()\n"
    "data = n4.Dataset(*(n4.Split(s.images[:2000], s.labels[:2000]) for s in "
    "(data.train, data.validation, data.test)), 'few', False, 'mnist', "
    "data.class_names)",
    "count=5, epochs=3": "count=2, epochs=1",
}
CHECKED = """
assert run.test_score < 0.1
assert model.network == net
assert deep.input_shape == (3, 32, 32) and residual.output_shape == (10,)
assert len(runs) == 2
"""


@pytest.mark.slow
def test_the_page_runs(tmp_path, mnist_directory):
    run_page("python.md", tmp_path, CHECKED, instead=SMALLER)
    assert (tmp_path / "digits.safetensors").stat().st_size > 100_000
