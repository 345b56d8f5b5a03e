"""First principles in NumPy, without any framework, written to be read.

In the order of a first reading:

- `perceptrons`: they weigh evidence, and can do logic and arithmetic.
- `smooth`: the sigmoid compared with the step.
- `learning_rule`: a rule by which one perceptron learns, and XOR, which it cannot.
- `nudges`: what a small change of a weight does to perceptrons and to sigmoid neurons.
- `gates`: circuits of real numbers that compute how to increase their output.
- `descent`: gradient descent for any number of variables.
- `steepest`: a proof that the gradient is the steepest way, with numbers to check it.
- `valley`: a ball that rolls down with a step too small, right and too large.
- `digits`: what one can do with digits before a network is trained well.
- `faces`: a face detector built of sub-networks, and what fools it.
- `backprop`: the gradients of a convolutional network, each derived by hand.
- `rectified`: what the scale of weights and the depth do to rectified linear units.

The rest of network4 does not use this code. This code uses only errors and the number
of NumPy's threads from the rest. Tests compare the two.
"""
