"""What some figures need to know after each epoch, beyond cost and accuracy."""

import numpy as np

from network4.datasets import Dataset, Split
from network4.engines import SessionSetup, StepSettings, as_batch, choose_engine
from network4.model import Model, accuracy
from network4.network import Parameters
from network4.objectives import mean_cost
from network4.training.settings import Observe

# So large that the step is not lost in the rounding of the biases it is taken from.
_RATE = 1024.0


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
    cost = mean_cost(model.network.cost, outputs, split.labels)
    layers = [layer for layer in model.parameters if layer]
    squares = sum(float(np.square(layer["weights"]).sum()) for layer in layers)
    cost += book_lambda / 2 / len(split) * squares
    return cost, accuracy(outputs.argmax(axis=1), split.labels)


def watch_learning_speed(data: Dataset) -> Observe:
    """Return an observer of how fast each hidden layer's biases would learn.

    That is the norm of dC/db, of the cost without l2 over all training images.

    Source: the book, Chapter 5.
    """

    def observe(epoch: int, model: Model) -> dict[str, float]:
        del epoch
        before, after = model.parameters, _step(model, data.train)
        hidden = list(zip(before, after, strict=True))[:-1]
        return {
            f"speed_of_layer_{number}": float(
                np.linalg.norm(old["biases"] - new["biases"]) / _RATE
            )
            for number, (old, new) in enumerate(hidden, start=1)
        }

    return observe


def _step(model: Model, split: Split) -> Parameters:
    """Return the parameters one step of gradient descent on all images later."""
    images = as_batch(model.network, split.images)
    session = choose_engine("auto", model.network).start(
        SessionSetup(
            network=model.network,
            parameters=model.parameters,
            images=images,
            labels=split.labels,
            validation_images=images[:1],
            settings=StepSettings(len(split)),
            seed=0,
            num_threads=1,
        )
    )
    order = np.arange(len(split), dtype=np.int32)
    session.run_epoch(order, np.array([_RATE], np.float32))
    return session.parameters()
