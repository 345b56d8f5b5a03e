"""First principles: what stands before any framework, in NumPy, to be read.

In the order of a first reading:

- `perceptrons`: decisions, logic and arithmetic out of weighed evidence.
- `gates`: circuits of real numbers that know which way is up.
- `descent`: down a slope of any number of variables, step by step.
- `backprop`: a convolutional network's gradients, each worked out by hand.
- `rectified`: what the scale of weights does to rectified linear units, and depth.

Nothing here is used by the rest of network4. Of it, only errors and the number of
NumPy's threads are used here; the tests compare the two.
"""
