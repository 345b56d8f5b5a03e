// Batch normalisation of one map: its moments, its values, and the way back.
//
// Numbers of a map stand one after another, all places of one image, then of the next.
#pragma once

#include "activations.hpp"

namespace network4::NETWORK4_LEVEL {

// The numbers from `i` on, zeros behind the last.
NETWORK4_INLINE Floats load_some(const float* from, std::size_t i, std::size_t count) {
  if (i + LANES <= count) return load(from + i);
  Floats values = {};
  std::memcpy(&values, from + i, (count - i) * sizeof(float));
  return values;
}

// Sums of x - pivot and of its square.
Moments moments(const float* x, std::size_t count, float pivot) {
  Floats sums = {}, squares = {};
  std::size_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    const Floats away = load(x + i) - pivot;
    sums += away;
    squares += away * away;
  }
  Moments total{sum_of_lanes<LANES>(sums), sum_of_lanes<LANES>(squares)};
  for (; i < count; ++i) {
    total.sum += x[i] - pivot;
    total.square += (x[i] - pivot) * (x[i] - pivot);
  }
  return total;
}

// a = sigma(x * slope + offset)
void scale(Activation activation, const float* x, float slope, float offset, float* a, std::size_t count) {
  with_activation(activation, [&]<Activation KIND>() {
    for (std::size_t i = 0; i < count; i += LANES) {
      const Floats y = activated<KIND>(load_some(x, i, count) * slope + offset);
      std::memcpy(a + i, &y, smaller<std::size_t>(LANES, count - i) * sizeof(float));
    }
  });
}

// delta = nabla_a sigma'(z), told from a, in place; its sum, and that of delta (x - mean).
Moments slope_moments(Activation activation, const float* x, float mean, const float* a, float* nabla_a,
                      std::size_t count) {
  Floats sums = {}, products = {};
  with_activation(activation, [&]<Activation KIND>() {
    for (std::size_t i = 0; i < count; i += LANES) {
      const Floats delta = load_some(nabla_a, i, count) * slope<KIND>(load_some(a, i, count));
      sums += delta;
      products += delta * (load_some(x, i, count) - mean);
      std::memcpy(nabla_a + i, &delta, smaller<std::size_t>(LANES, count - i) * sizeof(float));
    }
  });
  return {sum_of_lanes<LANES>(sums), sum_of_lanes<LANES>(products)};
}

// nabla_x = slope * (delta - by_mean - (x - mean) * by_spread), in place of delta.
void scale_back(const float* x, float mean, float slope, float by_mean, float by_spread, float* delta,
                std::size_t count) {
  for (std::size_t i = 0; i < count; i += LANES) {
    const Floats away = load_some(x, i, count) - mean;
    const Floats nabla = (load_some(delta, i, count) - by_mean - away * by_spread) * slope;
    std::memcpy(delta + i, &nabla, smaller<std::size_t>(LANES, count - i) * sizeof(float));
  }
}

}  // namespace network4::NETWORK4_LEVEL
