"""The page on notebooks and pictures does what it says."""

from documented import run_page
from PIL import Image

from network4 import SAMPLE_PICTURE

CHECKED = """
assert evaluation.accuracy == run.test_accuracy
assert on_validation.accuracy == run.validation_accuracy
assert len(reading.digits) == 12
for shown in (str(run), str(evaluation)):
    assert f"accuracy {run.test_accuracy:.2%}" in shown
"""


def test_the_page_runs_and_writes_its_pictures(tmp_path):
    run_page("notebooks_and_pictures.md", tmp_path, CHECKED)
    for name in ("curves.png", "reading.png", "boxes.png"):
        with Image.open(tmp_path / name) as picture:
            assert picture.format == "PNG"
    assert "<svg" in (tmp_path / "errors.svg").read_text(encoding="utf-8")
    with (
        Image.open(tmp_path / "boxes.png") as boxes,
        Image.open(SAMPLE_PICTURE) as sample,
    ):
        assert boxes.size == sample.size
