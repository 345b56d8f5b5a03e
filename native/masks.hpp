// Dropout masks of a step: given, or drawn.
#pragma once

#include <cstdint>
#include <vector>

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

  // Set inputs first..last-1 of an image to zero where the mask drops them, and their
  // marks in `kept` too if there are any. `size` is the number of inputs of an image.
  void drop(const Mask& mask, int image, int size, int first, int last, float* inputs,
            std::uint8_t* kept) const {
    if (mask.probability == 0.0f) return;
    if (given)
      drop_given((*given)[mask.layer] + std::size_t(image) * size, first, last, inputs, kept);
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
    const MaskBits bits(seed, step, mask.layer);
    const std::uint64_t groups_per_image = (size + 3) / 4;
    const std::uint32_t threshold = mask.threshold();
    for (int i = first; i < last; i += 4) {  // `first` starts a group
      const std::uint64_t drawn = bits.group(image * groups_per_image + i / 4);
      const int count = last - i < 4 ? last - i : 4;
      for (int j = 0; j < count; ++j) {
        const bool drops = ((drawn >> (16 * j)) & 0xffff) < threshold;
        inputs[i + j] = drops ? 0.0f : inputs[i + j];
        if (kept) kept[i + j] &= !drops;
      }
    }
  }
};

}  // namespace network4
