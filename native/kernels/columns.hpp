// Arranging the input of a convolution so that its places are neighbours in memory.
//
// The kernel that convolves puts output places into the lanes of a vector: neighbouring
// places, one number of their patches each. So every number of the patch becomes a row of
// columns[][place]. Places of a pooled layer lie `step` apart in the input.
#pragma once

#include "../kernels.hpp"
#include "vector.hpp"

namespace network4::NETWORK4_LEVEL {

// The planes that a convolution reads: its input, or a copy of it inside zeros.
struct Planes {
  const float* first;
  std::size_t image_stride;
  std::size_t map_stride;
  int width;
};

NETWORK4_INLINE Planes padded_planes(const ConvolutionShape& s, const ConvolutionWork& work,
                                     Maps input, int num_images) {
  if (s.padding.down == 0 && s.padding.right == 0)
    return {input.first, input.image_stride, input.map_stride, s.input.width};
  const std::size_t plane = std::size_t(s.padded_height()) * s.padded_width();
  for (int n = 0; n < num_images; ++n)
    for (int c = 0; c < s.input.channels; ++c) {
      const float* from = input.first + n * input.image_stride + c * input.map_stride;
      float* to = work.padded + (std::size_t(n) * s.input.channels + c) * plane +
                  std::size_t(s.padding.down) * s.padded_width() + s.padding.right;
      for (int y = 0; y < s.input.height; ++y)
        std::memcpy(to + std::size_t(y) * s.padded_width(), from + std::size_t(y) * s.input.width,
                    s.input.width * sizeof(float));
    }
  return {work.padded, plane * s.input.channels, plane, s.padded_width()};
}

// Every STEP-th of the numbers at `from`, N of them; STEP 0 stands for any, of which only
// `count` are read: those behind them may lie far beyond the image.
template <int N, int STEP>
NETWORK4_INLINE typename VectorOf<N>::Floats every(const float* from, int step, int count) {
  if constexpr (STEP == 1) return load<N>(from);
  if constexpr (STEP == 2) return every_second<N>(load<N>(from), load<N>(from + N));
  typename VectorOf<N>::Floats values = {};
  for (int i = 0; i < N && i < count; ++i) values[i] = from[i * step];
  return values;
}

// Neighbouring output rows of one image, within a chunk of rows of several images.
struct Segment {
  const float* first;  // where the patch of its first place starts
  int rows;
};

NETWORK4_INLINE int find_segments(const ConvolutionShape& s, const Planes& planes, int first_row,
                                  int last_row, Segment (&segments)[MOST_CHUNK_ROWS]) {
  const int height = s.output().height, step = s.step().down;
  int count = 0;
  for (int row = first_row; row < last_row; row += segments[count++].rows) {
    const int image = row / height, y = row % height;
    segments[count] = {planes.first + image * planes.image_stride + std::size_t(y) * step * planes.width,
                       smaller(height - y, last_row - row)};
  }
  return count;
}

// A chunk of output rows of the images, image by image, as columns: for each number of a
// patch, in the order of the weights, its value at every place of the chunk. Whole vectors
// are copied: what is written beyond a row of places is written again by the next one, or
// lies behind the last.
template <int N, int STEP>
NETWORK4_INLINE void gather_chunk(const ConvolutionShape& s, const ConvolutionWork& work,
                                  const Planes& planes, int first_row, int last_row) {
  Segment segments[MOST_CHUNK_ROWS];
  const int num_segments = find_segments(s, planes, first_row, last_row, segments);
  const int width = s.output().width;
  const Pair step = s.step(), patch = s.patch();
  const std::size_t row_step = std::size_t(step.down) * planes.width;
  float* column = work.columns;
  for (int r = 0; r < patch.down; ++r)
    for (int k = 0; k < patch.right; ++k)
      for (int c = 0; c < s.input.channels; ++c, column += work.chunk_stride) {
        const std::size_t at = c * planes.map_stride + std::size_t(r) * planes.width + k;
        float* to = column;
        for (int i = 0; i < num_segments; ++i) {
          const float* from = segments[i].first + at;
          for (int row = 0; row < segments[i].rows; ++row, from += row_step, to += width)
            for (int x = 0; x < width; x += N)
              store<N>(to + x, every<N, STEP>(from + std::size_t(x) * step.right, step.right, width - x));
        }
      }
}

template <int N>
NETWORK4_INLINE void gather_by(const ConvolutionShape& s, const ConvolutionWork& work,
                               const Planes& planes, int first_row, int last_row) {
  switch (s.step().right) {
    case 1: return gather_chunk<N, 1>(s, work, planes, first_row, last_row);
    case 2: return gather_chunk<N, 2>(s, work, planes, first_row, last_row);
    default: return gather_chunk<N, 0>(s, work, planes, first_row, last_row);
  }
}

NETWORK4_INLINE void gather(const ConvolutionShape& s, const ConvolutionWork& work,
                            const Planes& planes, int first_row, int last_row) {
  const int width = s.output().width;
  if (width <= 4) return gather_by<4>(s, work, planes, first_row, last_row);
  if constexpr (LANES > 8)
    if (width <= 8) return gather_by<8>(s, work, planes, first_row, last_row);
  gather_by<LANES>(s, work, planes, first_row, last_row);
}

// Four numbers of four rows each, turned: to[i][j] = from[j][i].
NETWORK4_INLINE void turn_four(const float* from, std::size_t from_stride, float* to,
                               std::size_t to_stride) {
  using Four = VectorOf<4>::Floats;
  const Four a = load<4>(from), b = load<4>(from + from_stride);
  const Four c = load<4>(from + 2 * from_stride), d = load<4>(from + 3 * from_stride);
  const Four ab = pick<0, 4, 1, 5>(a, b), cd = pick<0, 4, 1, 5>(c, d);
  const Four ef = pick<2, 6, 3, 7>(a, b), gh = pick<2, 6, 3, 7>(c, d);
  store<4>(to, pick<0, 1, 4, 5>(ab, cd));
  store<4>(to + to_stride, pick<2, 3, 6, 7>(ab, cd));
  store<4>(to + 2 * to_stride, pick<0, 1, 4, 5>(ef, gh));
  store<4>(to + 3 * to_stride, pick<2, 3, 6, 7>(ef, gh));
}

// to[i][j] = from[j][i], of `rows` rows of `columns` numbers.
NETWORK4_INLINE void turn(const float* from, std::size_t from_stride, int rows, int columns,
                          float* to, std::size_t to_stride) {
  int j = 0;
  for (; j + 4 <= rows; j += 4) {
    int i = 0;
    for (; i + 4 <= columns; i += 4)
      turn_four(from + j * from_stride + i, from_stride, to + i * to_stride + j, to_stride);
    for (; i < columns; ++i)
      for (int k = j; k < j + 4; ++k) to[i * to_stride + k] = from[k * from_stride + i];
  }
  for (; j < rows; ++j)
    for (int i = 0; i < columns; ++i) to[i * to_stride + j] = from[j * from_stride + i];
}

// [channel][y][x] to [y][x][channel], inside the padding: the form that the way back reads,
// because there the numbers of one field row, over all channels, are neighbours.
NETWORK4_INLINE void interleave(const ConvolutionShape& s, const float* planes,
                                std::size_t map_stride, float* to) {
  const int channels = s.input.channels;
  if (s.padded_width() == s.input.width)
    return turn(planes, map_stride, channels, s.input.places(),
                to + std::size_t(s.padding.down) * s.input.width * channels, channels);
  for (int y = 0; y < s.input.height; ++y)
    turn(planes + std::size_t(y) * s.input.width, map_stride, channels, s.input.width,
         to + (std::size_t(y + s.padding.down) * s.padded_width() + s.padding.right) * channels, channels);
}

}  // namespace network4::NETWORK4_LEVEL
