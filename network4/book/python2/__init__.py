"""Programs in Python 2, run by today's Python.

`decide` tells them from Python 3, `translate` writes their statements as today's, and
`meaning` gives operators, methods and names what they meant. The files keep their text.
"""
