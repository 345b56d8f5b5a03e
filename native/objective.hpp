// The end of the network: outputs, costs, and the first delta of the way back.
#pragma once

#include "shapes.hpp"

namespace network4 {

// a = the output activation of z, for one image; both have `size` numbers.
void output_activations(OutputActivation output, const double* z, int size, double* a);

// delta = dC/dz in place of a, from the slopes dC/da of any C.
void delta_of(OutputActivation output, const float* slopes, const double* z, int size, double* a);

// The cost C of one image of class `label`, and delta = dC/dz in place of a.
double cost_and_delta(Cost cost, OutputActivation output, const double* z, int size, int label,
                      double* a);

// The same of an image whose outputs are to be y. The logarithmic costs are linear in y. They need
// sigmoid outputs or, with probabilities y of all labels, softmax ones. Log-likelihood is
// C = -sum of y_j ln a_j, and with one output, as cross-entropy, has (1 - y_j) ln(1 - a_j) besides.
double cost_and_delta(Cost cost, OutputActivation output, const double* z, int size, const double* y,
                      double* a);

// The first for a class that is only probably right: (1 - smoothing) times that of `label`
// and smoothing times the mean over all classes; the mean alone for a label that is none.
double smoothed_cost_and_delta(Cost cost, OutputActivation output, double smoothing, const double* z,
                               int size, int label, double* a);

// y of the one output that tells two classes apart: the label, or 1/2 where that is none; a
// share of `smoothing` goes to 1/2.
inline double probability_of_second(double smoothing, int label) {
  return (1.0 - smoothing) * (label < 0 ? 0.5 : label) + smoothing / 2.0;
}

}  // namespace network4
