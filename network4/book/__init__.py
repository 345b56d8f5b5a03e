"""The programs of the book, under the names it gives them.

Readers import them bare, as the book prints it (`import network`), with this directory
on PYTHONPATH. They are thin over the rooms below, and import from network4 only.
"""
