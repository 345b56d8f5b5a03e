// Images as they are stored, and as a network reads them.
#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels.hpp"

namespace network4 {

struct Shift {
  int down = 0;
  int right = 0;
};

// Images of one shape, one after another, as bytes in 0..255 or as numbers in 0..1.
struct Images {
  const std::uint8_t* bytes = nullptr;
  const float* numbers = nullptr;
  ImageShape shape;

  // Write one image as numbers in 0..1, moved; what moves in is 0.
  void load(std::size_t image, const Shift& shift, float* to) const {
    const std::size_t at = image * shape.size();
    if (bytes && shift.down == 0 && shift.right == 0) return kernels().to_numbers(bytes + at, to, shape.size());
    for (int c = 0; c < shape.channels; ++c)
      for (int y = 0; y < shape.height; ++y) {
        const int from = y - shift.down;
        float* row = to + (std::size_t(c) * shape.height + y) * shape.width;
        if (from < 0 || from >= shape.height)
          std::fill_n(row, shape.width, 0.0f);
        else
          load_row(at + (std::size_t(c) * shape.height + from) * shape.width, shift.right, row);
      }
  }

  // Write one image as numbers in 0..1 into the middle of a frame, which stays as it is.
  void frame(std::size_t image, float* framed) const {
    const std::size_t stride = shape.width + FRAME;
    for (int c = 0; c < shape.channels; ++c)
      for (int y = 0; y < shape.height; ++y)
        load_row((image * shape.channels + c) * shape.places() + std::size_t(y) * shape.width, 0,
                 framed + (std::size_t(c) * (shape.height + FRAME) + y + FRAME_BEFORE) * stride + FRAME_BEFORE);
  }

 private:
  void load_row(std::size_t at, int right, float* row) const {
    const int first = std::clamp(right, 0, shape.width);
    const int last = std::max(std::clamp(shape.width + right, 0, shape.width), first);
    for (int x = 0; x < first; ++x) row[x] = 0.0f;
    if (bytes)
      kernels().to_numbers(bytes + at + first - right, row + first, last - first);
    else
      std::copy_n(numbers + at + first - right, last - first, row + first);
    for (int x = last; x < shape.width; ++x) row[x] = 0.0f;
  }
};

}  // namespace network4
