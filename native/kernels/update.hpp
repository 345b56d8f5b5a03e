// One step down the slope, for parameters whose slopes are written down.
#pragma once

#include "../kernels.hpp"
#include "vector.hpp"

namespace network4::NETWORK4_LEVEL {

// One step of the numbers from `i` on; with g the slope, and g' = g + l2 w:
//   momentum  v <- mu v - eta g';  w <- w + v
//   nesterov  v the same;  w <- w + (mu v - eta g')
//   adam      m <- 0.9 m + 0.1 g;  s <- 0.999 s + 0.001 g^2;
//             w <- w - eta (m' / (sqrt(s') + 1e-8) + l2 w), m' and s' over what they hold of all
//   rmsprop   s <- 0.9 s + 0.1 g^2;  w <- w - eta (g / (sqrt(s) + 1e-8) + l2 w)
template <Rule RULE>
NETWORK4_INLINE void step(const UpdateRule& rule, const LearntNumbers& at, std::size_t i, Floats nabla) {
  const Floats w = load(at.values + i);
  if constexpr (RULE == Rule::adam) {
    const Floats mean = load(at.velocities + i) * 0.9f + nabla * 0.1f;
    const Floats square = load(at.squares + i) * 0.999f + nabla * 0.001f * nabla;
    const Floats root = square_root(square / rule.share_of_squares) + 1e-8f;
    store(at.velocities + i, mean);
    store(at.squares + i, square);
    store(at.values + i, w - ((mean / rule.share_of_means) / root + w * rule.decay) * rule.rate);
  } else if constexpr (RULE == Rule::rmsprop) {
    const Floats square = load(at.squares + i) * 0.9f + nabla * 0.1f * nabla;
    store(at.squares + i, square);
    store(at.values + i, w - (nabla / (square_root(square) + 1e-8f) + w * rule.decay) * rule.rate);
  } else {
    const Floats plain = (nabla + w * rule.decay) * -rule.rate;
    Floats change = plain;
    if constexpr (RULE != Rule::plain) {
      change += load(at.velocities + i) * rule.momentum;
      store(at.velocities + i, change);
    }
    if constexpr (RULE == Rule::nesterov) change = change * rule.momentum + plain;
    store(at.values + i, w + change);
  }
}

// Calls with the rule's kind as a number of the program, so that no loop asks for it.
template <typename Call>
NETWORK4_INLINE void with_rule(Rule kind, Call&& call) {
  switch (kind) {
    case Rule::plain: return call.template operator()<Rule::plain>();
    case Rule::momentum: return call.template operator()<Rule::momentum>();
    case Rule::nesterov: return call.template operator()<Rule::nesterov>();
    case Rule::adam: return call.template operator()<Rule::adam>();
    case Rule::rmsprop: return call.template operator()<Rule::rmsprop>();
  }
}

// A step in `count` places, rounded up to vectors.
void update(const UpdateRule& rule, const LearntNumbers& at, const float* nabla, std::size_t count) {
  // Copies that no store can change: so the loop reads them once.
  const UpdateRule mine = rule;
  const LearntNumbers numbers = at;
  with_rule(rule.kind, [&]<Rule RULE>() {
    for (std::size_t i = 0; i < count; i += LANES) step<RULE>(mine, numbers, i, load(nabla + i));
  });
}

}  // namespace network4::NETWORK4_LEVEL
