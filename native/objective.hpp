// The end of the network: outputs, costs, and the first delta of the way back.
#pragma once

#include "shapes.hpp"

namespace network4 {

// a = the output activation of z, for one image; both have `size` numbers.
void output_activations(OutputActivation output, const double* z, int size, double* a);

// The cost C of one image of class `label`, and delta = dC/dz in place of a.
double cost_and_delta(Cost cost, OutputActivation output, const double* z, int size, int label,
                      double* a);

}  // namespace network4
