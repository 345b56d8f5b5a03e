"""The sheet of misread images: every name can be read, whatever it is."""

from itertools import combinations

import numpy as np
import pytest

from network4.plots.misread import misread_figure

WORDS = "aeroplane", "automobile", "bird", "cat", "golden retriever", "railway bridge"
FORTY = "a greenhouse frog of the southern marshes", "a green frog", "W" * 40
HUNDRED = [str(number) for number in range(100)]


def make_figure(generator, names, shape, count):
    images = generator.integers(0, 256, (count, *shape), dtype=np.uint8)
    labels = [names[n % len(names)] for n in range(count)]
    answers = [names[(n + 1) % len(names)] for n in range(count)]
    figure = misread_figure(images, labels, answers, count)
    figure.canvas.draw()
    return figure, labels, answers


@pytest.mark.parametrize("names", [WORDS, FORTY, HUNDRED, "ab"])
@pytest.mark.parametrize("shape", [(8, 8), (28, 28), (3, 64, 64), (8, 64), (64, 8)])
@pytest.mark.parametrize("count", [1, 23])
def test_names_lie_within_the_figure_and_not_on_each_other(
    generator, names, shape, count
):
    figure, *_ = make_figure(generator, names, shape, count)
    texts = [text for axes in figure.axes for text in axes.texts]
    boxes = [text.get_window_extent() for text in (*texts, *figure.texts)]
    assert len(boxes) == 2 * count + 2
    for box in boxes:
        assert 0 <= box.x0 and box.x1 <= figure.bbox.x1
        assert 0 <= box.y0 and box.y1 <= figure.bbox.y1
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


@pytest.mark.parametrize(("names", "is_inside"), [(HUNDRED, True), (WORDS, False)])
def test_long_names_stand_beside_their_image_and_short_ones_in_it(
    generator, names, is_inside
):
    figure, labels, answers = make_figure(generator, names, (28, 28), 12)
    for axes, label, answer in zip(figure.axes, labels, answers, strict=True):
        true, given = axes.texts
        shown = [text.get_text().replace("\n", " ") for text in (true, given)]
        assert shown == [label, answer]
        image = axes.get_window_extent()
        for text in (true, given):
            box = text.get_window_extent()
            assert (image.y0 <= box.y0 and box.y1 <= image.y1) == is_inside
        above, below = true.get_window_extent(), given.get_window_extent()
        assert above.y0 > below.y1


def test_names_of_forty_letters_are_told_apart(generator):
    names = [f"the same beginning of thirty-odd words {end}" for end in "xy"]
    figure, *_ = make_figure(generator, names, (28, 28), 2)
    shown = {text.get_text() for axes in figure.axes for text in axes.texts}
    assert len(shown) == 2


def test_few_errors_take_no_more_room_than_they_need(generator):
    widths = [
        make_figure(generator, "ab", (28, 28), count)[0].get_figwidth()
        for count in (1, 5, 10, 30)
    ]
    assert widths[0] < widths[1] < widths[2] == widths[3]
