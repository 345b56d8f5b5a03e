"""Parts of SciPy that have no types, under one name for all who use them."""

import importlib
from typing import Any

NDIMAGE: Any = importlib.import_module("scipy.ndimage")
