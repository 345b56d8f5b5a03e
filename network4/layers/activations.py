"""The activation functions that a layer may name, described; engines compute them."""

from typing import Literal

from network4.utils.checks import check_choice

Activation = Literal["linear", "sigmoid", "tanh", "relu"]
ACTIVATIONS: tuple[Activation, ...] = ("linear", "sigmoid", "tanh", "relu")


def check_activation(owner: str, value: object) -> None:
    """Raise ArgumentError unless `value` names an activation function.

    linear: a = z; sigmoid: a = 1/(1 + exp(-z)); tanh: a = tanh z; relu: a = max(0, z).
    The derivative of relu at z = 0 counts as 0. No activation ever decreases, so the
    maximum of a window is the same before and after it.

    Args:
        owner: the layer, for the message.
        value: "linear", "sigmoid", "tanh" or "relu".

    Raises:
        ArgumentError: the value is something else.

    Example:
        >>> check_activation("Conv", "relu")
    """
    check_choice(owner, "activation", value, ACTIVATIONS)
