// The way back through a fully-connected layer, and its step, in one walk over the weights.
#pragma once

#include "dense.hpp"
#include "update.hpp"

namespace network4::NETWORK4_LEVEL {

// nabla_input[i] += sum over outputs j of w[i][j] delta[j]              (equation BP2)
template <int VECTORS>
NETWORK4_INLINE void add_products(const float* panel, const ActiveRows& active, const float* delta,
                                  Prefetch& prefetch, float* nabla_input) {
  Floats slopes[VECTORS];
  for (int v = 0; v < VECTORS; ++v) slopes[v] = load(delta + v * LANES);
  for (int k = 0; k < active.count; ++k) {
    const float* row = panel + std::size_t(active.rows[k]) * (VECTORS * LANES);
    Floats sums[2] = {};
    prefetch.some();
    for (int v = 0; v < VECTORS; ++v) sums[v % 2] += load(row + v * LANES) * slopes[v];
    nabla_input[active.rows[k]] += sum_of_lanes<LANES>(sums[0] + sums[1]);
  }
}

// The images in which a row's input counts, and that input.
struct ActiveImages {
  const std::int32_t* images;
  const float* values;
  int count;
};

// One row's step down its slope:
//   nabla_w[i][j] = sum over images n of a_in[n][i] delta[n][j]          (equation BP4)
// without ever writing nabla_w down.
template <int VECTORS, Rule RULE>
NETWORK4_INLINE void descend(const UpdateRule& rule, const float* delta, std::size_t outputs,
                             const ActiveImages& active, const LearntNumbers& row) {
  Floats nabla[VECTORS] = {};
  for (int k = 0; k < active.count; ++k) {
    const float* of_image = delta + active.images[k] * outputs;
    for (int v = 0; v < VECTORS; ++v) nabla[v] += load(of_image + v * LANES) * active.values[k];
  }
  for (int v = 0; v < VECTORS; ++v) step<RULE>(rule, row, v * LANES, nabla[v]);
}

// Turn the lists of active rows by image into lists of images by row.
NETWORK4_INLINE void list_by_row(const DenseBackward& b, int block, int first) {
  std::memset(b.counts, 0, b.shape.rows_per_block * sizeof(std::int32_t));
  for (int n = 0; n < b.num_images; ++n) {
    const ActiveRows active = active_rows(b.shape, b.active, b.rows, n, block);
    for (int k = 0; k < active.count; ++k) {
      const int row = active.rows[k] - first;
      const std::size_t at = std::size_t(row) * b.num_images + b.counts[row]++;
      b.images[at] = n;
      b.values[at] = active.values[k];
    }
  }
}

// Where a rule keeps nothing, its step asks for nothing.
template <Rule RULE>
NETWORK4_INLINE LearntNumbers row_at(const LearntNumbers& weights, std::size_t at) {
  constexpr bool velocities = RULE != Rule::plain && RULE != Rule::rmsprop;
  constexpr bool squares = RULE == Rule::adam || RULE == Rule::rmsprop;
  return {weights.values + at, velocities ? weights.velocities + at : nullptr,
          squares ? weights.squares + at : nullptr};
}

template <int VECTORS, Rule RULE>
NETWORK4_INLINE void block_back(const DenseBackward& b, int block, int panel) {
  const std::size_t outputs = b.shape.padded_outputs();
  const std::size_t panel_start = panel * b.shape.panel_size();
  const float* delta = b.delta + panel * b.shape.panel_width;
  Prefetch prefetch = prefetch_chunk(b.shape, b.weights.values, b.rows, panel + 1 < b.shape.panels ? block : block - 1,
                                     (panel + 1) % b.shape.panels);
  if (b.nabla_input)
    for (int n = 0; n < b.num_images; ++n)
      add_products<VECTORS>(b.weights.values + panel_start, active_rows(b.shape, b.active, b.rows, n, block),
                            delta + n * outputs, prefetch, b.nabla_input + n * b.nabla_stride);
  prefetch.rest();
  if (!b.steps) return;
  const int first = b.rows.first + block * b.shape.rows_per_block;
  const int last = smaller(first + b.shape.rows_per_block, b.rows.last);
  const bool every_row = RULE != Rule::plain || b.rule.decay != 0.0f;
  for (int i = first; i < last; ++i) {
    const std::size_t at = std::size_t(i - first) * b.num_images;
    const ActiveImages active{b.images + at, b.values + at, b.counts[i - first]};
    if (active.count == 0 && !every_row) continue;
    const std::size_t row = panel_start + std::size_t(i) * b.shape.panel_width;
    descend<VECTORS, RULE>(b.rule, delta, outputs, active, row_at<RULE>(b.weights, row));
  }
}

// Blocks go from last to first: the forward walk ended at the last, so those are the ones
// still in the cache.
template <Rule RULE>
void blocks_back(const DenseBackward& b) {
  with_panel<MOST_PANEL_VECTORS>(b.shape.panel_width / LANES, [&]<int VECTORS>() {
    for (int block = num_blocks(b.shape, b.rows) - 1; block >= 0; --block) {
      list_by_row(b, block, b.rows.first + block * b.shape.rows_per_block);
      for (int panel = 0; panel < b.shape.panels; ++panel) block_back<VECTORS, RULE>(b, block, panel);
    }
  });
}

void dense_back(const DenseBackward& b) {
  with_rule(b.rule.kind, [&]<Rule RULE>() { blocks_back<RULE>(b); });
}

}  // namespace network4::NETWORK4_LEVEL
