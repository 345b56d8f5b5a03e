import numpy as np
import pytest

from network4.book._steps import aligned_zeros


@pytest.mark.parametrize("num_columns", [1, 7, 8, 785])
def test_every_row_begins_a_cache_line_and_shares_none(num_columns):
    rows = aligned_zeros(3, num_columns)
    assert rows.shape[0] == 3
    assert num_columns <= rows.shape[1] < num_columns + 8
    assert [row.ctypes.data % 64 for row in rows] == [0, 0, 0]
    np.testing.assert_array_equal(rows, 0)
