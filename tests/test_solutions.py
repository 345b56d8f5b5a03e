"""docs/solutions.md runs, and what it says of its results holds."""

import pytest
from documented import run_page

CHECKED = """
assert len(heights) < 60 and max(heights[-2:]) <= heights[-3]
assert on_training > on_test > 0.8
assert [falling(epoch) for epoch in (0, 1, 2, 5)] == [0.05, 0.05, 0.025, 0.0125]
# Distorted images leave the data as they are.
assert np.array_equal(few[0], training_data[0][:2000])
shares = found.training_accuracy[-1], found.validation_accuracy[-1]
assert shares == (net.accuracy(few), net.accuracy(judges))
assert found.kind == "overfitting" and found.gap > found.noise
"""


@pytest.mark.slow
def test_the_page_runs(tmp_path, mnist_directory):
    printed = run_page("solutions.md", tmp_path, CHECKED).stdout
    epochs = printed.split("Finished training network.")[0].count("Epoch ")
    assert 3 < epochs < 60
    assert (tmp_path / "diagnosis.png").stat().st_size > 10_000
