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

NETWORK4_INLINE int round_up(int value, int multiple) { return (value + multiple - 1) / multiple * multiple; }

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

struct PoolShape {
  ImageShape input;
  Pair size;
  Pair stride;
  NETWORK4_INLINE ImageShape output() const {
    return {input.channels, (input.height - size.down) / stride.down + 1,
            (input.width - size.right) / stride.right + 1};
  }
};

}  // namespace network4
