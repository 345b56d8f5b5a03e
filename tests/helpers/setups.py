"""Sessions on images with labels, for tests of engines."""

import numpy as np

from network4.engines import Examples, SessionSetup


def setup_of(network, parameters, images, labels, *how, **more):
    """Return the setup of a session that is judged on the images it trains on.

    What comes after the labels is as of SessionSetup: settings, seed, threads.
    """
    examples, judged = Examples(images, np.asarray(labels, np.int32)), Examples(images)
    how = (*how, 0) if len(how) == 1 and "seed" not in more else how
    return SessionSetup(network, parameters, examples, judged, *how, **more)
