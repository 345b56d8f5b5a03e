// Fully-connected layers: forward, back, and the step down the slope, in two walks over
// the weights.
//
// Weights stand in panels (kernels.hpp). A block of rows of a panel is read into the
// first-level cache once and serves all images of the mini-batch; the sums of a panel's
// outputs live in registers. Inputs that are zero, because a relu is silent, dropout has
// dropped them or the paper is blank there, add nothing to z and have no part in nabla_w,
// so the walks go over the others only.
#pragma once

#include "activations.hpp"

namespace network4::NETWORK4_LEVEL {

inline constexpr int MOST_PANEL_VECTORS = REGISTERS == 32 ? 16 : 8;

NETWORK4_INLINE int num_blocks(const DenseShape& s, RowRange rows) {
  return (rows.last - rows.first + s.rows_per_block - 1) / s.rows_per_block;
}

struct ActiveRows {
  const std::int32_t* rows;
  const float* values;
  int count;
};

NETWORK4_INLINE ActiveRows active_rows(const DenseShape& s, const ActiveInputs& active,
                                       RowRange range, int image, int block) {
  const std::int32_t* start = active.starts + std::size_t(image) * (num_blocks(s, range) + 1) + block;
  const std::size_t at = std::size_t(image) * s.padded_inputs() + start[0];
  return {active.rows + at, active.values + at, start[1] - start[0]};
}

NETWORK4_INLINE Ints are_marked(const std::uint8_t* marks) {
  typedef std::uint8_t Bytes __attribute__((vector_size(LANES)));
  Bytes bytes;
  std::memcpy(&bytes, marks, sizeof bytes);
  return __builtin_convertvector(bytes, Ints) != 0;
}

NETWORK4_INLINE Ints numbers_from(int first) {
  constexpr std::int32_t LANE[WIDEST_LANES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return load_ints(LANE) + first;
}

// List for each image and block the rows that count. Without `kept` those are the inputs
// that are not zero; with it, those that it marks: for some activations an input of zero
// still passes slopes back.
void find_active(const DenseShape& s, RowRange range, int num_images, const float* inputs,
                 const std::uint8_t* kept, const ActiveInputs& active) {
  const std::size_t stride = s.padded_inputs();
  const int blocks = num_blocks(s, range);
  for (int n = 0; n < num_images; ++n) {
    std::int32_t* rows = active.rows + n * stride;
    float* values = active.values + n * stride;
    std::int32_t* starts = active.starts + std::size_t(n) * (blocks + 1);
    int count = 0;
    for (int block = 0; block < blocks; ++block) {
      starts[block] = count;
      const int first = range.first + block * s.rows_per_block;
      const int last = smaller(first + s.rows_per_block, range.last);
      for (int i = first; i < last; i += LANES) {  // behind the last are zeros
        const Floats value = load(inputs + n * stride + i);
        const Ints active = kept ? are_marked(kept + n * stride + i) : value != 0.0f;
        count += keep_active(active, value, numbers_from(i), values + count, rows + count);
      }
    }
    starts[blocks] = count;
  }
}

// Call with the number of vectors in a panel as a constant.
template <int VECTORS, typename Call>
NETWORK4_INLINE void with_panel(int vectors, Call&& call) {
  if constexpr (VECTORS > 1)
    if (vectors < VECTORS) return with_panel<VECTORS - 1>(vectors, call);
  call.template operator()<VECTORS>();
}

// Asks for the next chunk of weights while this one is worked on, a few lines for each
// active row: which rows come next cannot be foreseen, so the processor itself would ask
// for none, and memory would stand idle while the processor computes.
class Prefetch {
 public:
  NETWORK4_INLINE Prefetch(const float* chunk, std::size_t size) : next_(chunk), end_(chunk + size) {}

  NETWORK4_INLINE void some() {
    if (next_ >= end_) return;
    for (int line = 0; line < LINES_AT_A_TIME; ++line, next_ += FLOATS_IN_LINE) __builtin_prefetch(next_, 0, 2);
  }
  NETWORK4_INLINE void rest() {
    while (next_ < end_) some();
  }

 private:
  static constexpr int LINES_AT_A_TIME = 4, FLOATS_IN_LINE = 16;
  const float* next_;
  const float* end_;
};

// The chunk of a block in a panel; of a block beyond the first or last there is none, nor is
// any worth asking for where all weights stay in the second-level cache.
NETWORK4_INLINE Prefetch prefetch_chunk(const DenseShape& s, const float* weights, RowRange range,
                                        int block, int panel) {
  constexpr std::size_t CACHED_FLOATS = 98304;
  const bool cached = std::size_t(range.last - range.first) * s.padded_outputs() < CACHED_FLOATS;
  const int rows = block < 0 || cached ? 0 : smaller(s.rows_per_block, range.last - range.first - block * s.rows_per_block);
  const std::size_t row = rows > 0 ? range.first + block * s.rows_per_block : 0;
  return Prefetch(weights + panel * s.panel_size() + row * s.panel_width,
                  rows > 0 ? std::size_t(rows) * s.panel_width : 0);
}

// z[j] += sum over active inputs i of w[i][j] a_in[i]
template <int VECTORS>
NETWORK4_INLINE void add_rows(const float* panel, const ActiveRows& active, Prefetch& prefetch, float* z) {
  Floats sums[VECTORS];
  for (int v = 0; v < VECTORS; ++v) sums[v] = load(z + v * LANES);
  for (int k = 0; k < active.count; ++k) {
    const float* row = panel + std::size_t(active.rows[k]) * (VECTORS * LANES);
    prefetch.some();
    for (int v = 0; v < VECTORS; ++v) sums[v] += load(row + v * LANES) * active.values[k];
  }
  for (int v = 0; v < VECTORS; ++v) store(z + v * LANES, sums[v]);
}

// z[n] = sum over the rows of `range` of w a_in[n], without the bias (equation 25)
void dense(const DenseShape& s, RowRange range, int num_images, const float* weights,
           const ActiveInputs& active, float* z) {
  const std::size_t outputs = s.padded_outputs();
  std::memset(z, 0, num_images * outputs * sizeof(float));
  with_panel<MOST_PANEL_VECTORS>(s.panel_width / LANES, [&]<int VECTORS>() {
    for (int block = 0; block < num_blocks(s, range); ++block)
      for (int p = 0; p < s.panels; ++p) {
        Prefetch prefetch = prefetch_chunk(s, weights, range, p + 1 < s.panels ? block : block + 1, (p + 1) % s.panels);
        for (int n = 0; n < num_images; ++n)
          add_rows<VECTORS>(weights + p * s.panel_size(), active_rows(s, active, range, n, block),
                            prefetch, z + n * outputs + p * s.panel_width);
        prefetch.rest();
      }
  });
}

}  // namespace network4::NETWORK4_LEVEL
