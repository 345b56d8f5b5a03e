"""What a kind of hostile inputs is."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.hostile.judging import Outcome, judged


@dataclass(frozen=True)
class Kind:
    """One kind of hostile inputs.

    Attributes:
        name: short.
        summary: what is done, for people to read.
        count: how many inputs make its part of a million.
        make: returns an input, from a source of random numbers.
        call: does with an input what a user would.
        also: documented errors besides network4's own.
    """

    name: str
    summary: str
    count: int
    make: Callable[[np.random.Generator], Any]
    call: Callable[[Any], object]
    also: tuple[type[Exception], ...] = ()

    def made(self, seed: int, index: int) -> Any:
        """Return the input of an index; the same for the same seed."""
        source = np.random.Philox([seed, zlib.crc32(self.name.encode()), index])
        return self.make(np.random.Generator(source))

    def outcome(self, seed: int, index: int) -> Outcome:
        """Return what comes of the input of an index."""
        made = self.made(seed, index)
        found = judged(lambda: self.call(made), self.also)
        if not found.fault.startswith("it took"):
            return found
        # A machine that is busy with something else is slow once, a fault is again.
        made = self.made(seed, index)
        return judged(lambda: self.call(made), self.also)
