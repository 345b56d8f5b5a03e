"""The equations of `network4.engines.rules` for one array, in float64."""

import numpy as np

# What `StepSettings` says of each rule.
RULES = {
    "sgd": {},
    "momentum": {"momentum": 0.9},
    "nesterov": {"optimizer": "nesterov", "momentum": 0.9},
    "adam": {"optimizer": "adam"},
    "rmsprop": {"optimizer": "rmsprop"},
}


class PlainRule:
    """One parameter's steps.

    Attributes:
        v, s: as in the equations.
        root: what the last step divided by, next to nothing added.
    """

    def __init__(self, optimizer, rate, momentum=0.0):
        self._change = getattr(self, f"_{optimizer}")
        self._rate, self._momentum = rate, momentum
        self._t = 0
        self.v = self.s = 0.0
        self.root = np.inf

    def step(self, w, g, l2=0.0):
        """Return w after a step down the slope g."""
        self._t += 1
        return w + self._change(np.float64(w), np.float64(g), l2)

    def _sgd(self, w, g, l2):
        self.v = self._momentum * self.v - self._rate * (g + l2 * w)
        return self.v

    def _nesterov(self, w, g, l2):
        return self._momentum * self._sgd(w, g, l2) - self._rate * (g + l2 * w)

    def _adam(self, w, g, l2):
        self.v = 0.9 * self.v + 0.1 * g
        self.s = 0.999 * self.s + 0.001 * g**2
        self.root = np.sqrt(self.s / (1 - 0.999**self._t))
        direction = self.v / (1 - 0.9**self._t) / (self.root + 1e-8)
        return -self._rate * (direction + l2 * w)

    def _rmsprop(self, w, g, l2):
        self.s = 0.9 * self.s + 0.1 * g**2
        self.root = np.sqrt(self.s)
        return -self._rate * (g / (self.root + 1e-8) + l2 * w)
