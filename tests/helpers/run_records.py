"""Records of runs that nobody made, for tables and pictures."""


def record(name, seed=0, **more):
    """A record with five epochs, from 0.9 to 0.94 of the validation images."""
    machine = {"processor": "A", "cores": 2, "system": "Linux"}
    epochs = [
        {"training_cost": 1 / (n + 1), "validation_accuracy": 0.9 + n / 100}
        for n in range(5)
    ]
    return {
        **{"experiment": name, "seed": seed, "engine": "native", "machine": machine},
        **{"epochs": epochs, "seconds": 1.0, "cpu_seconds": 1.0, "test_accuracy": 0.9},
        **more,
    }
