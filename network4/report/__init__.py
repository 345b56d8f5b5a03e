"""What the book got and what we got: table, pictures, page; nothing here trains."""

from network4.report.page import write_page
from network4.report.pictures import Picture, draw_all
from network4.report.rows import Row, make_rows
from network4.report.table import markdown_table, replace_table

__all__ = [
    "Picture",
    "Row",
    "draw_all",
    "make_rows",
    "markdown_table",
    "replace_table",
    "write_page",
]
