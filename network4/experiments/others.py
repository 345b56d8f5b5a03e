"""The networks of others that Chapter 6 names, trained again.

Learning rates and distortions were chosen on validation data, after 40 epochs each:
rates of 0.05 and 0.2 for each mini-batch, and `LIGHT.times(2)` beside the distortions
that the papers tell of.
"""

from network4.augment import Distortions
from network4.experiments.experiment import Experiment, Protocol, Trained
from network4.experiments.recipe import Recipe
from network4.experiments.trials import LIGHT
from network4.layers import Conv, FullyConnected, Softmax
from network4.training.schedules import Exponential
from network4.training.settings import Settings

SIMARD = Recipe(
    "simard_2003",
    "two convolutions with stride 2 and 100 units, like Simard's of 2003",
    (
        Conv(5, 5, stride=2, padding=1, activation="tanh"),
        Conv(50, 5, stride=2, activation="tanh"),
        FullyConnected(100, activation="tanh"),
        Softmax(10),
    ),
    Settings(
        epochs=300,
        learning_rate=Exponential(0.2, 0.0002),
        batch_size=20,
        distortions=LIGHT.times(2),
        keep="last",
    ),
    num_validation_images=1000,
)
CIRESAN = Recipe(
    "ciresan_2010",
    "2500-2000-1500-1000-500-10 with tanh, like Ciresan's of 2010",
    (
        *(FullyConnected(n, activation="tanh") for n in (2500, 2000, 1500, 1000, 500)),
        Softmax(10),
    ),
    Settings(
        epochs=60,
        # The paper's falls from 1e-3 to 1e-6 for each image, these for each fifty.
        learning_rate=Exponential(0.2, 0.0002),
        batch_size=50,
        distortions=Distortions(
            rotation=15, scale=0.175, elastic_alpha=37, elastic_sigma=5.5
        ),
        keep="last",
    ),
    num_validation_images=1000,
)
RECIPES = (SIMARD, CIRESAN)


def _row(
    recipe: Recipe,
    summary: str,
    published_percent: float,
    core_minutes: float,
    note: str,
) -> Trained:
    return Trained(
        recipe.name,
        6,
        "Other approaches to deep neural nets",
        summary,
        recipe=recipe,
        protocol=Protocol("auto", "shuffled", "drop", judged_on="test"),
        published_percent=published_percent,
        core_minutes=core_minutes,
        note=note,
        protocol_runs=1,
        num_runs=1,
    )


EXPERIMENTS: tuple[Experiment, ...] = (
    _row(
        SIMARD,
        "two convolutions, 100 units, distorted images (Simard et al. 2003)",
        99.6,
        core_minutes=20.0,
        note="300 epochs",
    ),
    _row(
        CIRESAN,
        "2500-2000-1500-1000-500-10, distorted images (Ciresan et al. 2010)",
        99.65,
        core_minutes=40.0,
        note="60 epochs; the paper has 800",
    ),
)
