"""Networks and data to make a reader's mistakes with."""

import numpy as np

from network4.book import network, network2

SIZES = [6, 5, 3]
COLUMN, WANTED = np.full((6, 1), 0.5), np.eye(3)[:, [1]]
PAIRS = [(COLUMN, WANTED), (COLUMN / 2, WANTED)]
QUESTIONS = [(COLUMN, 1), (COLUMN / 2, np.int64(2))]
ARRAYS = np.full((4, 6), 0.5, np.float32), np.array([0, 1, 2, 1])
PROGRAMS = [network, network2]


def trained(program, data=PAIRS, epochs=1, size=1, eta=0.5, **others):
    net = program.Network(SIZES)
    net.SGD(data, epochs, size, eta, **others)
    return net


def evaluation(program, data):
    """Return the argument of SGD that takes data to evaluate on."""
    if program is network:
        return {"test_data": data}
    return {"evaluation_data": data, "monitor_evaluation_accuracy": True}


def used_up():
    pairs = zip([COLUMN], [WANTED], strict=True)
    list(pairs)
    return pairs
