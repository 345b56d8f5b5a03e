// Dropping inputs by random bits.
#pragma once

#include "../random.hpp"
#include "vector.hpp"

namespace network4::NETWORK4_LEVEL {

// Two LANES of draws, sixteen bits for each input: each number of 64 bits serves four.
struct Draws {
  std::uint16_t bits[2 * LANES];
};

NETWORK4_INLINE Draws draw(std::uint64_t key, std::uint64_t group) {
  typedef std::uint64_t Counters __attribute__((vector_size(LANES / 2 * sizeof(std::uint64_t))));
  Counters counters;
  for (int lane = 0; lane < LANES / 2; ++lane) counters[lane] = group + lane;
  const Counters drawn = scatter(Counters{} + key + counters * GOLDEN_RATIO);
  Draws draws;
  std::memcpy(&draws, &drawn, sizeof draws);
  return draws;
}

// a_in = mask * a_in: an input whose draw is below the threshold becomes 0, and so does its
// mark in `kept`, if there are marks. Inputs take their bits in order, four of each group.
void drop(std::uint64_t key, std::uint64_t group, std::uint32_t threshold, float* inputs,
          std::uint8_t* kept, int count) {
  for (int i = 0; i < count; i += 2 * LANES, group += LANES / 2) {
    const Draws draws = draw(key, group);
    const int here = smaller(2 * LANES, count - i);
    if (here == 2 * LANES)
      for (int j = 0; j < 2 * LANES; ++j) inputs[i + j] = draws.bits[j] < threshold ? 0.0f : inputs[i + j];
    else
      for (int j = 0; j < here; ++j) inputs[i + j] = draws.bits[j] < threshold ? 0.0f : inputs[i + j];
    for (int j = 0; kept && j < here; ++j) kept[i + j] &= draws.bits[j] >= threshold;
  }
}

}  // namespace network4::NETWORK4_LEVEL
