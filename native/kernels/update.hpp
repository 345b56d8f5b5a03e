// One step down the slope, for parameters whose slopes are written down.
#pragma once

#include "../kernels.hpp"
#include "vector.hpp"

namespace network4::NETWORK4_LEVEL {

enum class Rule { plain, momentum, adam };

NETWORK4_INLINE Rule rule_of(const LearntNumbers& at) {
  return at.squares ? Rule::adam : at.velocities ? Rule::momentum : Rule::plain;
}

// Adam's step of the numbers from `i` on:
//   m <- 0.9 m + 0.1 nabla;  s <- 0.999 s + 0.001 nabla^2
//   w <- w - eta (m' / (sqrt(s') + 1e-8) + l2 w)
// with m' and s' over what those means hold of all.
NETWORK4_INLINE void adapt(const UpdateRule& rule, const LearntNumbers& at, std::size_t i, Floats nabla) {
  const Floats mean = load(at.velocities + i) * 0.9f + nabla * 0.1f;
  const Floats square = load(at.squares + i) * 0.999f + nabla * 0.001f * nabla;
  const Floats w = load(at.values + i);
  const Floats root = square_root(square / rule.share_of_squares) + 1e-8f;
  store(at.velocities + i, mean);
  store(at.squares + i, square);
  store(at.values + i, w - ((mean / rule.share_of_means) / root + w * rule.decay) * rule.rate);
}

// v <- mu v - eta (nabla + l2 w);  w <- w + v, or as Adam says, in `count` places, rounded
// up to vectors.
void update(const UpdateRule& rule, const LearntNumbers& at, const float* nabla, std::size_t count) {
  if (rule_of(at) == Rule::adam) {
    for (std::size_t i = 0; i < count; i += LANES) adapt(rule, at, i, load(nabla + i));
    return;
  }
  // Pointers that no store can change: so the loop asks once which rule it is.
  float* const values = at.values;
  float* const velocity = at.velocities;
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
