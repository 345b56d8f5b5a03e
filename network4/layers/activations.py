"""The activation functions that a layer may name, described; engines compute them."""

from typing import Literal

from network4.utils.checks import check_choice

Activation = Literal["linear", "sigmoid", "tanh", "relu"]
ACTIVATIONS: tuple[Activation, ...] = ("linear", "sigmoid", "tanh", "relu")


def check_activation(owner: str, value: object) -> None:
    """Raise ArgumentError unless `value` names an activation function.

    linear: a = z; sigmoid: a = 1/(1 + exp(-z)); tanh: a = tanh z; relu: a = max(0, z),
    whose derivative at z = 0 is taken as 0. All are non-decreasing, so taking the
    maximum of a window before or after them gives the same.

    Example:
        >>> check_activation("Conv", "relu")
    """
    check_choice(owner, "activation", value, ACTIVATIONS)
