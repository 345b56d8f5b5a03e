"""Chapter 1's first baseline: guess a digit by how dark its image is.

    python mnist_average_darkness.py

prints how many test images that gets right.
"""

from network4.book.mnist_loader import load_splits
from network4.evaluation.baselines import count_right, mean_ink


def main() -> None:
    """Print the book's line for MNIST."""
    train, _, test = load_splits()
    print(count_right(mean_ink(train, test), test.labels))


if __name__ == "__main__":
    main()
