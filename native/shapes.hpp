// What a network is made of, in whole numbers: the shapes that everything else is sized by.
#pragma once

#include <cstddef>
#include <cstdint>

// Always put in place: a copy of its own might be compiled for another processor's level.
#define NETWORK4_INLINE inline __attribute__((always_inline))

namespace network4 {

enum class Activation : int { linear, sigmoid, tanh, relu };
enum class OutputActivation : int { linear, sigmoid, tanh, relu, softmax };
enum class Cost : int { log_likelihood, cross_entropy, quadratic };

// The widest vector of any level; rows of numbers are padded to whole ones.
inline constexpr int WIDEST_LANES = 16;

template <typename Integer>
NETWORK4_INLINE Integer round_up(Integer value, int multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

struct Pair {
  int down = 1;
  int right = 1;
  NETWORK4_INLINE int product() const { return down * right; }
};

struct ImageShape {
  int channels = 1;
  int height = 1;
  int width = 1;
  NETWORK4_INLINE int places() const { return height * width; }
  NETWORK4_INLINE int size() const { return channels * height * width; }
};

// A convolution, with the max-pooling that may follow it: z at every place of the
// convolution, then the greatest z of each pool window.
struct ConvolutionShape {
  ImageShape input;
  int maps = 1;
  Pair field;
  Pair stride;
  Pair padding{0, 0};
  Pair pool;

  NETWORK4_INLINE int padded_height() const { return input.height + 2 * padding.down; }
  NETWORK4_INLINE int padded_width() const { return input.width + 2 * padding.right; }
  NETWORK4_INLINE ImageShape convolved() const {
    return {maps, (padded_height() - field.down) / stride.down + 1,
            (padded_width() - field.right) / stride.right + 1};
  }
  NETWORK4_INLINE ImageShape output() const {
    const ImageShape z = convolved();
    return {maps, z.height / pool.down, z.width / pool.right};
  }
  // How far windows lie apart in the padded input, and how much of it one window sees.
  NETWORK4_INLINE Pair step() const { return {pool.down * stride.down, pool.right * stride.right}; }
  NETWORK4_INLINE Pair patch() const {
    return {field.down + (pool.down - 1) * stride.down,
            field.right + (pool.right - 1) * stride.right};
  }
  // One row of a field, over all channels: neighbours in memory, weights and inputs alike.
  NETWORK4_INLINE int run() const { return field.right * input.channels; }
  NETWORK4_INLINE int padded_run() const { return round_up(run(), WIDEST_LANES); }
  NETWORK4_INLINE std::size_t weights_per_map() const { return std::size_t(field.down) * padded_run(); }
};

// A pool's windows over a map. They may reach over its edges; what lies there is no place.
struct PoolShape {
  ImageShape input;
  Pair size;
  Pair stride;
  Pair padding{0, 0};
  bool rounds_up = false;  // the number of windows, so that no place at an edge is left out

  NETWORK4_INLINE ImageShape output() const {
    return {input.channels, windows(input.height, size.down, stride.down, padding.down),
            windows(input.width, size.right, stride.right, padding.right)};
  }

  // The places of a window that are in the map.
  struct Window {
    int top, bottom, left, right;
    NETWORK4_INLINE int count() const { return (bottom - top) * (right - left); }
  };
  NETWORK4_INLINE Window window(int y, int x) const {
    const int top = y * stride.down - padding.down, left = x * stride.right - padding.right;
    const int bottom = top + size.down, right = left + size.right;
    return {top < 0 ? 0 : top, bottom < input.height ? bottom : input.height, left < 0 ? 0 : left,
            right < input.width ? right : input.width};
  }

  // How many windows lie along a side; 0 or less where none fits. One that would start
  // behind the side is left out: it would see nothing.
  NETWORK4_INLINE int windows(std::int64_t side, std::int64_t extent, std::int64_t step, std::int64_t edge) const {
    const std::int64_t room = side + 2 * edge - extent + (rounds_up ? step - 1 : 0);
    if (room < 0) return 0;
    const std::int64_t count = room / step + 1;
    return int(rounds_up && (count - 1) * step >= side + edge ? count - 1 : count);
  }
};

}  // namespace network4
