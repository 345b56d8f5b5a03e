from network4.datasets import load_mnist
from network4.datasets.disputed import DISPUTED_TEST_LABELS

# The labels of these images, as the raters' votes name them.
LABELS = [8, 0, 9, 4, 2, 5, 6, 6, 5, 5, 0, 1, 4, 6, 5]


def test_the_disputed_labels_are_those_that_were_voted_on(mnist_directory):
    test = load_mnist(mnist_directory).test
    assert test.labels[list(DISPUTED_TEST_LABELS)].tolist() == LABELS
