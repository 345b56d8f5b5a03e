// The kernels, as a table of functions: one table for each level of instructions.
#pragma once

#include "shapes.hpp"

namespace network4 {

// The most rows of output places that are convolved together.
inline constexpr int MOST_CHUNK_ROWS = 64;

// Numbers of several images, map by map: a[c][y][x] of image n starts at
// first + n * image_stride + c * map_stride; a map's places are neighbours.
struct Maps {
  const float* first = nullptr;
  std::size_t image_stride = 0;
  std::size_t map_stride = 0;
};

// Slopes of the cost by activations, nabla_a, wherever the layer above has left them.
struct MapSlopes {
  const float* first = nullptr;
  std::size_t image_stride = 0;
  std::size_t map_stride = 0;
  std::size_t row_stride = 0;
  std::size_t column_stride = 0;
};

// What one thread works on and with in one convolutional layer.
struct ConvolutionWork {
  float* padded;       // [image][channel][padded y][padded x]; null without padding
  float* columns;      // [row, column of the patch][channel][place], see columns.hpp
  float* interleaved;  // [image][padded y][padded x][channel]
  float* a;            // [map][image][place]: activations
  std::int32_t* winners;      // as a: how far from its window's start the winner's field is
  std::size_t map_stride;     // from one map of a to the next
  int rows_per_chunk;         // rows of output places that are convolved together
  int chunk_stride;           // places in a chunk, in whole vectors
  float* nabla_w;             // as the weights
  float* nabla_b;             // [map]
  const std::int32_t* window_starts;     // [place]: where its window is in the padded input
  const std::int32_t* position_offsets;  // [window position]: how far from there its field is
  float* delta;                          // [place]: of one map of one image
  std::int32_t* positions;               // [place]: where in the padded input its field is
  std::int32_t* counts;       // [padded y][padded x]: how many maps have a winner there
  float* winner_deltas;       // [padded y][padded x][map]
  std::int32_t* winner_maps;  // [padded y][padded x][map]
  float* nabla_input;         // as interleaved
};

struct ConvolutionWeights {
  const float* weights;  // [map][field row][field column, channel], rows padded by zeros
  const float* biases;
};

// Fully-connected weights stand in panels of outputs, each panel [input][its outputs].
struct DenseShape {
  int inputs = 1;
  int outputs = 1;
  int panel_width = WIDEST_LANES;  // outputs in a panel, in whole vectors
  int panels = 1;
  int rows_per_block = WIDEST_LANES;  // rows of a panel that stay in the first-level cache
  NETWORK4_INLINE int padded_inputs() const { return round_up(inputs, WIDEST_LANES); }
  NETWORK4_INLINE int padded_outputs() const { return panels * panel_width; }
  NETWORK4_INLINE std::size_t panel_size() const { return std::size_t(inputs) * panel_width; }
};

// The inputs that count: for each block of rows and each image the rows whose input may
// carry something forward or back.
struct ActiveInputs {
  std::int32_t* starts;  // [image][block + 1]: where a block's rows start among the image's
  std::int32_t* rows;    // [image][up to all rows]
  float* values;         // as rows: the inputs' values
};

struct RowRange {
  int first = 0;
  int last = 0;
};

// The kind of a step, see network4/engines/rules.py; "sgd" is one of the first two.
enum class Rule { plain, momentum, nesterov, adam, rmsprop };

// What one step is told.
struct UpdateRule {
  float rate;      // eta
  float decay;     // l2: the coefficient of (1/2) sum of w squared
  float momentum;  // mu
  Rule kind = Rule::plain;
  // What Adam's running means, which began at 0, hold of all: 1 - 0.9^t and 1 - 0.999^t.
  float share_of_means = 1.0f;
  float share_of_squares = 1.0f;
  UpdateRule without_decay() const {
    UpdateRule same = *this;
    same.decay = 0.0f;
    return same;
  }
  UpdateRule times(float factor) const {
    UpdateRule same = *this;
    same.rate *= factor;
    return same;
  }
};

// Numbers that are learnt, and what the rule keeps of each, null where it keeps nothing:
// with momentum velocities, with Adam (as velocities) means and squares, with RMSProp
// squares.
struct LearntNumbers {
  float* values;
  float* velocities;
  float* squares;
};

struct DenseBackward {
  DenseShape shape;
  RowRange rows;
  int num_images;
  ActiveInputs active;
  const float* delta;      // [image][padded outputs]
  LearntNumbers weights;   // panels; changed by the step
  bool steps;              // whether there is one
  float* nabla_input;      // [image][nabla_stride]; null where nobody asks
  std::size_t nabla_stride;
  std::int32_t* images;    // scratch [row of a block][image]
  float* values;           // scratch, as images
  std::int32_t* counts;    // scratch [row of a block]
  UpdateRule rule;
};

// Zeros around an image: bilinear values between its edge and them need one row above,
// and two below, since the last row read may be the one after the last.
inline constexpr int FRAME_BEFORE = 1, FRAME = 3;

// One image under one warp; see network4/augment/warps.py for the equations.
struct WarpWork {
  ImageShape shape;
  const float* affine;  // [down, right][3]
  int noise_rows;       // 0 without displacements
  int noise_stride;     // noise columns, in whole vectors
  int num_noise_columns;
  const float* noise;   // [down, right][noise row][noise_stride]
  const float* rows;    // [y][noise row]
  const float* columns; // [noise column][x, in whole vectors]
  float* mixed;         // scratch [down, right][noise_stride]
  const float* framed;  // [channel][y + FRAME][x + FRAME]
  float* to;            // [channel][y][x]
};

// Two sums over numbers; of what, the kernels say.
struct Moments {
  float sum;
  float square;
};

struct Kernels {
  const char* name;
  int lanes;
  int most_panel_vectors;  // vectors of outputs whose sums fit the registers

