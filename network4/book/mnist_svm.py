"""Chapter 1's second baseline: a support vector machine, as scikit-learn sets it up.

    python mnist_svm.py

prints how many test images it reads correctly, with the default gamma of the
book's time and with today's; each takes minutes.
"""

from network4.book.mnist_loader import load_splits
from network4.evaluation.baselines import count_right, svm

GAMMAS = {
    "auto": "gamma=1/784, the default when the book was written:",
    "scale": "gamma='scale', the default of today:",
}


def svm_baseline() -> None:
    """Print the book's line for MNIST at both defaults."""
    train, _, test = load_splits()
    for gamma, words in GAMMAS.items():
        print(words, flush=True)
        print(count_right(svm(train, test, gamma), test.labels), flush=True)


if __name__ == "__main__":
    svm_baseline()
