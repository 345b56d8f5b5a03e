"""Draws pictures from records; nothing here trains."""

from network4.plots.curves import draw_comparison, draw_curves, draw_settings
from network4.plots.images import (
    MAX_ERRORS_SHOWN,
    draw_errors,
    draw_filters,
    draw_rows,
)
from network4.plots.panels import Axis, draw_panels
from network4.plots.planes import Border, draw_borders, draw_lines, draw_valley
from network4.plots.sheet import MAX_ON_A_SHEET, draw_sheet

__all__ = [
    "MAX_ERRORS_SHOWN",
    "MAX_ON_A_SHEET",
    "Axis",
    "Border",
    "draw_borders",
    "draw_comparison",
    "draw_curves",
    "draw_errors",
    "draw_filters",
    "draw_lines",
    "draw_panels",
    "draw_rows",
    "draw_settings",
    "draw_sheet",
    "draw_valley",
]
