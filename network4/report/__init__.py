"""What the book got and what we got: table, pictures, page; nothing here trains."""

from network4.report.page import write_page
from network4.report.pictures import Picture, draw_all
from network4.report.rows import Row, make_rows
from network4.report.table import (
    TABLE_BEGINS,
    TRIALS_BEGIN,
    markdown_table,
    replace_tables,
)
from network4.report.trials import Trial, make_trials, trials_table

__all__ = [
    "TABLE_BEGINS",
    "TRIALS_BEGIN",
    "Picture",
    "Row",
    "Trial",
    "draw_all",
    "make_rows",
    "make_trials",
    "markdown_table",
    "replace_tables",
    "trials_table",
    "write_page",
]
