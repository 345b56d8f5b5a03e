// Batch normalisation of one map: its moments, its values, and the way back.
//
// Numbers of a map stand one after another, all places of one image, then of the next.
// Whole vectors are read and written: what lies behind the last number is the map's too.
#pragma once

#include "activations.hpp"
#include "columns.hpp"
#include "winners.hpp"

namespace network4::NETWORK4_LEVEL {

// Lanes at or behind `count` set to zero.
NETWORK4_INLINE Floats first_of(Floats values, std::size_t count) {
  for (std::size_t lane = count; lane < LANES; ++lane) values[lane] = 0.0f;
  return values;
}

// Add up two vectors that `term(i)` gives for the numbers from `i` on.
template <typename Term>
NETWORK4_INLINE Moments add_up(std::size_t count, Term&& term) {
  Floats sums = {}, squares = {};
  std::size_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    const auto [one, other] = term(i);
    sums += one;
    squares += other;
  }
  if (i < count) {
    const auto [one, other] = term(i);
    sums += first_of(one, count - i);
    squares += first_of(other, count - i);
  }
  return {sum_of_lanes<LANES>(sums), sum_of_lanes<LANES>(squares)};
}

struct Terms {
  Floats one, other;
};

// Sums of x - pivot and of its square.
Moments moments(const float* x, std::size_t count, float pivot) {
  return add_up(count, [&](std::size_t i) {
    const Floats away = load(x + i) - pivot;
    return Terms{away, away * away};
  });
}

// a = sigma(x * slope + offset)
void scale(Activation activation, const float* x, float slope, float offset, float* a, std::size_t count) {
  with_activation(activation, [&]<Activation KIND>() {
    for (std::size_t i = 0; i < count; i += LANES) store(a + i, activated<KIND>(load(x + i) * slope + offset));
  });
}

// nabla_a of one image, wherever the layer above has left it, map by map.
void collect(const ImageShape& shape, const MapSlopes& nabla_a, const float* from, float* to,
             std::size_t map_stride) {
  if (nabla_a.map_stride == 1 && nabla_a.column_stride != 1) {
    for (int y = 0; y < shape.height; ++y)
      turn(from + y * nabla_a.row_stride, nabla_a.column_stride, shape.width, shape.channels,
           to + std::size_t(y) * shape.width, map_stride);
    return;
  }
  for (int m = 0; m < shape.channels; ++m)
    collect_slopes(shape, nabla_a, from + m * nabla_a.map_stride, to + m * map_stride);
}

// delta = nabla_a sigma'(z), told from a, in place; its sum, and that of delta (x - mean).
Moments slope_moments(Activation activation, const float* x, float mean, const float* a, float* nabla_a,
                      std::size_t count) {
  Moments total{};
  with_activation(activation, [&]<Activation KIND>() {
    total = add_up(count, [&](std::size_t i) {
      const Floats delta = load(nabla_a + i) * slope<KIND>(load(a + i));
      store(nabla_a + i, delta);
      return Terms{delta, delta * (load(x + i) - mean)};
    });
  });
  return total;
}

// nabla_x = slope * (delta - by_mean - (x - mean) * by_spread), in place of delta.
void scale_back(const float* x, float mean, float slope, float by_mean, float by_spread, float* delta,
                std::size_t count) {
  for (std::size_t i = 0; i < count; i += LANES)
    store(delta + i, (load(delta + i) - by_mean - (load(x + i) - mean) * by_spread) * slope);
}

}  // namespace network4::NETWORK4_LEVEL
