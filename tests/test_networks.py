"""docs/networks.md runs, and what it says of its results holds."""

import re

import pytest
from documented import DOCS, run_page

from network4.objectives import OBJECTIVES

ROW = re.compile(r'^\| `"(\w+)"` \|.*\| ([a-z ]+) \|$', re.MULTILINE)

CHECKED = """
# What a bent plane leaves is noise of variance 1; of 250 its mean square errs by 0.09.
assert run.score_name == "mean_squared_error"
assert run.test_score < 1 + 4 * 0.09
assert predicted.shape == (5, 1)
assert told.validation_accuracy > 0.9 and answers.shape == (5,)

shown = digits.test.images.reshape(-1, 784) / 255
assert codes.shape == (300, 30)
assert coder.score(digits.test) < shown.var(axis=0).mean()
assert found.validation_accuracy > (digits.validation.labels != 0).mean()

assert added.validation_score < 1e-4
before, after = run.model.parameters, tuned.model.parameters
assert (after["layer1"]["weights"] == before["layer1"]["weights"]).all()
assert (after["layer2"]["biases"] != before["layer2"]["biases"]).all()

assert by_inputs.shape == of_a_unit.shape == (5, 3)
assert by_parameters["layer1"]["weights"].shape == (3, 20)
np.testing.assert_allclose(pulled, by_inputs, rtol=1e-4, atol=1e-6)
assert seen.shape == (5, 20)
far = 1e-2 * np.eye(3, dtype=np.float32)[0]
ahead, behind = (
    n4.activations(run.model, x[:5] + side * far, "layer1")[:, 7] for side in (1, -1)
)
np.testing.assert_allclose((ahead - behind) / 0.02, of_a_unit[:, 0], atol=1e-3)

# Of 500 a share of 0.9 errs by 0.013; what it has learned errs too.
share = np.mean(y[1500:] < high.outputs(x[1500:])[:, 0])
assert abs(share - 0.9) < 4 * 0.013
"""


def test_the_page_runs(tmp_path):
    run_page("networks.md", tmp_path, CHECKED)


def test_the_table_has_every_cost_with_its_score():
    if not DOCS.is_dir():
        pytest.skip("needs a checkout")
    rows = ROW.findall((DOCS / "networks.md").read_text(encoding="utf-8"))
    scores = {name: each.score_name for name, each in OBJECTIVES.items()}
    found = {name: score.replace(" ", "_") for name, score in rows}
    assert {name: found.get(name) for name in OBJECTIVES} == scores
