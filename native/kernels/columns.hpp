// Arranging the input of a convolution so that its places are neighbours in memory.
//
// The kernel that convolves puts output places into the lanes of a vector: neighbouring
// places, one number of their patches each. Places of a pooled layer lie `step` apart in
// the input, so a plane is first cut into phases (all even rows and columns, say), in which
// they are neighbours; then every number of the patch becomes a row of columns[][place].
#pragma once

#include "../kernels.hpp"
#include "vector.hpp"

namespace network4::NETWORK4_LEVEL {

struct PhaseShape {
  int height;
  int width;
  int phases;
  int plane() const { return height * width; }
};

NETWORK4_INLINE PhaseShape phase_shape(const ConvolutionShape& s) {
  const Pair step = s.step();
  return {(s.padded_height() + step.down - 1) / step.down,
          (s.padded_width() + step.right - 1) / step.right, step.product()};
}

// Every STEP-th number of a row, and so for each phase; STEP 0 stands for any.
template <int STEP>
NETWORK4_INLINE void split_row(const float* row, int width, int padding, int any_step,
                               float* phases, int plane) {
  const int step = STEP ? STEP : any_step;
  for (int phase = 0; phase < step; ++phase) {
    int x = phase - padding % step;
    if (x < 0) x += step;
    float* to = phases + std::size_t(phase) * plane + (x + padding) / step;
    const int count = x < width ? (width - x + step - 1) / step : 0;
    for (int i = 0; i < count; ++i) to[i] = row[x + i * step];
  }
}

// Cut the planes of one image into phases. The padding around stays as it was made: zero.
NETWORK4_INLINE void split_phases(const ConvolutionShape& s, const float* planes,
                                  std::size_t map_stride, float* phases) {
  const PhaseShape shape = phase_shape(s);
  const Pair step = s.step();
  for (int c = 0; c < s.input.channels; ++c) {
    float* of_channel = phases + std::size_t(c) * shape.phases * shape.plane();
    for (int y = 0; y < s.input.height; ++y) {
      const int padded = y + s.padding.down;
      float* to = of_channel + std::size_t(padded % step.down) * step.right * shape.plane() +
                  std::size_t(padded / step.down) * shape.width;
      const float* row = planes + c * map_stride + std::size_t(y) * s.input.width;
      if (step.right == 1)
        split_row<1>(row, s.input.width, s.padding.right, 1, to, shape.plane());
      else if (step.right == 2)
        split_row<2>(row, s.input.width, s.padding.right, 2, to, shape.plane());
      else
        split_row<0>(row, s.input.width, s.padding.right, step.right, to, shape.plane());
    }
  }
}

// Copy `count` runs of `width` numbers, WIDE at a time. What is written beyond a run is
// written again by the next one, or lies in the slack behind the last.
template <int WIDE>
NETWORK4_INLINE void copy_runs(const float* from, std::size_t from_stride, float* to, int width,
                               int count) {
  for (int run = 0; run < count; ++run, from += from_stride, to += width)
    for (int x = 0; x < width; x += WIDE) store<WIDE>(to + x, load<WIDE>(from + x));
}

// A chunk of output rows of the images, image by image, as columns: for each number of a
// patch, in the order of the weights, its value at every place of the chunk.
template <int WIDE>
NETWORK4_INLINE void gather_chunk(const ConvolutionShape& s, const ConvolutionWork& work,
                                  int first_row, int last_row) {
  const PhaseShape shape = phase_shape(s);
  const ImageShape out = s.output();
  const Pair step = s.step(), patch = s.patch();
  const std::size_t per_channel = std::size_t(shape.phases) * shape.plane();
  float* column = work.columns;
  for (int r = 0; r < patch.down; ++r)
    for (int k = 0; k < patch.right; ++k) {
      const int phase = r % step.down * step.right + k % step.right;
      const std::size_t within = std::size_t(phase) * shape.plane() +
                                 std::size_t(r / step.down) * shape.width + k / step.right;
      for (int c = 0; c < s.input.channels; ++c, column += work.chunk_stride) {
        float* to = column;
        for (int row = first_row; row < last_row;) {
          const int image = row / out.height, y = row % out.height;
          const int rows = smaller(out.height - y, last_row - row);
          const float* from = work.phases + (std::size_t(image) * s.input.channels + c) * per_channel +
                              within + std::size_t(y) * shape.width;
          copy_runs<WIDE>(from, shape.width, to, out.width, rows);
          to += std::size_t(rows) * out.width;
          row += rows;
        }
      }
    }
}

NETWORK4_INLINE void gather(const ConvolutionShape& s, const ConvolutionWork& work, int first_row,
                            int last_row) {
  const int width = s.output().width;
  if (width <= 4) return gather_chunk<4>(s, work, first_row, last_row);
  if constexpr (LANES > 8)
    if (width <= 8) return gather_chunk<8>(s, work, first_row, last_row);
  gather_chunk<LANES>(s, work, first_row, last_row);
}

// [channel][y][x] to [y][x][channel], inside the padding: the form that the way back reads,
// because there the numbers of one field row, over all channels, are neighbours.
NETWORK4_INLINE void interleave(const ConvolutionShape& s, const float* planes,
                                std::size_t map_stride, float* to) {
  const int channels = s.input.channels, width = s.input.width;
  for (int y = 0; y < s.input.height; ++y) {
    float* row = to + (std::size_t(y + s.padding.down) * s.padded_width() + s.padding.right) * channels;
    const float* from = planes + std::size_t(y) * width;
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < channels; ++c) row[x * channels + c] = from[c * map_stride + x];
  }
}

}  // namespace network4::NETWORK4_LEVEL
