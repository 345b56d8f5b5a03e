"""Packages of the book's day, as far as its scripts import them.

`network4 book` puts this directory on PYTHONPATH, last, where the package is missing.
"""
