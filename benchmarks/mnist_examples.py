"""How soon our recipes get where PyTorch's and Keras's own MNIST examples get.

    python -m benchmarks.mnist_examples [--target 99.0 --target 99.5] [--seed 0]

trains one after the other, each on all cores: `network4 train quick --target ...`, and
the networks that PyTorch (examples/mnist, 14 epochs) and Keras ("Simple MNIST convnet",
15 epochs) show their newcomers, by the settings they come with. It prints seconds of
training, evaluation apart, and accuracy on the test images after the last epoch; ours
is at the best validation epoch. The examples learn from 60,000 and 54,000 images, ours
from 50,000. Needs torch and keras; half an hour.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")

import numpy as np

import network4 as n4
from network4.utils.processes import num_cores

TARGETS = ("99.0", "99.5", "99.6", "99.67")
MEAN, DEVIATION = 0.1307, 0.3081  # by which PyTorch's example scales the pixels


def all_training(data: n4.Dataset) -> tuple[Any, Any]:
    """Return MNIST's 60,000 training images, in its own order, and their labels."""
    parts = data.train, data.validation
    images = np.concatenate([part.images for part in parts])
    return images, np.concatenate([part.labels for part in parts]).astype(np.int64)


def by_network4(target: str, seed: int) -> tuple[float, float]:
    """Train as a user would; return seconds and test accuracy."""
    with tempfile.TemporaryDirectory() as out:
        command = ["train", "quick", "--target", target, "--seed", str(seed)]
        done = subprocess.run(
            [sys.executable, "-m", "network4", *command, "--out", out, "--json"],
            capture_output=True,
            text=True,
            check=True,
        )
    said = json.loads(done.stdout.splitlines()[-1])
    return said["seconds"], said["test_accuracy"]


def by_pytorch(data: n4.Dataset, seed: int) -> tuple[float, float]:
    """Train PyTorch's example; return seconds and test accuracy."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    torch.set_num_threads(num_cores())
    pixels, labels = (torch.from_numpy(part) for part in all_training(data))
    network = nn.Sequential(
        *(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU()),
        *(nn.MaxPool2d(2), nn.Dropout(0.25), nn.Flatten()),
        *(nn.Linear(9216, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10)),
    )
    optimizer = torch.optim.Adadelta(network.parameters(), lr=1.0)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.7)

    def scaled(images: torch.Tensor) -> torch.Tensor:
        return (images[:, None].float() / 255 - MEAN) / DEVIATION

    began = time.perf_counter()
    for _ in range(14):
        for chosen in torch.randperm(len(pixels)).split(64):
            optimizer.zero_grad()
            said = network(scaled(pixels[chosen]))
            nn.functional.cross_entropy(said, labels[chosen]).backward()
            optimizer.step()
        schedule.step()
    seconds = time.perf_counter() - began
    network.eval()
    with torch.no_grad():
        test = scaled(torch.from_numpy(data.test.images))
        answers = torch.cat([network(part).argmax(1) for part in test.split(1000)])
    return seconds, float((answers.numpy() == data.test.labels).mean())


def by_keras(data: n4.Dataset, seed: int) -> tuple[float, float]:
    """Train Keras's example; return seconds, compiling included, and test accuracy."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    pixels, labels = all_training(data)
    network = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            *(layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D()),
            *(layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D()),
            *(layers.Flatten(), layers.Dropout(0.5)),
            layers.Dense(10, activation="softmax"),
        ]
    )
    network.compile(
        loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"]
    )
    images = pixels[..., None].astype(np.float32) / 255
    began = time.perf_counter()
    network.fit(
        images, labels, batch_size=128, epochs=15, validation_split=0.1, verbose=0
    )
    seconds = time.perf_counter() - began
    test = data.test.images[..., None].astype(np.float32) / 255
    answers = network.predict(test, verbose=0).argmax(axis=1)
    return seconds, float((answers == data.test.labels).mean())


def main() -> None:
    """Train all, print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", action="append", choices=TARGETS, dest="targets")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    data, seed = n4.load_mnist(), arguments.seed
    runs = {
        f"network4 train quick --target {target}": lambda target=target: by_network4(
            target, seed
        )
        for target in arguments.targets or TARGETS
    }
    runs["PyTorch's example"] = lambda: by_pytorch(data, seed)
    runs[f"Keras's example ({os.environ['KERAS_BACKEND']})"] = lambda: by_keras(
        data, seed
    )
    print("| training | seconds | test, % |\n|---|---:|---:|")
    for name, train in runs.items():
        seconds, share = train()
        print(f"| {name} | {seconds:.1f} | {share:.2%} |", flush=True)


if __name__ == "__main__":
    main()
