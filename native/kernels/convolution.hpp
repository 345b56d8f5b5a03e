// The convolution itself, with max-pooling: the forward pass of one layer.
#pragma once

#include "activations.hpp"
#include "columns.hpp"

namespace network4::NETWORK4_LEVEL {

// At most so many maps and vectors of places are worked on at once: their sums of products
// fill the registers, and every number loaded is used by all of them.
inline constexpr int MOST_MAPS = REGISTERS == 32 ? 5 : 2;
inline constexpr int MOST_TILES = 4;

struct Window {
  const ConvolutionShape& shape;
  const ConvolutionWork& work;
  const ConvolutionWeights& weights;
  std::size_t weights_per_map;
  int run;
  int padded_run;
  int patch_run;  // numbers in one row of a patch, over all channels
};

// z[m][t] = sum over field rows l, columns n, channels c of
//   w[m][l][n][c] * x[l][n][c] at the places of tile t                 (equation 125)
// without the bias. `x` points to the tile's first number in columns.
template <int MAPS, int TILES>
NETWORK4_INLINE void weighted_inputs(const Window& window, const float* const (&x)[TILES],
                                     const float* weights, Floats (&z)[MAPS][TILES]) {
  const std::size_t stride = window.work.chunk_stride;
  for (int m = 0; m < MAPS; ++m)
    for (int t = 0; t < TILES; ++t) z[m][t] = Floats{};
  for (int l = 0; l < window.shape.field.down; ++l) {
    const float* row[TILES];
    for (int t = 0; t < TILES; ++t) row[t] = x[t] + std::size_t(l) * window.patch_run * stride;
    const float* w = weights + std::size_t(l) * window.padded_run;
    for (int q = 0; q < window.run; ++q) {
      Floats inputs[TILES];
      for (int t = 0; t < TILES; ++t) {
        inputs[t] = load(row[t]);
        row[t] += stride;
      }
      for (int m = 0; m < MAPS; ++m) {
        const float weight = w[m * window.weights_per_map + q];
        for (int t = 0; t < TILES; ++t) z[m][t] += inputs[t] * weight;
      }
    }
  }
}

// Where the patch of window position j starts, among the rows of columns.
NETWORK4_INLINE const float* at_position(const Window& window, int j, int place) {
  const ConvolutionShape& s = window.shape;
  const int down = j / s.pool.right * s.stride.down, right = j % s.pool.right * s.stride.right;
  const int row = (down * s.patch().right + right) * s.input.channels;
  return window.work.columns + std::size_t(row) * window.work.chunk_stride + place;
}

// The greatest z among window positions first..first+TILES-1 and the best so far. Of equal
// ones the first wins: only a greater z takes its place.
template <int MAPS, int TILES>
NETWORK4_INLINE void compete(const Window& window, const float* weights, int place, int first,
                             Floats (&best)[MAPS], Ints (&winner)[MAPS]) {
  const float* x[TILES];
  for (int t = 0; t < TILES; ++t) x[t] = at_position(window, first + t, place);
  Floats z[MAPS][TILES];
  weighted_inputs<MAPS, TILES>(window, x, weights, z);
  for (int m = 0; m < MAPS; ++m) {
    if (first == 0) {
      best[m] = z[m][0];
      winner[m] = Ints{};
    }
    for (int t = first == 0 ? 1 : 0; t < TILES; ++t) {
      const Ints greater = z[m][t] > best[m];
      best[m] = greater ? z[m][t] : best[m];
      winner[m] = greater ? Ints{} + window.work.position_offsets[first + t] : winner[m];
    }
  }
}

// max over the window of z, then the bias: all z of a window share it.
template <int MAPS>
NETWORK4_INLINE void pooled_places(const Window& window, int map, int place, std::size_t to) {
  const int positions = window.shape.pool.product();
  const float* weights = window.weights.weights + map * window.weights_per_map;
  Floats best[MAPS] = {};
  Ints winner[MAPS] = {};
  for (int first = 0; first < positions; first += MOST_TILES) switch (positions - first) {
      case 1: compete<MAPS, 1>(window, weights, place, first, best, winner); break;
      case 2: compete<MAPS, 2>(window, weights, place, first, best, winner); break;
      case 3: compete<MAPS, 3>(window, weights, place, first, best, winner); break;
      default: compete<MAPS, 4>(window, weights, place, first, best, winner);
    }
  for (int m = 0; m < MAPS; ++m) {
    const std::size_t at = (map + m) * window.work.map_stride + to;
    store(window.work.a + at, best[m] + window.weights.biases[map + m]);
    store_ints(window.work.winners + at, winner[m]);
  }
}

template <int MAPS, int TILES>
NETWORK4_INLINE void plain_places(const Window& window, int map, int place, std::size_t to) {
  const float* x[TILES];
  for (int t = 0; t < TILES; ++t) x[t] = window.work.columns + place + t * LANES;
  Floats z[MAPS][TILES];
  weighted_inputs<MAPS, TILES>(window, x, window.weights.weights + map * window.weights_per_map, z);
  for (int m = 0; m < MAPS; ++m)
    for (int t = 0; t < TILES; ++t)
      store(window.work.a + (map + m) * window.work.map_stride + to + t * LANES,
            z[m][t] + window.weights.biases[map + m]);
}

// z of MAPS maps at all places of a chunk; what is beyond the last place is padding.
template <int MAPS>
void convolve_maps(const Window& window, int map, int num_places, std::size_t to) {
  if (window.shape.pool.product() > 1) {
    for (int place = 0; place < num_places; place += LANES)
      pooled_places<MAPS>(window, map, place, to + place);
    return;
  }
  for (int place = 0; place < num_places; place += MOST_TILES * LANES)
    switch ((num_places - place + LANES - 1) / LANES) {
      case 1: plain_places<MAPS, 1>(window, map, place, to + place); break;
      case 2: plain_places<MAPS, 2>(window, map, place, to + place); break;
      case 3: plain_places<MAPS, 3>(window, map, place, to + place); break;
      default: plain_places<MAPS, 4>(window, map, place, to + place);
    }
}

NETWORK4_INLINE void convolve_chunk(const Window& window, int num_places, std::size_t to) {
  int map = 0;
  for (; map + MOST_MAPS <= window.shape.maps; map += MOST_MAPS)
    convolve_maps<MOST_MAPS>(window, map, num_places, to);
  switch (window.shape.maps - map) {
    case 4: convolve_maps<4>(window, map, num_places, to); break;
    case 3: convolve_maps<3>(window, map, num_places, to); break;
    case 2: convolve_maps<2>(window, map, num_places, to); break;
    case 1: convolve_maps<1>(window, map, num_places, to); break;
    default: break;
  }
}

// a = sigma(max over each window of z) for a slice of images.
void convolve(const ConvolutionShape& s, const ConvolutionWork& work,
              const ConvolutionWeights& weights, Activation activation, Maps input,
              int num_images, bool training) {
  const Planes planes = padded_planes(s, work, input, num_images);
  const std::size_t interleaved_per_image =
      std::size_t(s.padded_height()) * s.padded_width() * s.input.channels;
  for (int n = 0; training && n < num_images; ++n)
    interleave(s, input.first + n * input.image_stride, input.map_stride,
               work.interleaved + n * interleaved_per_image);
  const ImageShape out = s.output();
  const Window window{s, work, weights, s.weights_per_map(), s.run(), s.padded_run(),
                      s.patch().right * s.input.channels};
  const int num_rows = num_images * out.height;
  for (int row = 0; row < num_rows; row += work.rows_per_chunk) {
    const int last = smaller(row + work.rows_per_chunk, num_rows);
    const int num_places = (last - row) * out.width;
    const std::size_t to = std::size_t(row) * out.width;
    gather(s, work, planes, row, last);
    convolve_chunk(window, num_places, to);
    for (int m = 0; m < s.maps; ++m) activate(activation, work.a + m * work.map_stride + to, num_places);
  }
}

}  // namespace network4::NETWORK4_LEVEL
