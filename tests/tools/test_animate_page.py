"""The moving picture: how its frames are joined, and that its number is read."""

import shutil

import pytest
from PIL import Image

pytest.importorskip("playwright")
animate_page = pytest.importorskip("animate_page", reason="needs a checkout")


def test_frames_are_joined_in_their_order_and_the_ends_stay_longer(tmp_path):
    greys = [250, 200, 150, 100]
    taken = [Image.new("RGB", (8, 8), (grey, grey, grey)) for grey in greys]
    taken[-1].paste(Image.linear_gradient("L").resize((8, 8)).convert("RGB"))
    animate_page.save(tmp_path / "a.gif", taken)
    with Image.open(tmp_path / "a.gif") as joined:
        assert joined.n_frames == 4 and joined.info["loop"] == 0
        milliseconds, seen = [], []
        for number in range(4):
            joined.seek(number)
            milliseconds.append(joined.info["duration"])
            seen.append(joined.convert("L").getpixel((0, 4)))
    assert milliseconds == [800, 70, 70, 4000]
    assert seen[:3] == sorted(seen[:3], reverse=True)


@pytest.mark.slow
def test_the_number_is_drawn_and_read(tmp_path, monkeypatch):
    if animate_page.find_chromium() is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    monkeypatch.setattr(animate_page, "_STEP", 10_000)  # two pictures of each stroke
    assert animate_page.animate(tmp_path) == animate_page.NUMBER
    with Image.open(tmp_path / "page.gif") as moving:
        kept = animate_page.OUT / "page.gif"
        assert moving.width == 720 and moving.n_frames > len(animate_page.NUMBER)
        with Image.open(kept) as shown:
            assert shown.width == moving.width
    with Image.open(tmp_path / "layers.png") as layers:
        assert layers.height > 500


def test_without_a_browser_it_is_said_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="apt-get install chromium"):
        animate_page.animate(tmp_path)
