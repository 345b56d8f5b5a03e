// The way back through a convolution: slopes by its weights and by its input.
//
// Both walk over the active winners only (winners.hpp). One winner of map m at position p
// touches one field: fields rows of neighbouring numbers, in the interleaved input, in the
// weights, and in the slopes by either.
#pragma once

#include "winners.hpp"

namespace network4::NETWORK4_LEVEL {

// A tile of a field: ROWS field rows by VECTORS vectors, summed in registers.
inline constexpr int MOST_SUMS = REGISTERS == 32 ? 24 : 12;
inline constexpr int MOST_VECTORS = 8;
inline constexpr int MOST_ROWS = 5;

struct Fields {
  std::size_t channels;       // numbers at one position of the interleaved input
  std::size_t input_stride;   // from one row of the interleaved input to the next
  std::size_t weight_stride;  // from one field row of the weights to the next
  std::size_t weights_per_map;
};

// nabla_w[m] += sum over winners of delta * (the input's field at the winner)
//   dC/dw[m][l][n][c] = sum over places of delta[place] * a_in[place + (l, n)][c]
template <int N, int ROWS, int VECTORS>
void add_to_nabla_w(const Fields& fields, const float* input, const float* delta,
                    const std::int32_t* positions, int count, float* nabla) {
  constexpr int CHAINS = ROWS * VECTORS <= 6 ? 2 : 1;  // sums enough to hide their latency
  typename VectorOf<N>::Floats sums[CHAINS][ROWS][VECTORS] = {};
  int k = 0;
  for (; k + CHAINS <= count; k += CHAINS)
    for (int chain = 0; chain < CHAINS; ++chain) {
      const float* field = input + positions[k + chain] * fields.channels;
      for (int l = 0; l < ROWS; ++l)
        for (int v = 0; v < VECTORS; ++v)
          sums[chain][l][v] += load<N>(field + l * fields.input_stride + v * N) * delta[k + chain];
    }
  for (; k < count; ++k) {
    const float* field = input + positions[k] * fields.channels;
    for (int l = 0; l < ROWS; ++l)
      for (int v = 0; v < VECTORS; ++v)
        sums[0][l][v] += load<N>(field + l * fields.input_stride + v * N) * delta[k];
  }
  for (int l = 0; l < ROWS; ++l)
    for (int v = 0; v < VECTORS; ++v) {
      float* to = nabla + l * fields.weight_stride + v * N;
      if constexpr (CHAINS == 2) sums[0][l][v] += sums[1][l][v];
      store<N>(to, load<N>(to) + sums[0][l][v]);
    }
}

// nabla_input[field at a position] += sum over maps that won there of delta * w[map]
//   dC/da_in[place + (l, n)][c] = sum over maps of delta[place] * w[m][l][n][c]   (as BP2)
template <int N, int ROWS, int VECTORS>
void add_to_nabla_input(const Fields& fields, const float* weights, const float* delta,
                        const std::int32_t* maps, int count, float* nabla) {
  typename VectorOf<N>::Floats sums[ROWS][VECTORS] = {};
  for (int k = 0; k < count; ++k) {
    const float* field = weights + maps[k] * fields.weights_per_map;
    for (int l = 0; l < ROWS; ++l)
      for (int v = 0; v < VECTORS; ++v)
        sums[l][v] += load<N>(field + l * fields.weight_stride + v * N) * delta[k];
  }
  for (int l = 0; l < ROWS; ++l)
    for (int v = 0; v < VECTORS; ++v) {
      float* to = nabla + l * fields.input_stride + v * N;
      store<N>(to, load<N>(to) + sums[l][v]);
    }
}

// Call with the tile's size as constants, so that its sums live in registers.
template <int ROWS, int VECTORS, typename Call>
NETWORK4_INLINE void with_tile(int rows, int vectors, Call&& call) {
  if constexpr (VECTORS > 1)
    if (vectors < VECTORS) return with_tile<ROWS, VECTORS - 1>(rows, vectors, call);
  if constexpr (ROWS > 1)
    if (rows < ROWS || ROWS * VECTORS > MOST_SUMS) return with_tile<ROWS - 1, VECTORS>(rows, vectors, call);
  if constexpr (ROWS * VECTORS <= MOST_SUMS) call.template operator()<ROWS, VECTORS>();
}

// Cover all rows and vectors of a field by tiles: call<ROWS, VECTORS>(row, vector).
template <typename Call>
NETWORK4_INLINE void for_each_tile(int rows, int vectors, int most_rows, Call&& call) {
  const int parts = (vectors + MOST_VECTORS - 1) / MOST_VECTORS;
  const int wide = (vectors + parts - 1) / parts;
  const int high = smaller(smaller(MOST_ROWS, most_rows), MOST_SUMS / wide);
  for (int l = 0; l < rows; l += high)
    for (int v = 0; v < vectors; v += wide)
      with_tile<MOST_ROWS, MOST_VECTORS>(smaller(high, rows - l), smaller(wide, vectors - v),
                                         [&]<int ROWS, int VECTORS>() {
                                           call.template operator()<ROWS, VECTORS>(l, v);
                                         });
}

// Narrow fields (one channel, say) take the narrowest vector that holds a row.
template <typename Call>
NETWORK4_INLINE void with_width(int run, Call&& call) {
  if constexpr (LANES > 4)
    if (run <= 4) return call.template operator()<4>();
  if constexpr (LANES > 8)
    if (run <= 8) return call.template operator()<8>();
  call.template operator()<LANES>();
}

template <int N>
NETWORK4_INLINE void add_winners(const ConvolutionShape& s, const ConvolutionWork& work,
                                 const Fields& fields, const float* input, float* nabla,
                                 int count) {
  for_each_tile(s.field.down, (s.run() + N - 1) / N, MOST_ROWS, [&]<int ROWS, int VECTORS>(int l, int v) {
    add_to_nabla_w<N, ROWS, VECTORS>(fields, input + l * fields.input_stride + v * N, work.delta,
                                     work.positions, count,
                                     nabla + l * fields.weight_stride + v * N);
  });
}

// All positions for one tile of the weights before the next tile: so its slice of all maps
// stays in the first-level cache.
template <int N>
NETWORK4_INLINE void spread_to_input(const ConvolutionShape& s, const ConvolutionWork& work,
                                     const Fields& fields, const float* weights, float* nabla) {
  constexpr std::size_t CACHED_FLOATS = 9216;
  const int rows_cached = int(CACHED_FLOATS / (fields.weight_stride * s.maps));
  const int most_rows = rows_cached < 1 ? 1 : rows_cached;
  const ImageShape z = s.convolved();
  for_each_tile(s.field.down, (s.run() + N - 1) / N, most_rows, [&]<int ROWS, int VECTORS>(int l, int v) {
    for (int y = 0; y < z.height; ++y)
      for (int x = 0; x < z.width; ++x) {
        const std::size_t position =
            std::size_t(y) * s.stride.down * s.padded_width() + x * s.stride.right;
        const int count = work.counts[position];
        if (count == 0) continue;
        add_to_nabla_input<N, ROWS, VECTORS>(
            fields, weights + l * fields.weight_stride + v * N,
            work.winner_deltas + position * s.maps, work.winner_maps + position * s.maps, count,
            nabla + position * fields.channels + l * fields.input_stride + v * N);
      }
  });
}

template <int N>
NETWORK4_INLINE void image_back(const ConvolutionShape& s, const ConvolutionWork& work,
                                const ConvolutionWeights& weights, Activation activation,
                                const MapSlopes& nabla_a, int image, bool needs_input_slopes) {
  const std::size_t positions = std::size_t(s.padded_height()) * s.padded_width();
  const std::size_t size = positions * s.input.channels;
  const Fields fields{std::size_t(s.input.channels), std::size_t(s.padded_width()) * s.input.channels,
                      std::size_t(s.padded_run()), s.weights_per_map()};
  const float* input = work.interleaved + image * size;
  if (needs_input_slopes) std::memset(work.counts, 0, positions * sizeof(std::int32_t));
  for (int map = 0; map < s.maps; ++map) {
    const int count = find_winners(s, work, activation, nabla_a, image, map);
    add_winners<N>(s, work, fields, input, work.nabla_w + map * fields.weights_per_map, count);
    if (needs_input_slopes) list_by_position(work, s.maps, map, count);
  }
  if (!needs_input_slopes) return;
  float* nabla_input = work.nabla_input + image * size;
  std::memset(nabla_input, 0, size * sizeof(float));
  spread_to_input<N>(s, work, fields, weights.weights, nabla_input);
}

// The padding behind each row of weights stays zero: add_to_nabla_input reads it.
NETWORK4_INLINE void clear_padding(const ConvolutionShape& s, float* nabla_w) {
  for (int row = 0; row < s.maps * s.field.down; ++row)
    for (int q = s.run(); q < s.padded_run(); ++q) nabla_w[std::size_t(row) * s.padded_run() + q] = 0.0f;
}

// nabla_w, nabla_b and, if anybody asks, nabla_input for a slice of images.
void convolve_back(const ConvolutionShape& s, const ConvolutionWork& work,
                   const ConvolutionWeights& weights, Activation activation, MapSlopes nabla_a,
                   int num_images, bool needs_input_slopes) {
  std::memset(work.nabla_w, 0, s.maps * s.weights_per_map() * sizeof(float));
  std::memset(work.nabla_b, 0, s.maps * sizeof(float));
  with_width(s.run(), [&]<int N>() {
    for (int n = 0; n < num_images; ++n)
      image_back<N>(s, work, weights, activation, nabla_a, n, needs_input_slopes);
  });
  clear_padding(s, work.nabla_w);
}

}  // namespace network4::NETWORK4_LEVEL
