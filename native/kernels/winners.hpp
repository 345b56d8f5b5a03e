// delta where it is not zero: the places through which the cost can be changed.
//
// delta = dC/dz = nabla_a * sigma'(z) at the place that won its pool window, and 0 at all
// others: a slightly different z there would not have changed the maximum. Where a relu is
// silent, sigma'(z) = 0. After pooling 2 x 2 and relu about an eighth of the places is left.
#pragma once

#include "activations.hpp"

namespace network4::NETWORK4_LEVEL {

// nabla_a of one map of one image, in reading order.
NETWORK4_INLINE void collect_slopes(const ImageShape& out, const MapSlopes& nabla_a,
                                    const float* from, float* to) {
  if (nabla_a.column_stride == 1 && nabla_a.row_stride == std::size_t(out.width)) {
    std::memcpy(to, from, out.places() * sizeof(float));
    return;
  }
  for (int y = 0; y < out.height; ++y, to += out.width)
    for (int x = 0; x < out.width; ++x)
      to[x] = from[y * nabla_a.row_stride + x * nabla_a.column_stride];
}

// delta of one map of one image, from nabla_a in work.delta, to the front of work.delta and
// work.positions; its sum goes to nabla_b:
//   dC/db[m] = sum over all places of delta                      (equation BP3)
template <Activation KIND>
NETWORK4_INLINE int keep_winners(const ConvolutionWork& work, std::size_t at, int num_places,
                                 float* nabla_b) {
  Floats sums = {};
  int count = 0;
  for (int p = 0; p < num_places; p += LANES) {
    const int lanes = smaller(LANES, num_places - p);
    Floats delta = load(work.delta + p) * slope<KIND>(load(work.a + at + p));
    for (int lane = lanes; lane < LANES; ++lane) delta[lane] = 0.0f;
    sums += delta;
    const Ints position = load_ints(work.window_starts + p) + load_ints(work.winners + at + p);
    count += keep_active(delta != 0.0f, delta, position, work.delta + count, work.positions + count);
  }
  *nabla_b += sum_of_lanes<LANES>(sums);
  return count;
}

// Find the active winners of one map of one image.
NETWORK4_INLINE int find_winners(const ConvolutionShape& s, const ConvolutionWork& work,
                                 Activation activation, const MapSlopes& nabla_a, int image,
                                 int map) {
  const ImageShape out = s.output();
  const std::size_t at = map * work.map_stride + std::size_t(image) * out.places();
  collect_slopes(out, nabla_a, nabla_a.first + image * nabla_a.image_stride + map * nabla_a.map_stride,
                 work.delta);
  int count = 0;
  with_activation(activation, [&]<Activation KIND>() {
    count = keep_winners<KIND>(work, at, out.places(), work.nabla_b + map);
  });
  return count;
}

// List the winners by position, so that all maps that look at a position are met together.
NETWORK4_INLINE void list_by_position(const ConvolutionWork& work, int num_maps, int map,
                                      int num_winners) {
  for (int k = 0; k < num_winners; ++k) {
    const std::int32_t position = work.positions[k];
    const std::size_t at = std::size_t(position) * num_maps + work.counts[position]++;
    work.winner_deltas[at] = work.delta[k];
    work.winner_maps[at] = map;
  }
}

}  // namespace network4::NETWORK4_LEVEL
