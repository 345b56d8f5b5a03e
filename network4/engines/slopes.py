"""What slopes are wanted of an engine, and what an engine says and gives of them."""

from typing import Any, Literal, NamedTuple, Protocol

from network4.engines.examples import Examples, Outputs
from network4.network import Network, Parameters

Unit = tuple[str, int]


class Wanted(NamedTuple):
    """Of what slopes are wanted, and by what.

    Args:
        by: "inputs" or "parameters".
        unit: the path of a layer, and which of an example's activations there.
        at: "outputs" or "z", whose slopes are given as targets. With neither of the
            two, the network's own cost of each example.
    """

    by: Literal["inputs", "parameters"]
    unit: Unit | None = None
    at: Literal["outputs", "z"] | None = None


class FindsSlopes(Protocol):
    """The part of an engine that differentiates, and looks at what layers make.

    Attributes:
        shows_layers: whether `activations` gives what layers inside make.
    """

    shows_layers: bool

    def unsupported_slopes(self, wanted: Wanted) -> str | None:
        """Say which of these slopes it cannot find; None if it can find them."""
        ...

    def slopes(
        self,
        network: Network,
        parameters: Parameters,
        examples: Examples,
        wanted: Wanted,
        seed: int | None = None,
    ) -> Any:
        """Return slopes, see `network4.model.gradients`.

        Args:
            network: whose, where they are of a cost by its objective.
            parameters: of the network.
            examples: one or more, with targets where a cost needs them, or with slopes
                at the end.
            wanted: of what, and by what.
            seed: with one, layers behave as in the first step of training by it, with
                the examples as its mini-batch; default None, as in prediction.

        Returns:
            By inputs float32 of their shape; by parameters a dict as `parameters`.
        """
        ...

    def activations(
        self, network: Network, parameters: Parameters, examples: Examples, path: str
    ) -> Outputs:
        """Return what the layer at a path makes of images, channels first, predicting.

        Raises:
            EngineError: the engine does not show it.
        """
        ...
