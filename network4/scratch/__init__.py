"""First principles: what stands before any framework, in NumPy, to be read.

In the order of a first reading:

- `perceptrons`: decisions, logic and arithmetic out of weighed evidence.
- `gates`: circuits of real numbers that know which way is up.
- `descent`: down a slope of any number of variables, step by step.
- `backprop`: a convolutional network's gradients, each worked out by hand.

Nothing here is used by the rest of network4, and nothing here uses it; the tests
compare the two.
"""
