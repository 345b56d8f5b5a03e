"""Pictures of images whose channels come last."""

import numpy as np
import pytest

from network4.plots import draw_errors, draw_rows, draw_sheet


@pytest.mark.parametrize("channels", [1, 3])
def test_channels_may_come_last(tmp_path, generator, channels):
    first = generator.integers(0, 256, (4, channels, 9, 7), dtype=np.uint8)
    pictures = []
    for images in (first, np.moveaxis(first, 1, 3)):
        draw_errors(tmp_path / "a.png", images, [0] * 4, [1] * 4, ("a", "b"))
        draw_rows(tmp_path / "b.png", {"row": images})
        draw_sheet(tmp_path / "c.png", images, columns=2)
        pictures.append([(tmp_path / f"{name}.png").read_bytes() for name in "abc"])
    assert pictures[0] == pictures[1]
