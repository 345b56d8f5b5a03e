"""Handwritten digits before and beside a trained network, in the order of the book.

- `strokes`: neurons set by hand that look for the four strokes of a 0.
- `network`: 784-30-10 with the quadratic cost, in NumPy.
- `counting`: why not the number of images right: it is not smooth, the cost is.
- `polling`: how well a few images estimate the gradient of all.
- `darkness`: how much ink a digit has.
- `shape`: holes, bays and widths, measured.
- `rules`: a 9 has a loop at the top, and so on, made precise.

Images are uint8 arrays (n, height, width), 0 for paper and 255 for ink; they come from
whoever calls, for instance from `network4.load_mnist()`.

Source: the book, Chapter 1.
"""
