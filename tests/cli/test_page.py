import base64
import json
import re
import shutil

import numpy as np
import pytest
from command_line import network4
from safetensors.numpy import load

from network4.layers import Softmax
from network4.model import SHIPPED_MODEL, Model
from network4.network import Network


def test_the_page_holds_the_model_that_comes_along(tmp_path):
    out = tmp_path / "digits.html"
    done = network4("page", "-o", out, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"path": str(out)}
    found = re.search(r'id="model">([^<]+)<', out.read_text(encoding="utf-8"))
    held = load(base64.b64decode(found[1]))
    shipped = load(SHIPPED_MODEL.read_bytes())
    assert held.keys() == shipped.keys()
    assert all(np.array_equal(held[name], shipped[name]) for name in shipped)


def test_a_model_is_not_written_over(tmp_path):
    shutil.copy(SHIPPED_MODEL, tmp_path / "mine.safetensors")
    mine = tmp_path / "mine.safetensors"
    done = network4("page", mine, "-o", mine)
    assert done.returncode == 2
    assert "--out must be another file than MODEL" in done.stderr
    assert mine.read_bytes() == SHIPPED_MODEL.read_bytes()


@pytest.mark.parametrize("shape", [(1, 4, 4), (784,)])
def test_a_model_of_other_images_is_refused(tmp_path, shape):
    network = Network([Softmax(3)], shape)
    path = tmp_path / "model.safetensors"
    Model(network, network.initial_parameters(1)).save(path)
    done = network4("page", path, "-o", tmp_path / "page.html")
    assert done.returncode == 2
    assert "page: model must be for images of 1 x 28 x 28" in done.stderr
    assert not (tmp_path / "page.html").exists()
