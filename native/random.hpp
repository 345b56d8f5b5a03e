// Random bits by counter, so that any thread can draw any of them.
#pragma once

#include <cstdint>

#include "shapes.hpp"

namespace network4 {

inline constexpr std::uint64_t GOLDEN_RATIO = 0x9E3779B97F4A7C15ull;

// SplitMix64 (Steele, Lea and Flood 2014): a bijection of 64 bits that scatters neighbours.
// T is a number, or a vector of them.
template <typename T>
NETWORK4_INLINE T scatter(T x) {
  x += GOLDEN_RATIO;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}

}  // namespace network4
