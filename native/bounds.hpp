// How large a network may be. Whole numbers in the engine have 32 bits; what is checked here,
// before any array is made, keeps every one of them in range:
//   - what Python names (channels, sides, maps, units, fields, strides, ...) is at most
//     MOST_SIDE, so that sums of four such numbers fit;
//   - products that count the numbers of one thread's images at one layer, or the weights of
//     one layer, are below MOST_NUMBERS, with every padding counted;
//   - offsets into the arrays of a whole mini-batch are std::size_t.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <stdexcept>

namespace network4 {

inline constexpr int MOST_SIDE = 1 << 28;
inline constexpr std::int64_t MOST_NUMBERS = std::int64_t(1) << 30;
inline constexpr int MOST_THREADS = 256;
inline constexpr int MOST_IMAGES = 1 << 28;  // in a mini-batch

inline void require(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(what);
}

// Each factor is 0 or more, and none is above 2^30, so that no product overflows on the way.
inline void check_product(std::initializer_list<std::int64_t> factors) {
  std::int64_t product = 1;
  for (std::int64_t factor : factors) {
    require(factor <= MOST_NUMBERS, "the network is too large for this engine");
    product *= factor;
    require(product < MOST_NUMBERS, "the network is too large for this engine");
  }
}

inline void check_num_threads(int num_threads) {
  require(num_threads >= 1 && num_threads <= MOST_THREADS, "num_threads must be at least 1, and no more than 256");
}

}  // namespace network4
