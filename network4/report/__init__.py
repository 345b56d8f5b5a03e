"""The book's results beside ours: tables, pictures and a page; nothing here trains."""

from network4.report.absent import Absent, list_absent
from network4.report.beyond import Beyond, beyond_table, make_beyond
from network4.report.book_table import book_table, short_book_table
from network4.report.epochs import EpochsRow, epochs_table, make_epochs
from network4.report.figure_table import FigureLine, figure_table, make_figure_lines
from network4.report.page import write_page
from network4.report.pictures import Picture, draw_all
from network4.report.rows import Row, make_rows
from network4.report.shipped import (
    draw_rejection,
    draw_robustness,
    rejection_table,
    robustness_table,
    shipped_record,
)
from network4.report.table import Line, Table, replace_tables
from network4.report.trials import Trial, make_trials, trials_table

__all__ = [
    "Absent",
    "Beyond",
    "EpochsRow",
    "FigureLine",
    "Line",
    "Picture",
    "Row",
    "Table",
    "Trial",
    "beyond_table",
    "book_table",
    "draw_all",
    "draw_rejection",
    "draw_robustness",
    "epochs_table",
    "figure_table",
    "list_absent",
    "make_beyond",
    "make_epochs",
    "make_figure_lines",
    "make_rows",
    "make_trials",
    "rejection_table",
    "replace_tables",
    "robustness_table",
    "shipped_record",
    "short_book_table",
    "trials_table",
    "write_page",
]
