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
  for (int y = 0; y < out.height; ++y, to += out.width)
    for (int x = 0; x < out.width; ++x)
      to[x] = from[y * nabla_a.row_stride + x * nabla_a.column_stride];
}

// Move what is not zero to the front, each with the position of its winner's field in the
// padded input; return how many there are. Written without branches: which places are
// active cannot be foreseen.
NETWORK4_INLINE int keep_active(const ConvolutionWork& work, const std::int32_t* winners,
                                int num_places, bool pooled) {
  int count = 0;
  for (int p = 0; p < num_places; ++p) {
    const float delta = work.delta[p];
    const std::int32_t offset = pooled ? work.winner_positions[winners[p]] : 0;
    work.delta[count] = delta;
    work.positions[count] = work.place_positions[p] + offset;
    count += delta != 0.0f;
  }
  return count;
}

// Find the active winners of one map of one image, and add their deltas to nabla_b:
//   dC/db[m] = sum over all places of delta                      (equation BP3)
NETWORK4_INLINE int find_winners(const ConvolutionShape& s, const ConvolutionWork& work,
                                 Activation activation, const MapSlopes& nabla_a, int image,
                                 int map) {
  const ImageShape out = s.output();
  const std::size_t at = map * work.map_stride + std::size_t(image) * out.places();
  const float* from = nabla_a.first + image * nabla_a.image_stride + map * nabla_a.map_stride;
  collect_slopes(out, nabla_a, from, work.delta);
  multiply_by_slope(activation, work.a + at, work.delta, out.places());
  const bool pooled = s.pool.product() > 1;
  const int count = keep_active(work, work.winners + at, out.places(), pooled);
  float sum = 0.0f;
  for (int k = 0; k < count; ++k) sum += work.delta[k];
  work.nabla_b[map] += sum;
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
