// A fully-connected layer: its parameters, and what a mini-batch leaves in it.
//
// In training every thread takes a share of the rows (inputs) of all images, so that it
// always walks over the same weights, which stay in its cache. In prediction it takes all
// rows of its own images, and never waits.
#pragma once

#include <optional>

#include "vector_norm.hpp"

namespace network4 {

// What of a layer a thread works on: rows of the weights and columns, images.
struct Part {
  int thread;
  int num_threads;  // whose sums make up z
  Share images;
};

class Dense {
 public:
  struct Description {
    int inputs;
    int outputs;
    Activation activation;  // of its outputs; linear for the last layer
    std::vector<Mask> masks;
    bool zero_is_flat;  // whether an input of zero passes no slope back
    bool has_biases = true;
    std::optional<Normalization> norm = {};  // of its inputs, where those are of a layer below
  };

  Dense(const Description& description, const Room& room);

  int inputs() const { return shape_.inputs; }
  int outputs() const { return shape_.outputs; }
  const float* sums(int thread) const { return mine_[thread].sums.data(); }
  // z of one output, whose parts lie on all threads.
  double z(std::size_t image, int output) const {
    double sum = biases()[output];
    for (const ThreadArrays& part : mine_) sum += part.sums[image * output_stride() + output];
    return sum;
  }
  float* delta() { return delta_.data(); }
  const float* biases() const { return biases_.values.data(); }
  std::size_t input_stride() const { return shape_.padded_inputs(); }
  std::size_t output_stride() const { return shape_.padded_outputs(); }

  // a_in of a slice's images from maps; every thread brings its own images.
  void take(const Slice& slice, const Maps& maps, int places);
  // a_in = sigma(z) from the layer below, in the thread's rows.
  void take(const Part& part, Dense& below, const StepMasks* masks);
  // z, in parts: sums(thread) over the thread's rows.
  void forward(const Part& part);
  // nabla_input of the thread's rows (for maps below) or their delta (for a layer below),
  // and the thread's part of the step, if there is a rule for one.
  void backward(const Part& part, Dense* below, bool needs_input_slopes, const UpdateRule* rule);
  MapSlopes slopes(int first_image, const ImageShape& maps) const;

  void write(const Parameters& from, Held what);
  void read(const Parameters& to, Held what) const;
  VectorNorm& norm() { return *norm_; }
  const VectorNorm& norm() const { return *norm_; }

  float rate_factor = 1.0f;  // its steps are so many times the rate; with 0 it is frozen

 private:
  struct ThreadArrays {
    Floats sums;  // [image of the thread's part][padded outputs]
    Ints starts, rows, images, counts;
    Floats values, row_values;
    bool training = true;
    float weakened = 1.0f;  // by how much the last inputs were, in prediction
    Floats a;               // of one image, as it was before that
  };

  Share rows(const Part& part) const;
  ActiveInputs active(const Part& part);
  float weakened(const StepMasks* masks) const;
  void drop(const StepMasks* masks, int image, int first, int last);
  void pass_through_inputs(const Part& part, const Dense* below, const Values& delta, const UpdateRule* rule);
  void pass_through(const Part& part, Activation activation, float* delta, std::size_t stride);
  void step_biases(const Part& part, const UpdateRule& rule);
  template <typename Call>
  void for_each_row(Call&& call) const;

  const Description description_;
  const DenseShape shape_;
  Learnt weights_, biases_;
  std::optional<VectorNorm> norm_;
  Floats nabla_b_, inputs_, delta_, nabla_input_;
  Array<std::uint8_t> kept_;
  std::vector<ThreadArrays> mine_;
};

}  // namespace network4