  void (*to_numbers)(const std::uint8_t* bytes, float* numbers, int count);
  void (*warp)(const WarpWork&);
  void (*activate)(Activation, float* z, std::size_t count);
  void (*multiply_by_slope)(Activation, const float* a, float* nabla_a, std::size_t count);
  void (*convolve)(const ConvolutionShape&, const ConvolutionWork&, const ConvolutionWeights&,
                   Activation, Maps input, int num_images, bool training);
  void (*convolve_back)(const ConvolutionShape&, const ConvolutionWork&,
                        const ConvolutionWeights&, Activation, MapSlopes nabla_a,
                        int num_images, bool needs_input_slopes);
  Moments (*moments)(const float* x, std::size_t count, float pivot);
  void (*collect)(const ImageShape&, const MapSlopes&, const float* from, float* to,
                  std::size_t map_stride);
  void (*scale)(Activation, const float* x, float slope, float offset, float* a, std::size_t count);
  Moments (*slope_moments)(Activation, const float* x, float mean, const float* a, float* nabla_a,
                           std::size_t count);
  void (*scale_back)(const float* x, float mean, float slope, float by_mean, float by_spread,
                     float* delta, std::size_t count);
  void (*find_active)(const DenseShape&, RowRange, int num_images, const float* inputs,
                      const std::uint8_t* kept, const ActiveInputs&);
  void (*dense)(const DenseShape&, RowRange, int num_images, const float* weights,
                const ActiveInputs&, float* z);
  void (*dense_back)(const DenseBackward&);
  void (*drop)(std::uint64_t key, std::uint64_t group, std::uint32_t threshold, float* inputs,
               std::uint8_t* kept, int count);
  void (*update)(const UpdateRule&, const LearntNumbers&, const float* nabla, std::size_t count);
};

// The table of the widest level that this processor runs, or of the one named by the
// environment variable NETWORK4_LEVEL.
const Kernels& kernels();

}  // namespace network4
