// One step down the slope, for parameters whose slopes are written down.
#pragma once

#include "../kernels.hpp"
#include "vector.hpp"

namespace network4::NETWORK4_LEVEL {

// v <- mu v - eta (nabla + l2 w);  w <- w + v, in `count` places, rounded up to vectors.
void update(const UpdateRule& rule, float* values, float* velocity, const float* nabla,
            std::size_t count) {
  for (std::size_t i = 0; i < count; i += LANES) {
    const Floats w = load(values + i);
    Floats change = (load(nabla + i) + w * rule.decay) * -rule.rate;
    if (velocity) {
      change += load(velocity + i) * rule.momentum;
      store(velocity + i, change);
    }
    store(values + i, w + change);
  }
}

}  // namespace network4::NETWORK4_LEVEL
