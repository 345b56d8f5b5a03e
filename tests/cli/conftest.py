import numpy as np
import pytest
from command_line import network4
from PIL import Image


@pytest.fixture(scope="session")
def striped_folder(tmp_path_factory):
    """A folder of images, one sub-folder a class: not MNIST, and not 28 x 28."""
    folder = tmp_path_factory.mktemp("stripes")
    generator = np.random.Generator(np.random.Philox(4))
    for name in ("lying", "standing"):
        (folder / name).mkdir()
        for number in range(60):
            image = generator.integers(0, 60, (20, 16), dtype=np.uint8)
            image[
                (slice(None, None, 2), ...)
                if name == "lying"
                else (..., slice(None, None, 2))
            ] += 150
            Image.fromarray(image).save(folder / name / f"{number}.png")
    return folder


@pytest.fixture(scope="session")
def trained(striped_folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "deep" / "run"
    options = ("--epochs", 3, "--batch-size", 5, "--seed", 7, "--engine", "jax")
    done = network4("train", "--data", striped_folder, *options, "--out", out, "--json")
    assert done.returncode == 0, done.stderr
    return out, done
