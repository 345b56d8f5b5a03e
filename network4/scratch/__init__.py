"""First principles: what stands before any framework, in NumPy, to be read.

In the order of a first reading:

- `perceptrons`: decisions, logic and arithmetic out of weighed evidence.
- `smooth`: the sigmoid beside the step.
- `learning_rule`: what one perceptron learns, and XOR, which it cannot.
- `nudges`: what a small change of a weight does to perceptrons and to sigmoid neurons.
- `gates`: circuits of real numbers that know which way is up.
- `descent`: down a slope of any number of variables, step by step.
- `steepest`: why against the gradient; a proof, and numbers to check it by.
- `valley`: a ball that rolls down with a step too small, right and too large.
- `digits`: what can be done, and asked, of digits before a network is trained well.
- `faces`: a face detector out of sub-networks, and what fools it.
- `backprop`: a convolutional network's gradients, each worked out by hand.
- `rectified`: what the scale of weights does to rectified linear units, and depth.

Nothing here is used by the rest of network4. Of it, only errors and the number of
NumPy's threads are used here; the tests compare the two.
"""
