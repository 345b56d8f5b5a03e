"""The models that ship have learned from data whose licence allows it."""

import re
from pathlib import Path

import pytest

from network4.model import SHIPPED_MODEL, load_model
from network4.utils.records import read_record

PAGE = Path(__file__).parents[2] / "docs" / "data.md"
MODELS = sorted(SHIPPED_MODEL.parent.glob("*.safetensors"))


def allowed():
    """Return the names of the data sets from which a shipped model may learn."""
    rows = re.findall(r"^\| `(\w+)` \|.*\| ([^|]*) \|$", PAGE.read_text("utf-8"), re.M)
    return {name for name, verdict in rows if verdict.startswith("yes")}


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.name)
def test_a_shipped_model_learned_from_data_that_the_page_allows(path):
    record = read_record(path.with_suffix(".json"))
    assert record["data"]["name"].partition(", ")[0] in allowed()
    assert f"`network4/models/{path.name}`" in PAGE.read_text("utf-8")
    assert load_model(path).details["trained_by"].startswith("python -m tools.")


def test_the_page_says_how_many_images_the_reader_learned_from():
    counts = read_record(SHIPPED_MODEL.with_suffix(".json"))["data"]["num_images"]
    text = PAGE.read_text("utf-8")
    said = "MNIST's 50,000 training images, and 25,000 copies", "10,000 images without"
    assert all(words in text for words in said)
    assert counts["train"] == 50_000


def test_the_page_counts_the_models_that_ship():
    assert len(MODELS) == 2
    assert "It ships two models, and they have learned from MNIST only." in (
        PAGE.read_text("utf-8")
    )
