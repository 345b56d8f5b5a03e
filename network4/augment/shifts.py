"""More training images made of those there are."""

ONE_PIXEL_SHIFTS: tuple[tuple[int, int], ...] = (
    (0, 0),
    (1, 0),
    (-1, 0),
    (0, 1),
    (0, -1),
)
"""Pixels down and right: as it was, and one pixel down, up, right and left.

Each image five times makes the book's expanded training set. Source: the book,
Chapter 6; Simard et al. 2003.
"""
