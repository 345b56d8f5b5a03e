// Dropout masks of a step: given, or drawn.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels.hpp"
#include "random.hpp"

namespace network4 {

// A layer's dropout: which layer of the network, and how likely an input is dropped.
struct Mask {
  int layer;
  float probability;
  std::uint32_t threshold() const {  // of sixteen random bits: below it an input is dropped
    const auto level = std::uint32_t(probability * 65536.0f + 0.5f);
    return level < 65535 ? level : 65535;
  }
};

// The masks of one step. Given masks are bytes, [layer] -> [image][input], null where the
// layer has none; without them bits are drawn from the seed, the step and the layer.
struct StepMasks {
  std::uint64_t seed;
  std::uint64_t step;
  const std::vector<const std::uint8_t*>* given;
  std::size_t first_image = 0;  // of the step's, among those that masks are given for

  // Set inputs first..last-1 of an image to zero where the mask drops them, and their
  // marks in `kept` too if there are any. `size` is the number of inputs of an image.
  void drop(const Mask& mask, int image, int size, int first, int last, float* inputs,
            std::uint8_t* kept) const {
    if (mask.probability == 0.0f) return;
    if (given)
      drop_given((*given)[mask.layer] + (first_image + image) * size, first, last, inputs, kept);
    else
      drop_drawn(mask, image, size, first, last, inputs, kept);
  }

 private:
  static void drop_given(const std::uint8_t* mask, int first, int last, float* inputs,
                         std::uint8_t* kept) {
    for (int i = first; i < last; ++i) {
      if (!mask[i]) inputs[i] = 0.0f;
      if (!mask[i] && kept) kept[i] = 0;
    }
  }

  void drop_drawn(const Mask& mask, int image, int size, int first, int last, float* inputs,
                  std::uint8_t* kept) const {
    // A stream of bits for each layer in each step; images take theirs one after another,
    // and `first` starts a group of four.
    const std::uint64_t key = scatter(scatter(seed ^ scatter(step)) ^ std::uint64_t(mask.layer));
    const std::uint64_t group = std::uint64_t(image) * ((size + 3) / 4) + first / 4;
    kernels().drop(key, group, mask.threshold(), inputs + first, kept ? kept + first : nullptr, last - first);
  }
};

}  // namespace network4
