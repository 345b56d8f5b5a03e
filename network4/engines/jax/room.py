"""How much memory JAX takes for a network."""

from network4.network import Network

EVALUATION_BATCH = 250
_BYTES = 4  # of a float32


def memory_needed(network: Network, batch_size: int, *, training: bool) -> int:
    """Return how many bytes JAX takes to train a network, or to predict with it.

    In training it keeps, for each image of a mini-batch, what all layers compute:
    outputs, padded maps and the windows of convolutions. On the way back it also keeps
    the slopes of one layer's windows. There are six copies of the parameters: before
    and after a step, the gradient, two for evaluation, and the first ones. In
    prediction it keeps one layer, with a copy that its kernels work on.

    Args:
        network: what is trained, or predicts.
        batch_size: images in a mini-batch, or to be predicted.
        training: whether it is trained.

    Example:
        >>> from network4.layers import Softmax
        >>> memory_needed(Network([Softmax(10)]), 10, training=False)
        94920
    """
    sizes = network.sizes
    if not training:
        shown = min(batch_size, EVALUATION_BATCH)
        return _BYTES * (sizes.parameters + 2 * shown * sizes.largest)
    each = sizes.outputs + sizes.padded + sizes.windows + sizes.most_windows
    return _BYTES * (6 * sizes.parameters + batch_size * each)
