"""What some figures need to know after each epoch, beyond cost and accuracy."""

from typing import cast

import numpy as np

from network4.datasets import Dataset, Split
from network4.layers import named
from network4.model import Model
from network4.model.gradients import gradient
from network4.objectives import Classification
from network4.training.settings import Observe


def watch_costs(book_lambda: float, data: Dataset) -> Observe:
    """Return an observer of cost and accuracy on training and on validation data.

    Costs have the book's regularisation: lambda / 2n times the sum of squared weights
    for n images, training or validation.

    Source: the book, Chapter 3, "Overfitting and regularization".
    """

    def observe(epoch: int, model: Model) -> dict[str, float]:
        del epoch
        training = _judge(model, data.train, book_lambda)
        other = _judge(model, data.validation, book_lambda)
        return {
            "cost_on_training_data": training[0],
            "accuracy_on_training_data": training[1],
            "cost_on_other_data": other[0],
        }

    return observe


def _judge(model: Model, split: Split, book_lambda: float) -> tuple[float, float]:
    outputs = model.outputs(split.images)
    objective = cast(Classification, model.network.objective)
    cost = objective.mean_cost(outputs, split.labels)
    arrays = dict(named(model.parameters))
    decaying = [path for path, each in named(model.network.parameters) if each.decays]
    squares = sum(float(np.square(arrays[path]).sum()) for path in decaying)
    cost += book_lambda / 2 / len(split) * squares
    return cost, objective.score(outputs, split.labels)


def watch_learning_speed(data: Dataset) -> Observe:
    """Return an observer of how fast each hidden layer's biases would learn.

    That is the norm of dC/db, of the cost without l2 over all training images.

    Source: the book, Chapter 5.
    """

    def observe(epoch: int, model: Model) -> dict[str, float]:
        del epoch
        images, labels = data.train.images, data.train.labels
        slopes = gradient(model, images, labels, by="parameters")
        *hidden, _ = model.network.body.inner_layers()
        return {
            f"speed_of_layer_{number}": float(np.linalg.norm(slopes[name]["biases"]))
            for number, name in enumerate(hidden, start=1)
        }

    return observe
