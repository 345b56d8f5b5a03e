// What every layer of maps does; each kind has a file of its own.
#pragma once

#include <memory>
#include <vector>

#include "kernels.hpp"
#include "masks.hpp"
#include "memory.hpp"
#include "team.hpp"

namespace network4 {

// The part of a mini-batch that one thread takes through the layers of maps.
struct Slice {
  int thread;
  Share images;  // of the mini-batch
  bool training;
  // In training:
  const StepMasks* masks = nullptr;
  int num_images = 0;          // in the mini-batch
  Barrier* barrier = nullptr;  // where all threads meet
};

// What batch normalisation is told; see network4/layers/normalization.py.
struct Normalization {
  Activation activation;
  float decay;
  float epsilon;
};

struct Parameters {
  float* weights;  // as the network describes them, row by row
  float* biases;
};

// What of a layer is read or written: its parameters, or with momentum their velocities.
enum class Held { values, velocities };

class MapLayer {
 public:
  virtual ~MapLayer() = default;
  virtual ImageShape output() const = 0;
  // a of the slice's images from a_in; `input` stays as it is until the way back is done.
  virtual Maps forward(const Slice& slice, Maps input) = 0;
  // nabla_input from nabla_a, and on the way the slopes by the layer's own parameters.
  virtual MapSlopes backward(const Slice& slice, MapSlopes nabla_a, bool needs_input_slopes) = 0;
  // The thread's part of the step, once all threads are back.
  virtual void update(int thread, int num_threads, const UpdateRule& rule) {
    (void)thread, (void)num_threads, (void)rule;
  }
  virtual void write(const Parameters& from, Held what) { (void)from, (void)what; }
  virtual void read(const Parameters& to, Held what) const { (void)to, (void)what; }
};

std::unique_ptr<MapLayer> make_convolution(const ConvolutionShape& shape, Activation activation,
                                           int num_threads, int most_images, bool training,
                                           bool has_momentum);
std::unique_ptr<MapLayer> make_batch_norm(const ImageShape& shape, const Normalization& rule,
                                          int num_threads, int most_images, bool has_momentum);
std::unique_ptr<MapLayer> make_max_pool(const PoolShape& shape, int num_threads, int most_images);
std::unique_ptr<MapLayer> make_map_dropout(const ImageShape& shape, const Mask& mask,
                                           int num_threads, int most_images);

}  // namespace network4
