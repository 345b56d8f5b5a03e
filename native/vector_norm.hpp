// Batch normalisation of a fully-connected layer's inputs, value by value.
#pragma once

#include "layers.hpp"

namespace network4 {

// A thread's rows of numbers [image][row].
struct Values {
  Share images;
  Share rows;
  float* first;
  std::size_t stride;
  float* image(int n) const { return first + n * stride + rows.first; }
};

// In training a thread has all images of its rows, so that no thread waits for another.
class VectorNorm {
 public:
  VectorNorm(int size, const Normalization& rule, const Room& room);

  Activation activation() const { return rule_.activation; }

  // In place: a from x, which stays here until the way back is done.
  void forward(const Values& a, bool training);
  // In place: the slopes by z of the layer below, whose `activation` made x, from those before
  // this layer's own activation. Takes the step, if there is a rule for one.
  void backward(const Values& delta, Activation activation, bool training, const UpdateRule* rule);

  // As weights the scales and offsets, as biases the means and variances.
  void write(const Parameters& from, Held what);
  void read(const Parameters& to, Held what) const;

  float rate_factor = 1.0f;  // its steps are so many times the rate; with 0 it is frozen

 private:
  void normalise(const Values& a, bool training);
  void pass_back(const Values& delta, bool training);
  void step(const Share& rows, const UpdateRule& rule);

  const int size_;
  const Normalization rule_;
  const std::size_t stride_;
  Learnt scales_, offsets_;
  Floats means_, variances_, nabla_scales_, nabla_offsets_;
  // Without a way back none; the moments are those by which x was normalised.
  Floats x_;  // [image][value]
  std::vector<double> x_means_, x_variances_;
};

}  // namespace network4
