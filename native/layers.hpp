// What every layer of maps does; each kind has a file of its own.
#pragma once

#include <memory>
#include <vector>

#include "learnt.hpp"
#include "masks.hpp"
#include "plan.hpp"
#include "team.hpp"

namespace network4 {

// What a layer makes room for.
struct Room {
  int num_threads;
  int most_images;  // of one thread
  bool goes_back;   // for slopes too
  Keeps keeps;      // what the rule of the step keeps of each number that is learnt
};

// The part of a mini-batch that goes through the layers of maps together.
struct Slice {
  int thread;              // the number of the share, whichever thread does it
  Share images;            // of the mini-batch
  bool goes_back = false;  // whether the way back follows
  // In training; otherwise nothing is dropped, and running averages normalise:
  const StepMasks* masks = nullptr;
  int num_images = 0;  // in the mini-batch
  bool training() const { return masks != nullptr; }
};

// What a slice has come to, on its way from layer to layer.
struct alignas(64) Flow {
  Maps a;
  MapSlopes nabla;
};

using MapPlan = Plan<const Slice&, Flow&>;

// What batch normalisation is told; see network4/layers/normalization.py.
struct Normalization {
  Activation activation;
  float decay;
  float epsilon;
};

class MapLayer {
 public:
  virtual ~MapLayer() = default;
  virtual ImageShape output() const = 0;
  // a of the slice's images from a_in; a_in stays as it is until the way back is done.
  virtual void plan_forward(MapPlan& plan) = 0;
  // nabla_input from nabla_a, and on the way the slopes by the layer's own parameters.
  virtual void plan_backward(MapPlan& plan, bool needs_input_slopes) = 0;
  // The thread's part of the step, once all threads are back.
  virtual void update(int thread, int num_threads, const UpdateRule& rule) {
    (void)thread, (void)num_threads, (void)rule;
  }
  virtual void write(const Parameters& from, Held what) { (void)from, (void)what; }
  virtual void read(const Parameters& to, Held what) const { (void)to, (void)what; }
  // Whether any number in it may change.
  virtual bool learns() const { return false; }

  float rate_factor = 1.0f;  // its steps are so many times the rate; with 0 it is frozen
};

// One whose images do not look at each other, so that no slice waits for another.
class ImageLayer : public MapLayer {
 public:
  virtual Maps forward(const Slice& slice, Maps input) = 0;
  virtual MapSlopes backward(const Slice& slice, MapSlopes nabla_a, bool needs_input_slopes) = 0;

  void plan_forward(MapPlan& plan) final {
    plan.then([this](const Slice& slice, Flow& flow) { flow.a = forward(slice, flow.a); });
  }
  void plan_backward(MapPlan& plan, bool needs_input_slopes) final {
    plan.then([this, needs_input_slopes](const Slice& slice, Flow& flow) {
      flow.nabla = backward(slice, flow.nabla, needs_input_slopes);
    });
  }
};

// What a convolution is told beside its sizes. Of g groups each makes a g-th of the maps
// from a g-th of the channels.
struct ConvolutionRule {
  Activation activation;
  int groups = 1;
  bool has_biases = true;
};

std::unique_ptr<ImageLayer> make_convolution(const ConvolutionShape& shape, const ConvolutionRule& rule,
                                             const Room& room);
std::unique_ptr<ImageLayer> make_grouped_convolution(const ConvolutionShape& shape,
                                                     const ConvolutionRule& rule, const Room& room);
std::unique_ptr<MapLayer> make_batch_norm(const ImageShape& shape, const Normalization& rule,
                                          const Room& room);
std::unique_ptr<MapLayer> make_max_pool(const PoolShape& shape, const Room& room);
std::unique_ptr<MapLayer> make_average_pool(const PoolShape& shape, const Room& room);
std::unique_ptr<MapLayer> make_map_dropout(const ImageShape& shape, const Mask& mask, const Room& room);
// Every stride-th row and column, with channels of zeros behind up to `maps`: a shortcut
// that learns nothing (He et al. 2016).
std::unique_ptr<MapLayer> make_zero_padding(const ImageShape& shape, int maps, const Pair& stride,
                                            const Room& room);

}  // namespace network4
