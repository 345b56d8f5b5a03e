"""The base classes of scikit-learn, with types."""

import importlib
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:

    class ScikitClassifier:
        """What an estimator inherits from scikit-learn."""

        def get_params(self, deep: bool = True) -> dict[str, Any]:
            """Return the arguments by name."""
            ...

        def set_params(self, **params: Any) -> Self:
            """Set arguments by name."""
            ...

        def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
            """Return the accuracy, 0 to 1."""
            ...

else:
    _BASE = importlib.import_module("sklearn.base")

    class ScikitClassifier(_BASE.ClassifierMixin, _BASE.BaseEstimator):
        """A classifier of scikit-learn."""
