"""Chapters 1 and 3 run through `fit`: that is what the book's programs do.

Both are given the same first weights and the same 360 steps in the same order. `fit`
computes in float32, the programs in float64; each of its steps may round all weights
once more, so it may come apart by so many times what one rounding of the first weights
makes of the programs' own result.
"""

from dataclasses import replace

import numpy as np
import pytest
from layered import as_layers

from network4 import Model, load_digits
from network4.book import network, network2
from network4.experiments.reproduction import find
from network4.training.fit import train

EPOCHS = 3
BATCH = 10
ROUNDING = 2.0**-24


@pytest.fixture(scope="module")
def data():
    return load_digits().without_test()


def book_network(name, parameters):
    module = network if name.startswith("ch1") else network2
    layers = as_layers(parameters)
    sizes = [784, *(layer["biases"].size for layer in layers)]
    net = module.Network(sizes)
    net.weights = [p["weights"].T.astype(np.float64) for p in layers]
    net.biases = [p["biases"][:, None].astype(np.float64) for p in layers]
    return net


def as_the_book_has_them(parameters):
    layers = as_layers(parameters)
    weights = [layer["weights"].T for layer in layers]
    return weights + [layer["biases"][:, None] for layer in layers]


def steps_of_the_book(net, experiment, data):
    """Take steps one by one, on mini-batches in the data's own order."""
    pixels = data.train.images.reshape(len(data.train), -1, 1) / 255
    wanted = np.eye(10)[data.train.labels][:, :, None]
    pairs = list(zip(pixels, wanted, strict=True))
    rate = experiment.recipe.settings.learning_rate
    more = (experiment.recipe.book_lambda, len(pairs)) if hasattr(net, "cost") else ()
    for _ in range(EPOCHS):
        for start in range(0, len(pairs), BATCH):
            net.update_mini_batch(pairs[start : start + BATCH], rate, *more)
    return [*net.weights, *net.biases]


def apart(first, second):
    return max(np.abs(a - b).max() for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("name", ["ch1_30", "ch1_none", "weight_init_30_small"])
def test_fit_takes_the_steps_of_the_books_program(name, data, generator):
    experiment = find(name)
    described = experiment.network
    first = described.initial_parameters(seed=0)
    settings = replace(
        experiment.settings_for(len(data.train)),
        epochs=EPOCHS,
        order="fixed",
        keep="last",
        initial=Model(described, first),
    )
    run = train(described, data, settings)
    ours = as_the_book_has_them(run.model.parameters)

    theirs = steps_of_the_book(book_network(name, first), experiment, data)
    rounded = book_network(name, first)
    for array in (*rounded.weights, *rounded.biases):
        array *= 1 + ROUNDING * generator.choice([-1, 1], array.shape)
    one_rounding = apart(steps_of_the_book(rounded, experiment, data), theirs)

    num_steps = EPOCHS * -(-len(data.train) // BATCH)
    assert apart(ours, theirs) < num_steps * one_rounding
    moved = apart(theirs, as_the_book_has_them(first))
    assert apart(ours, theirs) < moved / 1000
