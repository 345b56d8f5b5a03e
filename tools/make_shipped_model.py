"""Make the model that comes with network4 from a run of `tools.distil`.

    python -m tools.make_shipped_model student

calibrates the model on validation images, which changes no answer, and rounds its
weights to float16. It measures on the test images how the model stands up to what MNIST
lacks, beside the same network trained without distortions. It writes
network4/models/digits.safetensors and its record, digits.json; some ten minutes.
`tools/distil.py` has the commands before it.
"""

import argparse
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

import network4 as n4
from network4.datasets import Split
from network4.evaluation.calibration import (
    calibrate,
    expected_calibration_error,
    refuse_below,
)
from network4.evaluation.robustness import accuracy_by_severity
from network4.experiments.distilling import STUDENT
from network4.experiments.experiment import test_part
from network4.experiments.outliers import letters_in_other_fonts, make_outliers
from network4.model import SHIPPED_MODEL, Model
from network4.training.fit import train
from network4.utils.records import read_record, write_record

THRESHOLD = 0.5  # an answer is given where it is more likely right than wrong
THRESHOLDS = (0.0, THRESHOLD, 0.8, 0.9, 0.95, 0.99, 0.999)
PLAIN_EPOCHS = 10
NUM_OUTLIERS = 2000
KINDS = ("letters and signs", "pairs of digits", "pieces of digits", "specks and lines")


def refused(model: Model, images: Any) -> float:
    """Return the share of images whose likeliest class is below the threshold."""
    return float((model.outputs(images).max(axis=1) < THRESHOLD).mean())


def of_no_digits(model: Model, digits: Split) -> dict[str, float]:
    """Return which share of images that are no digits is refused, by kind."""
    others = make_outliers(digits, NUM_OUTLIERS, seed=1)
    letters = np.stack(list(letters_in_other_fonts(NUM_OUTLIERS // 4, seed=1)))
    shares = {
        kind: refused(model, others[number :: len(KINDS)])
        for number, kind in enumerate(KINDS)
    }
    blank = np.zeros((1, 28, 28), np.uint8)
    return {
        "letters in fonts not trained on": refused(model, letters),
        **shares,
        "a blank image": refused(model, blank),
    }


def on_test_images(model: Model, test: Split) -> dict[str, Any]:
    """Return what there is to say of the test images."""
    said = model.outputs(test.images)
    answers = said.argmax(axis=1)
    wrong = np.flatnonzero(answers != test.labels)
    return {
        "test_accuracy": 1 - len(wrong) / len(test),
        "wrong_test_indices": wrong.tolist(),
        "wrong_test_answers": answers[wrong].tolist(),
        "expected_calibration_error": expected_calibration_error(said, test.labels),
        "rejection": [
            asdict(refuse_below(said, test.labels, each)) for each in THRESHOLDS
        ],
    }


def plain_model(data: n4.Dataset, seed: int) -> Model:
    """Train the same network on the images as they are."""
    settings = STUDENT.with_settings(seed=seed, epochs=PLAIN_EPOCHS).settings
    network = STUDENT.network(data.image_shape, data.num_classes)
    return train(network, data.without_test(), settings).model


def main() -> None:
    """Calibrate, choose, look, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, help="what tools.distil wrote")
    run = parser.parse_args().run
    data = n4.load_mnist()
    test = test_part(data)
    record = read_record(run / "record.json")
    calibrated = calibrate(n4.load_model(run / "model.safetensors"), data.validation)
    details = {
        **calibrated.details,
        "rejection_threshold": THRESHOLD,
        "trained_by": f"python -m tools.distil --seed {record['seed']}",
    }
    replace(calibrated, details=details).save(SHIPPED_MODEL, dtype="float16")
    model = n4.load_model()
    of_the_run = {key: record[key] for key in record if key != "epochs"}
    del of_the_run["data"]["source"]
    write_record(
        SHIPPED_MODEL.with_suffix(".json"),
        {
            **of_the_run,
            **on_test_images(model, test),
            "temperature": details["temperature"],
            "rejection_threshold": THRESHOLD,
            "refused_of_no_digits": of_no_digits(model, test),
            "robustness": accuracy_by_severity(model, test),
            "robustness_without_distortions": accuracy_by_severity(
                plain_model(data, record["seed"]), test
            ),
        },
    )
    print(f"{SHIPPED_MODEL}: {SHIPPED_MODEL.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
