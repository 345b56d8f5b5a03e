// Dropout masks: random bits by counter, so that any thread can draw any of them.
#pragma once

#include <cstdint>

namespace network4 {

// SplitMix64 (Steele, Lea and Flood 2014): a bijection that scatters neighbouring counters.
inline std::uint64_t scatter(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ull;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}

// The masks of one layer in one step: a stream of its own for each.
class MaskBits {
 public:
  MaskBits(std::uint64_t seed, std::uint64_t step, std::uint64_t layer)
      : key_(scatter(scatter(seed ^ scatter(step)) ^ layer)) {}

  // Bits for inputs 4 * group to 4 * group + 3, sixteen for each.
  std::uint64_t group(std::uint64_t number) const {
    return scatter(key_ + number * 0x9E3779B97F4A7C15ull);
  }

 private:
  std::uint64_t key_;
};

}  // namespace network4
