"""docs/reliability.md says what the kinds are, and what came of them."""

import json
from pathlib import Path

import pytest

kinds = pytest.importorskip("benchmarks.hostile.kinds", reason="needs a checkout")

ROOT = Path(__file__).parents[2]


def figures(name):
    """What was tried and what failed, as the record says; else that it is to be run."""
    path = ROOT / "results" / "faults.json"
    if not path.exists():
        return "to be run | to be run"
    found = json.loads(path.read_text(encoding="utf-8"))["kinds"][name]
    return f"{found['tried']:,} | {len(found['failures']):,}"


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.name)
def test_a_kind_has_its_row_with_the_figures_of_the_record(kind):
    text = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    begins = f"| `{kind.name}` | {kind.summary} | {kind.count:,} |"
    assert f"{begins} {figures(kind.name)} |" in text.splitlines()
