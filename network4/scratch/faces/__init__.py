"""A face detector out of sub-networks, with weights set by hand.

- `drawing`: faces of our own, and pictures that are none, by a seeded generator.
- `detector`: is there an eye at the top left? at the top right? a nose in the middle? a
  mouth below? hair on top? Each question is a network, an eye's is three more, and all
  of them together are one network from pixels to yes or no.

>>> import numpy as np
>>> from network4.scratch.faces.detector import is_face
>>> from network4.scratch.faces.drawing import draw_faces, shuffled
>>> faces = draw_faces(4, np.random.default_rng(0))
>>> is_face(faces).tolist(), is_face(faces, anywhere=True).tolist()
([1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0])
>>> mixed = shuffled(4, np.random.default_rng(0))
>>> is_face(mixed).tolist(), is_face(mixed, anywhere=True).tolist()
([0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0])

Source: the book, Chapter 1, "Toward deep learning".
"""
