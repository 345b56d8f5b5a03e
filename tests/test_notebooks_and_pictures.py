"""The page on notebooks and pictures does what it says."""

from documented import run_page
from PIL import Image

CHECKED = """
assert evaluation.accuracy == run.test_accuracy
assert on_validation.accuracy == run.validation_accuracy
print(len(reading.digits), f"{run.test_accuracy:.2%}", sep=";")
"""


def test_the_page_runs_and_writes_its_pictures(tmp_path):
    done = run_page("notebooks_and_pictures.md", tmp_path, CHECKED)
    first, judged, *_, last = done.stdout.splitlines()
    digits, accuracy = last.split(";")
    assert first.startswith("Run(5 epochs in ") and f"test accuracy {accuracy}" in first
    assert judged == f"accuracy {accuracy} on 300 test images of digits"
    assert digits == "3"
    for name in ("curves.png", "reading.png", "boxes.png"):
        with Image.open(tmp_path / name) as picture:
            assert picture.format == "PNG"
    assert "<svg" in (tmp_path / "errors.svg").read_text(encoding="utf-8")
    with Image.open(tmp_path / "boxes.png") as boxes:
        assert boxes.size == (200, 60)
