"""Ink is split into lines, or refused where it can be no page of digits."""

import numpy as np
import pytest

from network4.errors import DataError
from network4.reader.constants import SPLITTING
from network4.reader.ink import Written
from network4.reader.splitting import split_page


def bars(rows, columns, pitch=12):
    """Upright bars, 2 wide and 8 high, in rows."""
    ink = np.zeros((rows * 2 * pitch, columns * pitch), np.float32)
    for row in range(rows):
        for column in range(columns):
            ink[2 * pitch * row + 4 :, pitch * column + 4 :][:8, :2] = 1
    return Written(ink, 1.0, 2.0, ink > 0)


def test_rows_of_bars_are_lines():
    page = split_page(bars(3, 5))
    assert [split.num_borders for split in page.splits] == [6, 6, 6]
    assert page.left_out == []


def test_what_has_too_many_parts_is_refused():
    columns = SPLITTING.MOST_PIECES // 20 + 1
    with pytest.raises(DataError, match="so many dark parts"):
        split_page(bars(20, columns))
