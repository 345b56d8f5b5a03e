// The end of the network: outputs, costs, and the first delta of the way back.
#pragma once

#include "shapes.hpp"

namespace network4 {

// a = the output activation of z, for one image; both have `size` numbers.
void output_activations(OutputActivation output, const double* z, int size, double* a);

// The cost C of one image of class `label`, and delta = dC/dz in place of a.
double cost_and_delta(Cost cost, OutputActivation output, const double* z, int size, int label,
                      double* a);

// The same for a class that is only probably right: (1 - smoothing) times that of `label`
// and smoothing times the mean over all classes; the mean alone for a label that is none.
double smoothed_cost_and_delta(Cost cost, OutputActivation output, double smoothing, const double* z,
                               int size, int label, double* a);

}  // namespace network4
