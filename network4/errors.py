"""What network4 raises: one sentence each, for a person to act on."""


class Network4Error(Exception):
    """Base of every error that network4 raises on purpose."""


class ArgumentError(Network4Error, ValueError):
    """An argument has a type or a value that is not allowed."""


class ShapeError(Network4Error, ValueError):
    """Layers, images or parameters do not fit together."""


class DataError(Network4Error, ValueError):
    """A data file is damaged, mislabelled or not what it claims to be."""


class DataNotFoundError(Network4Error):
    """A data set is in none of the places where it was looked for."""


class ModelFileError(Network4Error, ValueError):
    """A model file cannot be read as a network4 model."""


class EngineError(Network4Error):
    """An engine is unknown, or cannot run this network."""


class TrainingDivergedError(Network4Error, ArithmeticError):
    """The training cost became infinite or undefined."""


class TrainingInterruptedError(Network4Error):
    """Training was stopped before it had finished a single epoch."""


class Network4Warning(UserWarning):
    """What goes on, but not as asked or hoped; one sentence."""
