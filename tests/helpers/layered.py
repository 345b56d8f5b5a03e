"""Parameters of a chain of layers, layer by layer."""


def as_tree(*layers):
    """Return {"layer1": ..., "layer2": ...} of each layer's arrays by name."""
    return {f"layer{number}": layer for number, layer in enumerate(layers, start=1)}


def as_layers(tree):
    """Return each layer's arrays by name, in the order of the layers."""
    return tuple(tree[f"layer{number}"] for number in range(1, len(tree) + 1))


def arrays_of(tree):
    """Return all arrays, layer by layer, weights before biases."""
    return [
        layer[name] for layer in as_layers(tree) for name in sorted(layer, reverse=True)
    ]
