"""The book's listings of Chapters 1, 3 and 6, typed at a prompt against MNIST."""

import re

import pytest
from command_line import network4

CHAPTER_1 = """
import mnist_loader
training_data, validation_data, test_data = mnist_loader.load_data_wrapper()
import network
net = network.Network([784, 30, 10])
net.SGD(training_data, 2, 10, 3.0, test_data=test_data)
net = network.Network([784, 10])
net.SGD(training_data, 1, 10, 3.0)
print(net.evaluate(test_data) > 1000, net.weights[0].shape, net.biases[0].shape)
print(len(training_data), training_data[0][0].shape, training_data[0][1].shape)
"""

CHAPTER_3 = """
import mnist_loader
training_data, validation_data, test_data = mnist_loader.load_data_wrapper()
import network2
net = network2.Network([784, 30, 10], cost=network2.CrossEntropyCost)
net.large_weight_initializer()
net.SGD(training_data, 1, 10, 0.5, evaluation_data=test_data, \
monitor_evaluation_accuracy=True)
net = network2.Network([784, 30, 10], cost=network2.CrossEntropyCost)
net.large_weight_initializer()
net.SGD(training_data[:1000], 2, 10, 0.5, evaluation_data=test_data, \
monitor_evaluation_accuracy=True, monitor_training_cost=True)
net = network2.Network([784, 30, 10])
evaluation_cost, evaluation_accuracy, training_cost, training_accuracy = \
net.SGD(training_data[:1000], 3, 10, 0.5, lmbda=0.1, evaluation_data=validation_data, \
monitor_evaluation_cost=True, monitor_evaluation_accuracy=True, \
monitor_training_cost=True, monitor_training_accuracy=True)
print(*map(len, (evaluation_cost, evaluation_accuracy, training_cost, \
training_accuracy)))
net.save("net.json")
same = network2.load("net.json")
print(same.accuracy(test_data) == net.accuracy(test_data), same.cost.__name__)
"""

CHAPTER_6 = """
import network3
from network3 import Network, ReLU
from network3 import ConvPoolLayer, FullyConnectedLayer, SoftmaxLayer
training_data, validation_data, test_data = network3.load_data_shared()
mini_batch_size = 10
net = Network([FullyConnectedLayer(n_in=784, n_out=100), \
SoftmaxLayer(n_in=100, n_out=10)], mini_batch_size)
net.SGD(training_data, 1, mini_batch_size, 0.1, validation_data, test_data)
net = Network([\
ConvPoolLayer(image_shape=(mini_batch_size, 1, 28, 28), filter_shape=(20, 1, 5, 5), \
poolsize=(2, 2), activation_fn=ReLU), \
ConvPoolLayer(image_shape=(mini_batch_size, 20, 12, 12), filter_shape=(40, 20, 5, 5), \
poolsize=(2, 2), activation_fn=ReLU), \
FullyConnectedLayer(n_in=40*4*4, n_out=100, activation_fn=ReLU), \
SoftmaxLayer(n_in=100, n_out=10)], mini_batch_size)
net.SGD(training_data, 1, mini_batch_size, 0.03, validation_data, test_data, lmbda=0.1)
print(net.layers[0].w.get_value().shape, len(net.test_mb_predictions(0)))
expanded_training_data, _, _ = \
network3.load_data_shared("../data/mnist_expanded.pkl.gz")
net = Network([\
FullyConnectedLayer(n_in=784, n_out=30, activation_fn=ReLU, p_dropout=0.5), \
SoftmaxLayer(n_in=30, n_out=10, p_dropout=0.5)], mini_batch_size)
net.SGD(expanded_training_data, 1, mini_batch_size, 0.03, validation_data, test_data)
"""


# The book seeds nothing; a test that may fail by chance tells nothing.
SEEDS = "_ = __import__('random').seed(0), __import__('numpy').random.seed(0)"


def typed(listing, directory, mnist_directory):
    """Return the lines that a listing prints, without the prompt's own."""
    typed_in = f"{SEEDS}\n{listing}"
    done = network4(
        "book", cwd=directory, stdin=typed_in, NETWORK4_DATA=str(mnist_directory)
    )
    assert done.returncode == 0
    assert "Error" not in done.stderr
    lines = [re.sub(r"^(>>> |\.\.\. )+", "", line) for line in done.stdout.split("\n")]
    return [line for line in lines if line]


def accuracies(lines, pattern):
    """Return the numbers that a pattern finds in lines, in their order."""
    return [float(n) for line in lines for n in re.findall(pattern, line)]


@pytest.mark.slow
def test_chapter_1(tmp_path, mnist_directory):
    lines = typed(CHAPTER_1, tmp_path, mnist_directory)
    assert len(lines) == 5
    assert re.fullmatch(r"Epoch 0: \d{4} / 10000", lines[0])
    assert re.fullmatch(r"Epoch 1: \d{4} / 10000", lines[1])
    assert accuracies(lines[1:2], r": (\d+) /")[0] > 7000  # one class may be missed
    assert lines[2] == "Epoch 0 complete"
    assert lines[3] == "True (10, 784) (10, 1)"
    assert lines[4] == "50000 (784, 1) (10, 1)"


@pytest.mark.slow
def test_chapter_3(tmp_path, mnist_directory):
    lines = typed(CHAPTER_3, tmp_path, mnist_directory)
    assert lines[0] == "Epoch 0 training complete"
    [first] = accuracies(lines[1:2], r"^Accuracy on evaluation data: (\d+) / 10000$")
    assert first > 9000
    patterns = [
        r"Epoch \d training complete",
        r"Cost on training data: \d+\.\d+",
        r"Accuracy on evaluation data: \d+ / 10000",
    ]
    for line, pattern in zip(lines[2:8], 2 * patterns, strict=True):
        assert re.fullmatch(pattern, line)
    patterns = [
        r"Epoch \d training complete",
        r"Cost on training data: \d+\.\d+",
        r"Accuracy on training data: \d+ / 1000",
        r"Cost on evaluation data: \d+\.\d+",
        r"Accuracy on evaluation data: \d+ / 10000",
    ]
    for line, pattern in zip(lines[8:23], 3 * patterns, strict=True):
        assert re.fullmatch(pattern, line)
    assert lines[-2:] == ["3 3 3 3", "True CrossEntropyCost"]


@pytest.mark.slow
def test_chapter_6(tmp_path, mnist_directory):
    lines = typed(CHAPTER_6, tmp_path, mnist_directory)
    announced = accuracies(lines, r"^Training mini-batch number (\d+)$")
    thousands = [1000 * k for k in range(5)]
    assert announced == 2 * thousands + [1000 * k for k in range(25)]
    best = accuracies(lines, r"^Best validation accuracy of (\d\d\.\d\d)% obtained at")
    assert [line for line in lines if line.startswith("Epoch 0: validation")] == [
        f"Epoch 0: validation accuracy {accuracy:.2f}%" for accuracy in best
    ]
    assert min(best[:2]) > 90
    assert len(best) == 3
    assert lines.count("This is the best validation accuracy to date.") == 3
    assert lines.count("Finished training network.") == 3
    assert "obtained at iteration 4999" in "\n".join(lines)
    assert "obtained at iteration 24999" in "\n".join(lines)
    assert (
        len(accuracies(lines, r"^Corresponding test accuracy of (\d\d\.\d\d)%$")) == 3
    )
    assert "(20, 1, 5, 5) 10" in lines
